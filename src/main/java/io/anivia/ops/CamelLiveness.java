package io.anivia.ops;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.apache.camel.CamelContext;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * Fails when only a restart helps: Camel has stopped and the process has not. What comes and goes by itself, such as a
 * broker that is away, is no reason to restart.
 */
@Liveness
@Singleton
final class CamelLiveness implements HealthCheck {

    private final CamelContext context;

    @Inject
    CamelLiveness(CamelContext context) {
        this.context = context;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("camel").status(!context.isStopped())
                .withData("state", context.getStatus().name()).build();
    }
}
