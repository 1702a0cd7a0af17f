package io.anivia.e2e;

import java.util.HashMap;
import java.util.Map;

/** As {@link RabbitProfile}, with several payloads, and several events, in one message of the broker. */
public class PackedProfile extends RabbitProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
        settings.put("anivia.elmer.group", "5");
        settings.put("anivia.prospector.pack", "7");
        settings.put("anivia.prospector.pack-linger", "100ms");
        return settings;
    }
}
