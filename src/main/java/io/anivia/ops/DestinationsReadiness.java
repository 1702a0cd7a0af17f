package io.anivia.ops;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.broker.Broker;
import io.anivia.destination.DestinationStatus;
import io.anivia.destination.Destinations;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * States of the destinations. Never down: the events of a destination that is down wait in the broker,
 * where taking this process out of service would not help them.
 *
 * <p>Data, for each destination: {@code <name>.state}, {@code <name>.backlog} in events (absent if the broker cannot be
 * asked), {@code <name>.oldestSeconds}, and unless it is delivering {@code <name>.reason} and {@code <name>.nextTry},
 * in RFC 3339; and {@code <name>.refusing.<queue>} for each of its queues that takes no messages, with the reason.
 */
@Readiness
@Singleton
final class DestinationsReadiness implements HealthCheck {

    private final Destinations destinations;
    private final Broker broker;

    @Inject
    DestinationsReadiness(Destinations destinations, Broker broker) {
        this.destinations = destinations;
        this.broker = broker;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("destinations").up();
        destinations.status().forEach((name, status) -> describe(name, status, response));
        Map<String, String> refusing = broker.refusingQueues();
        destinations.on().forEach(destination -> destination.queues().all().stream().filter(refusing::containsKey)
                .forEach(queue -> response.withData(destination.name() + ".refusing." + queue, refusing.get(queue))));
        return response.build();
    }

    private static void describe(String name, DestinationStatus status, HealthCheckResponseBuilder response) {
        response.withData(name + ".state", status.state());
        if (status.backlog() >= 0) {
            response.withData(name + ".backlog", status.backlog());
        }
        response.withData(name + ".oldestSeconds", Math.round(status.oldestSeconds()));
        status.reason().ifPresent(reason -> {
            response.withData(name + ".reason", reason);
            response.withData(name + ".nextTry",
                    Instant.ofEpochMilli(status.nextTryMillis()).truncatedTo(ChronoUnit.SECONDS).toString());
        });
    }
}
