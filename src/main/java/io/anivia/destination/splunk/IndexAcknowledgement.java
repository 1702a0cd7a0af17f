package io.anivia.destination.splunk;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

import io.anivia.destination.delivery.DeliveryException;

/** Completes when all requests of one exchange are indexed; fails with the first that is not. Thread-safe. */
final class IndexAcknowledgement {

    private final CompletableFuture<Void> indexed = new CompletableFuture<>();
    private final AtomicInteger outstanding;

    /** @param requests at least 1 */
    IndexAcknowledgement(int requests) {
        outstanding = new AtomicInteger(requests);
    }

    void requestIndexed() {
        if (outstanding.decrementAndGet() == 0) {
            indexed.complete(null);
        }
    }

    void fail(DeliveryException cause) {
        indexed.completeExceptionally(cause);
    }

    CompletionStage<?> stage() {
        return indexed;
    }
}
