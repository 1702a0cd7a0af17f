package io.anivia.destination;

import jakarta.inject.Named;
import jakarta.inject.Singleton;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the id of the step that has thrown, for the log. The error handler of {@code routes/error-handling.camel.yaml}
 * calls it within that step; afterwards Camel knows the step no more.
 */
@Singleton
@Named("failedStep")
public final class FailedStepProcessor implements Processor {

    private static final String STEP = "anivia.failedStep";

    @Override
    public void process(Exchange exchange) {
        if (exchange.getProperty(STEP) == null) {
            exchange.setProperty(STEP, exchange.getExchangeExtension().getHistoryNodeId());
        }
    }

    /** The step's id; {@code null} if no step has thrown. */
    static @Nullable String idOf(Exchange exchange) {
        return exchange.getProperty(STEP, String.class);
    }
}
