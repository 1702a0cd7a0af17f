package io.anivia.prospector;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.anivia.contract.EventMembers;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * Runs the steps for all events, on one exchange for a payload: the body is the list of its events. They are told apart
 * behind the steps by {@code anivia.index}, which no two events of a payload share. If the route fails, it runs again
 * for each event by itself, so that the failure is that of one.
 */
final class DecorationProcessor extends EventStepsProcessor {

    private static final String INDEX = "index";

    private final String source;

    DecorationProcessor(CamelContext context, String source, Processor steps) {
        super(context, "decorate", steps);
        this.source = source;
    }

    @Override
    public List<StepResult> run(List<Map<String, @Nullable Object>> events) {
        List<Object> copies = new ArrayList<>(events.size());
        events.forEach(event -> copies.add(copyOf(event)));
        Exchange exchange = run(copies, source);
        List<StepResult> results = null;
        try {
            results = exchange.getException() == null ? results(events, exchange) : null;
        } catch (RuntimeException e) {
            // Of a list that reads its members only now.
            exchange.setException(e);
        }
        if (results != null) {
            return results;
        }
        if (events.size() > 1) {
            List<StepResult> alone = new ArrayList<>(events.size());
            events.forEach(event -> alone.addAll(run(List.of(event))));
            return alone;
        }
        return List.of(exchange.getException() != null ? failed(exchange.getException())
                : failed("its result is no list of events"));
    }

    /** {@code null} if the result is no list of events of the payload, each of them once. */
    private @Nullable List<StepResult> results(List<Map<String, @Nullable Object>> events, Exchange exchange) {
        List<StepResult> results = new ArrayList<>(Collections.nCopies(events.size(), StepResult.unwanted()));
        if (exchange.isRouteStop()) {
            return results;
        }
        if (!(exchange.getMessage().getBody() instanceof List<?> list)) {
            return null;
        }
        // Of those that have not come back yet.
        Map<Object, Integer> places = new HashMap<>();
        for (int at = 0; at < events.size(); at++) {
            places.put(Objects.requireNonNull(index(events.get(at)), "set by the enricher"), at);
        }
        for (Object after : list) {
            Object index = index(after);
            Integer place = index == null ? null : places.remove(index);
            if (place == null || !(after instanceof Map<?, ?> object)) {
                return null;
            }
            results.set(place, changed(events.get(place), object));
        }
        return results;
    }

    private static @Nullable Object index(@Nullable Object event) {
        return event instanceof Map<?, ?> object && object.get(EventMembers.ANIVIA) instanceof Map<?, ?> anivia
                ? anivia.get(INDEX) : null;
    }
}
