package io.anivia.prospector;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/** Runs the steps of a source's route, on an exchange for each event: the body is the event. */
final class SourceStepsProcessor extends EventStepsProcessor {

    private final String source;

    SourceStepsProcessor(CamelContext context, String source, Processor steps) {
        super(context, "source step", steps);
        this.source = source;
    }

    @Override
    public List<StepResult> run(List<Map<String, @Nullable Object>> events) {
        List<StepResult> results = new ArrayList<>(events.size());
        for (Map<String, @Nullable Object> event : events) {
            results.add(run(event));
        }
        return results;
    }

    private StepResult run(Map<String, @Nullable Object> event) {
        Exchange exchange = run(copyOf(event), source);
        if (exchange.getException() != null) {
            return failed(exchange.getException());
        }
        if (exchange.isRouteStop()) {
            return StepResult.unwanted();
        }
        return exchange.getMessage().getBody() instanceof Map<?, ?> after ? changed(event, after)
                : failed("its result is no object");
    }
}
