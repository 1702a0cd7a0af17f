package io.anivia.destination;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * What came of a delivery.
 *
 * @param failure why the destination has not taken it; {@code null} if it has
 * @param safe when what it has taken is safe; mostly already
 */
record Outcome(@Nullable DeliveryException failure, CompletionStage<?> safe) {

    private static final CompletionStage<?> ALREADY = CompletableFuture.completedStage(null);

    static Outcome failed(DeliveryException failure) {
        return new Outcome(failure, ALREADY);
    }

    static Outcome delivered() {
        return new Outcome(null, ALREADY);
    }

    /** Taken; see {@link DeliveryPromise}. */
    static Outcome promised(CompletionStage<?> safe) {
        return new Outcome(null, safe);
    }

    boolean isSafe() {
        return failure == null && safe == ALREADY;
    }
}
