package io.anivia.destination;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.apache.camel.Exchange;

/** What producers have promised, for tests of theirs. */
public final class Promises {

    private Promises() {
    }

    /** The promise that was given for an exchange. */
    public static Optional<CompletableFuture<?>> of(Exchange exchange) {
        return DeliveryPromise.of(exchange).map(stage -> stage.toCompletableFuture());
    }
}
