package io.anivia.ops;

import java.util.List;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.ops.reload.RouteReload;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Whether the route files are those that run. Never down: what ran before goes on.
 *
 * <p>Data, if they differ: {@code differ}, why they were not reloaded.
 */
@Readiness
@Singleton
final class RouteFilesReadiness implements HealthCheck {

    private final RouteReload reload;

    @Inject
    RouteFilesReadiness(RouteReload reload) {
        this.reload = reload;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("route-files").up();
        List<String> problems = reload.problems();
        if (!problems.isEmpty()) {
            response.withData("differ", String.join("\n", problems));
        }
        return response.build();
    }
}
