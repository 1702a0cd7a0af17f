package io.anivia.elmer.http;

import java.time.Duration;
import java.util.Optional;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.vertx.core.Vertx;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Refuses new payloads shortly before the HTTP server closes. The server waits for the requests under way, but accepts
 * others while it waits, and closes their connections without an answer: no such payload may have been published.
 */
@Singleton
final class ElmerShutdown {

    private static final long AHEAD_MILLIS = 200;

    private final CollectorServer server;
    private final Vertx vertx;
    private final long delayMillis;

    @Inject
    ElmerShutdown(CollectorServer server, Vertx vertx,
            @ConfigProperty(name = "quarkus.shutdown.delay") Optional<Duration> delay) {
        this.server = server;
        this.vertx = vertx;
        this.delayMillis = delay.map(Duration::toMillis).orElse(0L);
    }

    /** The process is not ready from now on, but serves for as long as the delay. */
    void onShutdown(@Observes ShutdownDelayInitiatedEvent event) {
        if (delayMillis > AHEAD_MILLIS) {
            vertx.setTimer(delayMillis - AHEAD_MILLIS, timer -> server.drain());
        } else {
            server.drain();
        }
    }
}
