package io.anivia.destination;

import java.util.Optional;

import jakarta.inject.Named;
import jakarta.inject.Singleton;

import org.apache.camel.Exchange;
import org.apache.camel.ExchangeExtension;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * Keeps which step has thrown, for the log and the dead letter. The error handler of
 * {@code routes/error-handling.camel.yaml} calls it within that step; afterwards Camel knows the step no more.
 */
@Singleton
@Named("failedStep")
public final class FailedStepProcessor implements Processor {

    private static final String STEP = "anivia.failedStep";

    /**
     * A step, as the route's file has it; none of it is of an event.
     *
     * @param id what the file says, or what Camel makes up
     * @param label the step and its expression, such as {@code setBody[simple{${body.nothing()}}]}
     * @param source file and line
     */
    record FailedStep(@Nullable String id, @Nullable String label, @Nullable String source) {

        @Override
        public String toString() {
            return "'" + id + "', " + label + (source == null ? "" : " at " + source);
        }
    }

    @Override
    public void process(Exchange exchange) {
        if (exchange.getProperty(STEP) == null) {
            ExchangeExtension history = exchange.getExchangeExtension();
            exchange.setProperty(STEP, new FailedStep(history.getHistoryNodeId(), history.getHistoryNodeLabel(),
                    history.getHistoryNodeSource()));
        }
    }

    /** The step that has thrown; empty if none has. */
    static Optional<FailedStep> of(Exchange exchange) {
        return Optional.ofNullable(exchange.getProperty(STEP, FailedStep.class));
    }
}
