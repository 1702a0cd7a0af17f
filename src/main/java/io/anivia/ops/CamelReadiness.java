package io.anivia.ops;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.apache.camel.CamelContext;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Whether the routes run: not yet while starting, and no more from the moment that the process is told to stop. */
@Readiness
@Singleton
final class CamelReadiness implements HealthCheck {

    private final CamelContext context;

    @Inject
    CamelReadiness(CamelContext context) {
        this.context = context;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("routes").status(context.isStarted())
                .withData("state", context.getStatus().name()).build();
    }
}
