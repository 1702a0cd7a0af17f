package io.anivia.e2e;

import java.util.List;
import java.util.Map;

import io.quarkus.test.junit.QuarkusTestProfile;

/** The whole program, on a RabbitMQ node of its own with quorum queues, with all three downstream systems. */
public class RabbitProfile implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("anivia.routes.dir", "routes/destinations");
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(Downstreams.class), new TestResourceEntry(RabbitResource.class));
    }
}
