package io.anivia.ops;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.broker.Broker;
import io.anivia.broker.FallbackStore;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready while the broker takes and delivers messages, or a spool takes payloads in its place. A process that is not
 * ready answers payloads with 503.
 *
 * <p>Data: {@code address}, {@code publish}, {@code consume}, {@code spool}, and for each queue that takes no messages
 * {@code refusing.<queue>} with the reason.
 */
@Readiness
@Singleton
final class BrokerReadiness implements HealthCheck {

    private final Broker broker;
    private final Instance<FallbackStore> standbys;

    @Inject
    BrokerReadiness(Broker broker, Instance<FallbackStore> standbys) {
        this.broker = broker;
        this.standbys = standbys;
    }

    @Override
    public HealthCheckResponse call() {
        boolean standby = standbys.stream().anyMatch(FallbackStore::canAccept);
        HealthCheckResponseBuilder response =
                HealthCheckResponse.named("broker").status(broker.isReady() || standby).withData("spool", standby);
        broker.state().forEach(response::withData);
        broker.refusingQueues().forEach((queue, reason) -> response.withData("refusing." + queue, reason));
        return response.build();
    }
}
