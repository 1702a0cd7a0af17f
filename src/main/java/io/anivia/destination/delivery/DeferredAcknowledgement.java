package io.anivia.destination.delivery;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

import org.apache.camel.Exchange;

/**
 * How a producer says that its system has taken the events, but does not know them to be safe yet.
 *
 * <p>The route ends normally, and the next batch is delivered; the events stay the broker's until the
 * promise is kept. If it is broken they are delivered again. How many may be waiting is bounded by {@code prefetch} of
 * the destination.
 */
public final class DeferredAcknowledgement {

    private static final String PROPERTY = "anivia.delivery.promise";

    private DeferredAcknowledgement() {
    }

    /**
     * Gives a promise for all events of an exchange; at most one each.
     *
     * @param safe completes, on any thread, when the events are safe, or exceptionally when they have to be sent again
     * @throws IllegalStateException if there is one already
     */
    public static void give(Exchange exchange, CompletionStage<?> safe) {
        if (exchange.getProperty(PROPERTY) != null) {
            throw new IllegalStateException("a promise was given before for exchange " + exchange.getExchangeId());
        }
        exchange.setProperty(PROPERTY, safe);
    }

    public static Optional<CompletionStage<?>> of(Exchange exchange) {
        return Optional.ofNullable(exchange.getProperty(PROPERTY, CompletionStage.class));
    }
}
