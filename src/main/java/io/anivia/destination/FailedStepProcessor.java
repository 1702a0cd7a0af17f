package io.anivia.destination;

import java.util.Optional;

import jakarta.inject.Named;
import jakarta.inject.Singleton;

import org.apache.camel.Exchange;
import org.apache.camel.ExchangeExtension;
import org.apache.camel.Processor;
import org.apache.camel.model.HasExpressionType;
import org.apache.camel.model.ModelCamelContext;
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
     * @param label the step and, of some, its expression, such as {@code setBody[simple{${body.nothing()}}]}
     * @param expression its expression, where it has one
     * @param source file and line
     */
    record FailedStep(@Nullable String id, @Nullable String label, @Nullable String expression,
            @Nullable String source) {

        static FailedStep lastOf(Exchange exchange) {
            ExchangeExtension history = exchange.getExchangeExtension();
            String id = history.getHistoryNodeId();
            return new FailedStep(id, history.getHistoryNodeLabel(), expression(exchange, id),
                    history.getHistoryNodeSource());
        }

        private static @Nullable String expression(Exchange exchange, @Nullable String id) {
            return id != null && exchange.getContext() instanceof ModelCamelContext model
                    && model.getProcessorDefinition(id) instanceof HasExpressionType step
                    && step.getExpressionType() != null ? step.getExpressionType().getExpression() : null;
        }

        @Override
        public String toString() {
            boolean isInLabel = expression == null || label != null && label.contains(expression);
            return "'" + id + "', " + label + (isInLabel ? "" : " " + expression)
                    + (source == null ? "" : " at " + source);
        }
    }

    @Override
    public void process(Exchange exchange) {
        if (exchange.getProperty(STEP) == null) {
            exchange.setProperty(STEP, FailedStep.lastOf(exchange));
        }
    }

    /** The step that has thrown; empty if none has. */
    static Optional<FailedStep> of(Exchange exchange) {
        return Optional.ofNullable(exchange.getProperty(STEP, FailedStep.class));
    }
}
