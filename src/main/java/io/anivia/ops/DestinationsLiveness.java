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
 * Fails when a worker of a destination has died. Its events are unacknowledged, and fewer deliveries run at once, until
 * the process is restarted.
 *
 * <p>Data, for each such destination: {@code <name>.deadWorkers}.
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
        Map<String, Long> dead = destinations.deadWorkers();
        HealthCheckResponseBuilder response = HealthCheckResponse.named("workers").status(dead.isEmpty());
        dead.forEach((name, workers) -> response.withData(name + ".deadWorkers", workers));
        return response.build();
    }
}
