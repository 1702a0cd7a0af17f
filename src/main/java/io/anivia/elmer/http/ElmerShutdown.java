package io.anivia.elmer.http;

import java.time.Duration;
import java.util.Optional;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Stops taking payloads shortly before the HTTP server is closed. The server waits for the requests under way, but
 * goes on taking others while it waits, and closes their connections under them: they must not have been taken then.
 */
@Singleton
final class ElmerShutdown {

    private static final long AHEAD_MILLIS = 200;

    private final AsyncHttpEngine engine;
    private final Vertx vertx;
    private final long delayMillis;

    @Inject
    ElmerShutdown(AsyncHttpEngine engine, Vertx vertx,
            @ConfigProperty(name = "quarkus.shutdown.delay") Optional<Duration> delay) {
        this.engine = engine;
        this.vertx = vertx;
        this.delayMillis = delay.map(Duration::toMillis).orElse(0L);
    }

    /** Not ready from now on, and still serving for as long as the delay. */
    void toldToStop(@Observes ShutdownDelayInitiatedEvent event) {
        if (delayMillis > AHEAD_MILLIS) {
            vertx.setTimer(delayMillis - AHEAD_MILLIS, timer -> engine.drain());
        } else {
            engine.drain();
        }
    }
}
