package io.anivia.e2e;

import java.util.HashMap;
import java.util.Map;

/** As {@link RabbitProfile}, with several payloads, and several events, in one message of the broker. */
public class BatchedProfile extends RabbitProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
        settings.put("anivia.elmer.batch-size", "5");
        settings.put("anivia.prospector.batch-size", "7");
        settings.put("anivia.prospector.batch-linger", "100ms");
        return settings;
    }
}
