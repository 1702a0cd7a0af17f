package io.anivia.ops;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The whole program with two destinations, and replays that hold back little. */
public class AdminProfile extends PartnerProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> overrides = new HashMap<>(super.getConfigOverrides());
        overrides.put("anivia.routes.dir", "src/test/resources/admin");
        overrides.put("anivia.admin.hold", "3");
        overrides.put("anivia.admin.step", "4");
        return overrides;
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(Partner.class), new TestResourceEntry(OtherPartner.class));
    }

    /** The same on a RabbitMQ node with quorum queues. */
    public static class OnRabbit extends AdminProfile {
        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(Partner.class), new TestResourceEntry(OtherPartner.class),
                    new TestResourceEntry(io.anivia.e2e.RabbitResource.class));
        }
    }

    /** The same, with tokens. */
    public static class WithTokens extends AdminProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> overrides = new HashMap<>(super.getConfigOverrides());
            overrides.put("anivia.admin.token", "old-secret,new-secret");
            return overrides;
        }
    }
}
