package io.anivia.ops;

import java.util.Map;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.destination.Destinations;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;

/**
 * Fails when a thread of a destination has died. Its events are unacknowledged, and fewer deliveries run at once, until
 * the process is restarted.
 *
 * <p>Data, for each such destination: {@code <name>.deadThreads}.
 */
@Liveness
@Singleton
final class DestinationsLiveness implements HealthCheck {

    private final Destinations destinations;

    @Inject
    DestinationsLiveness(Destinations destinations) {
        this.destinations = destinations;
    }

    @Override
    public HealthCheckResponse call() {
        Map<String, Long> dead = destinations.deadThreads();
        HealthCheckResponseBuilder response = HealthCheckResponse.named("workers").status(dead.isEmpty());
        dead.forEach((name, threads) -> response.withData(name + ".deadThreads", threads));
        return response.build();
    }
}
