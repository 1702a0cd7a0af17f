package io.anivia.prospector;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;

import io.anivia.contract.MessageHeaders;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;

/**
 * Runs the steps of a source's route, on an exchange for each event: the body is a copy of the event, for what its
 * events share is the same object in all of them.
 *
 * <p>{@code id}, {@code timestamp} and {@code anivia} are put back as they were, but for {@code anivia.warnings}, to
 * which steps add.
 */
final class SourceStepsProcessor implements SourceSteps {

    private final CamelContext context;
    private final String source;
    private final Processor steps;

    SourceStepsProcessor(CamelContext context, String source, Processor steps) {
        this.context = context;
        this.source = source;
        this.steps = steps;
    }

    @Override
    public StepResult run(Map<String, @Nullable Object> event) {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setHeader(MessageHeaders.SOURCE, source);
        exchange.getMessage().setBody(copy(event));
        try {
            steps.process(exchange);
        } catch (Exception e) {
            exchange.setException(e);
        }
        if (exchange.getException() instanceof RejectedExecutionException stopped) {
            // Not the event's failure: the payload comes again where the route runs.
            throw stopped;
        }
        if (exchange.getException() != null) {
            return failed(exchange.getException().getClass().getSimpleName());
        }
        if (exchange.isRouteStop()) {
            return new StepResult(null, null);
        }
        if (!(exchange.getMessage().getBody() instanceof Map<?, ?> body)) {
            return failed("its result is no object");
        }
        Map<String, @Nullable Object> changed = new LinkedHashMap<>();
        body.forEach((name, value) -> changed.put(String.valueOf(name), value));
        Object warnings = warnings(changed.get(EventEnricher.ANIVIA));
        for (String name : EventEnricher.RESERVED) {
            changed.put(name, event.get(name));
        }
        if (warnings != null && event.get(EventEnricher.ANIVIA) instanceof Map<?, ?> anivia) {
            Map<@Nullable Object, @Nullable Object> warned = new LinkedHashMap<>(anivia);
            warned.put(EventEnricher.WARNINGS, warnings);
            changed.put(EventEnricher.ANIVIA, warned);
        }
        return new StepResult(changed, null);
    }

    private static StepResult failed(String why) {
        return new StepResult(null, "source step failed: " + why);
    }

    private static @Nullable Object warnings(@Nullable Object anivia) {
        return anivia instanceof Map<?, ?> object && object.get(EventEnricher.WARNINGS) instanceof List<?> warnings
                ? warnings : null;
    }

    private static @Nullable Object copy(@Nullable Object value) {
        if (value instanceof Map<?, ?> object) {
            Map<@Nullable Object, @Nullable Object> copy = new LinkedHashMap<>();
            object.forEach((name, member) -> copy.put(name, copy(member)));
            return copy;
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> copy = new ArrayList<>(list.size());
            list.forEach(member -> copy.add(copy(member)));
            return copy;
        }
        return value;
    }
}
