package io.anivia.step;

import java.util.Map;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.Metadata;
import org.apache.camel.support.DefaultComponent;
import org.jspecify.annotations.Nullable;

/** Makes the endpoints of one kind of step. */
public abstract class StepComponent extends DefaultComponent {

    @Metadata(autowired = true, description = "Where the events are counted on which the step fails; not set: nowhere.")
    private @Nullable MeterRegistry meters;

    abstract StepEndpoint endpoint(String uri, String name);

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        StepEndpoint endpoint = endpoint(uri, remaining);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    /** Of a step, by its title. Steps come from files, so that there are no more of them than are written. */
    Counter failures(String title) {
        return (meters == null ? new SimpleMeterRegistry() : meters).counter("anivia.step.failures", "step", title);
    }

    public @Nullable MeterRegistry getMeters() {
        return meters;
    }

    public void setMeters(MeterRegistry meters) {
        this.meters = meters;
    }
}
