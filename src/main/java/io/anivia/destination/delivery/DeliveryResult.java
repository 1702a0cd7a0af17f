package io.anivia.destination.delivery;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * What came of a delivery.
 *
 * @param failure why the destination has not taken it; {@code null} if it has
 * @param safe when what it has taken is safe; mostly already
 * @param filtered how many of the events a step of the route has dropped, so that the destination has not got them
 */
public record DeliveryResult(@Nullable DeliveryException failure, CompletionStage<?> safe, int filtered) {

    private static final CompletionStage<?> ALREADY = CompletableFuture.completedStage(null);

    public static DeliveryResult failed(DeliveryException failure) {
        return new DeliveryResult(failure, ALREADY, 0);
    }

    public static DeliveryResult delivered() {
        return new DeliveryResult(null, ALREADY, 0);
    }

    /** Taken; see {@link DeferredAcknowledgement}. */
    public static DeliveryResult promised(CompletionStage<?> safe) {
        return new DeliveryResult(null, safe, 0);
    }

    /** The same, without some of the events, which steps have dropped. */
    public DeliveryResult without(int dropped) {
        return new DeliveryResult(failure, safe, dropped);
    }

    boolean isSafe() {
        return failure == null && safe == ALREADY;
    }
}
