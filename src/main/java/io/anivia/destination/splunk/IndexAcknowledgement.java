package io.anivia.destination.splunk;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

import io.anivia.destination.delivery.DeliveryException;


/** That all requests of one exchange will be acknowledged. Broken by the first that is not. Thread-safe. */
final class IndexAcknowledgement {

    private final CompletableFuture<Void> safe = new CompletableFuture<>();
    private final AtomicInteger open;

    /** @param requests at least 1 */
    IndexAcknowledgement(int requests) {
        open = new AtomicInteger(requests);
    }

    /** One request more is acknowledged. */
    void kept() {
        if (open.decrementAndGet() == 0) {
            safe.complete(null);
        }
    }

    void broken(DeliveryException why) {
        safe.completeExceptionally(why);
    }

    CompletionStage<?> stage() {
        return safe;
    }
}
