package io.anivia.ops;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.quarkus.test.junit.QuarkusTestProfile;

/** The whole program on the embedded broker, with one destination, {@code partner}. */
public class PartnerProfile implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "anivia.broker.embedded.dir", Path.of("target", "ops-broker-" + System.nanoTime()).toString(),
                "anivia.routes.dir", "src/test/resources/ops",
                "quarkus.http.test-port", "0",
                "quarkus.management.test-port", "0");
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(Partner.class));
    }
}
