package io.anivia.step;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.camel.spi.annotations.Component;

/** Makes {@code lookup:} endpoints. */
@Component("lookup")
public final class LookupComponent extends StepComponent {

    @Override
    StepEndpoint endpoint(String uri, String name) {
        return new LookupEndpoint(uri, this, name);
    }

    /** Of the times that a step's table was read again, or could not be read again. */
    Counter reloads(String title, String outcome) {
        MeterRegistry meters = getMeters();
        return (meters == null ? new SimpleMeterRegistry() : meters)
                .counter("anivia.lookup.reloads", "step", title, "outcome", outcome);
    }
}
