package io.anivia.ops;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;

/** As {@link PartnerProfile}, with tracing switched on; spans stay in memory. */
public class TracingOnProfile extends PartnerProfile {

    /** Takes the place of the exporter to a collector. */
    @Alternative
    @Singleton
    static class Exporter {

        @Produces
        @Singleton
        InMemorySpanExporter exporter() {
            return InMemorySpanExporter.create();
        }
    }

    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(Exporter.class);
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
        settings.put("quarkus.otel.sdk.disabled", "false");
        settings.put("quarkus.otel.bsp.schedule.delay", "50ms");
        return settings;
    }
}
