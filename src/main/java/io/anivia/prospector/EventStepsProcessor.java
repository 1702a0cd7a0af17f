package io.anivia.prospector;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;

import io.anivia.contract.EventMembers;
import io.anivia.contract.MessageHeaders;
import io.anivia.step.StepException;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.util.ObjectHelper;
import org.jspecify.annotations.Nullable;

/**
 * Runs a route's steps on copies of events, for what events share is the same object in all of them.
 *
 * <p>{@code id}, {@code timestamp} and {@code anivia} are put back as they were, but for {@code anivia.warnings}, to
 * which steps add.
 */
abstract class EventStepsProcessor implements EventSteps {

    private final CamelContext context;
    private final String name;
    private final Processor steps;

    /** @param name what the steps are called in warnings */
    EventStepsProcessor(CamelContext context, String name, Processor steps) {
        this.context = context;
        this.name = name;
        this.steps = steps;
    }

    /** An exchange with this body, behind the steps. */
    final Exchange run(Object body, String source) {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setHeader(MessageHeaders.SOURCE, source);
        exchange.getMessage().setBody(body);
        try {
            steps.process(exchange);
        } catch (Exception e) {
            exchange.setException(e);
        }
        if (exchange.getException() instanceof RejectedExecutionException stopped && isOfCamel(stopped)) {
            // Not the event's failure: the payload comes again where the route runs.
            throw stopped;
        }
        if (exchange.getException() instanceof DirectConsumerNotAvailableException stopped) {
            throw new IllegalStateException("the route of " + name + " is stopped", stopped);
        }
        return exchange;
    }

    /** Whether the route is stopped, and not a step that has thrown it, over a full queue of its own, say. */
    private boolean isOfCamel(RejectedExecutionException failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        return context.isStopping()
                || trace.length > 0 && trace[0].getClassName().startsWith("org.apache.camel.");
    }

    /** What became of an event for which the route ended in this exception. */
    final StepResult failed(Exception failure) {
        StepException refused = ObjectHelper.getException(StepException.class, failure);
        return refused == null ? failed(failure.getClass().getSimpleName())
                : StepResult.rejected(String.valueOf(refused.getMessage()));
    }

    final StepResult failed(String why) {
        return StepResult.failed(name + " failed: " + why);
    }

    /**
     * What became of an event. It is copied once more, so that a step that keeps it cannot change it later, and what
     * fails when it is looked at does so here.
     *
     * @param after what the steps made of it
     */
    final StepResult changed(Map<String, @Nullable Object> before, Map<?, ?> after) {
        Map<String, @Nullable Object> changed = new LinkedHashMap<>();
        try {
            after.forEach((member, value) -> changed.put(String.valueOf(member), copy(value)));
        } catch (RuntimeException e) {
            return failed(e);
        } catch (StackOverflowError e) {
            return failed("its result has no JSON");
        }
        Object warnings = warnings(changed.get(EventMembers.ANIVIA));
        for (String member : EventMembers.RESERVED) {
            changed.put(member, before.get(member));
        }
        if (warnings != null && before.get(EventMembers.ANIVIA) instanceof Map<?, ?> anivia) {
            Map<@Nullable Object, @Nullable Object> warned = new LinkedHashMap<>(anivia);
            warned.put(EventMembers.WARNINGS, warnings);
            changed.put(EventMembers.ANIVIA, warned);
        }
        return StepResult.changed(changed);
    }

    private static @Nullable Object warnings(@Nullable Object anivia) {
        return anivia instanceof Map<?, ?> object && object.get(EventMembers.WARNINGS) instanceof List<?> warnings
                ? warnings : null;
    }

    static Object copyOf(Map<String, @Nullable Object> event) {
        return Objects.requireNonNull(copy(event));
    }

    private static @Nullable Object copy(@Nullable Object value) {
        if (value instanceof Map<?, ?> object) {
            Map<@Nullable Object, @Nullable Object> copy = new LinkedHashMap<>();
            object.forEach((member, inner) -> copy.put(member, copy(inner)));
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
