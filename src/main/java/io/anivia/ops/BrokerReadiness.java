package io.anivia.ops;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.rabbitmq.Broker;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Whether the broker takes and gives messages. While it does not, a load balancer has better places to send payloads
 * to; whoever sends one here all the same is told to come back.
 */
@Readiness
@Singleton
final class BrokerReadiness implements HealthCheck {

    private final Broker broker;

    @Inject
    BrokerReadiness(Broker broker) {
        this.broker = broker;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("broker").status(broker.isReady());
        broker.state().forEach(response::withData);
        return response.build();
    }
}
