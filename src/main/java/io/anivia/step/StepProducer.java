package io.anivia.step;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.anivia.contract.EventMembers;
import io.anivia.contract.MessageHeaders;
import io.micrometer.core.instrument.Counter;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultProducer;
import org.jspecify.annotations.Nullable;

/**
 * Puts the changed event, or the list of changed events, in the place of the body. Where the step wants no event any
 * longer the route ends. A step that fails on an event leaves it as it was, or throws.
 */
final class StepProducer extends DefaultProducer {

    /** Of one event: a route that loops adds no more. */
    private static final int MOST_WARNINGS = 20;

    private final StepEndpoint endpoint;
    private final EventStep step;
    private final Counter failures;

    StepProducer(StepEndpoint endpoint, EventStep step, Counter failures) {
        super(endpoint);
        this.endpoint = endpoint;
        this.step = step;
        this.failures = failures;
    }

    /** @throws StepException if the step fails on an event, and {@code onError} is {@code dead} */
    @Override
    public void process(Exchange exchange) throws StepException {
        Object body = exchange.getMessage().getBody();
        Object changed = body instanceof List<?> events ? applyToAll(events) : apply(body);
        int dropped = count(body) - count(changed);
        if (dropped > 0) {
            exchange.setProperty(MessageHeaders.DROPPED_BY_STEPS,
                    dropped + exchange.getProperty(MessageHeaders.DROPPED_BY_STEPS, 0, Integer.class));
        }
        if (changed == null || changed instanceof List<?> events && events.isEmpty()) {
            exchange.setRouteStop(true);
        } else {
            exchange.getMessage().setBody(changed);
        }
    }

    private static int count(@Nullable Object body) {
        return body instanceof List<?> events ? events.size() : body == null ? 0 : 1;
    }

    private List<Map<String, @Nullable Object>> applyToAll(List<?> events) throws StepException {
        List<Map<String, @Nullable Object>> changed = new ArrayList<>(events.size());
        for (Object event : events) {
            Map<String, @Nullable Object> made = apply(event);
            if (made != null) {
                changed.add(made);
            }
        }
        return changed;
    }

    @SuppressWarnings("unchecked")
    private @Nullable Map<String, @Nullable Object> apply(@Nullable Object event) throws StepException {
        if (!(event instanceof Map<?, ?>)) {
            throw new IllegalArgumentException(endpoint.title() + " takes an event or a list of events, not "
                    + (event == null ? "nothing" : event.getClass().getSimpleName())
                    + ": put it in front of marshal and setBody");
        }
        Map<String, @Nullable Object> object = (Map<String, @Nullable Object>) event;
        try {
            return step.apply(object);
        } catch (StepException e) {
            failures.increment();
            if (!endpoint.isKeptOnError()) {
                throw new StepException(endpoint.title() + ": " + e.getMessage(), e.getCause());
            }
            return EventMembers.warnings(object).size() >= MOST_WARNINGS ? object
                    : EventMembers.warned(object, endpoint.title() + " failed: " + e.getMessage());
        }
    }
}
