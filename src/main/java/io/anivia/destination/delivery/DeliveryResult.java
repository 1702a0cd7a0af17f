package io.anivia.destination.delivery;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * What came of a delivery.
 *
 * @param failure why the destination has not taken it; {@code null} if it has
 * @param safe when what it has taken is safe; mostly already
 */
public record DeliveryResult(@Nullable DeliveryException failure, CompletionStage<?> safe) {

    private static final CompletionStage<?> ALREADY = CompletableFuture.completedStage(null);

    public static DeliveryResult failed(DeliveryException failure) {
        return new DeliveryResult(failure, ALREADY);
    }

    public static DeliveryResult delivered() {
        return new DeliveryResult(null, ALREADY);
    }

    /** Taken; see {@link DeferredAcknowledgement}. */
    public static DeliveryResult promised(CompletionStage<?> safe) {
        return new DeliveryResult(null, safe);
    }

    boolean isSafe() {
        return failure == null && safe == ALREADY;
    }
}
