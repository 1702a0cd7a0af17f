package io.anivia.ops;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The whole program with two destinations, and a small bound on what is read of a queue of dead letters. */
public class AdminProfile extends PartnerProfile {

    static final int MAX_SCAN = 5;

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> overrides = new HashMap<>(super.getConfigOverrides());
        overrides.put("anivia.routes.dir", "src/test/resources/admin");
        overrides.put("anivia.admin.max-scan", Integer.toString(MAX_SCAN));
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
            overrides.put("anivia.admin.view-token", "screen=view-secret");
            overrides.put("anivia.admin.operate-token", "duty=operate-secret");
            overrides.put("anivia.admin.values-token", "glass=values-secret");
            return overrides;
        }
    }
}
