package io.anivia.elmer;

import java.util.Map;
import java.util.Set;

import io.quarkus.test.junit.QuarkusTestProfile;

/** Elmer alone, with small limits, in front of a {@link FakeBrokerComponent}. */
public class ElmerProfile implements QuarkusTestProfile {

    static final int MAX_BODY_BYTES = 64 * 1024;
    static final int MAX_IN_FLIGHT_BYTES = 1024 * 1024;

    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(FakeBrokerComponent.class);
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.ofEntries(
                Map.entry("anivia.roles", "elmer"),
                Map.entry("anivia.elmer.max-body", Integer.toString(MAX_BODY_BYTES)),
                Map.entry("anivia.elmer.max-in-flight", Integer.toString(MAX_IN_FLIGHT_BYTES)),
                Map.entry("anivia.elmer.receive-timeout", "2s"),
                Map.entry("anivia.elmer.retry-after", "PT6.2S"),
                Map.entry("camel.main.routes-include-pattern", "classpath:routes/error-handling.camel.yaml,"
                        + "classpath:routes/elmer.camel.yaml"),
                Map.entry("quarkus.otel.sdk.disabled", "true"),
                Map.entry("quarkus.http.test-port", "0"));
    }
}
