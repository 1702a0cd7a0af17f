package io.anivia.destination.delivery;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.apache.camel.Exchange;

/** What producers have promised, for tests of theirs. */
public final class DeferredAcknowledgements {

    private DeferredAcknowledgements() {
    }

    /** The promise that was given for an exchange. */
    public static Optional<CompletableFuture<?>> of(Exchange exchange) {
        return DeferredAcknowledgement.of(exchange).map(stage -> stage.toCompletableFuture());
    }
}
