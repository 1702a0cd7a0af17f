package io.anivia.e2e;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.quarkus.test.junit.QuarkusTestProfile;

/** The whole program, on the broker embedded in it, with all three downstream systems. */
public class EmbeddedBrokerProfile implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "anivia.broker.embedded.dir", Path.of("target", "e2e-broker-" + System.nanoTime()).toString(),
                "anivia.routes.dir", "routes/destinations");
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(Downstreams.class));
    }
}
