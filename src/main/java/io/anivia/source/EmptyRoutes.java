package io.anivia.source;

import jakarta.inject.Singleton;

import io.quarkus.arc.Unremovable;
import org.apache.camel.Route;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.RouteBuilderLifecycleStrategy;
import org.apache.camel.model.RouteDefinition;


/**
 * Lets a source have no steps, as most do: Camel takes no route without one, so such a route gets one that does
 * nothing.
 */
@Singleton
@Unremovable
final class EmptyRoutes implements RouteBuilderLifecycleStrategy {

    private static final String NO_STEPS = "anivia.noSteps";

    @Override
    public void afterConfigure(RouteBuilder builder) {
        for (RouteDefinition route : builder.getRouteCollection().getRoutes()) {
            if (route.getOutputs().isEmpty() && route.getInput() != null
                    && route.getInput().getEndpointUri().startsWith("source:")) {
                route.routeProperty(NO_STEPS, "true").process(exchange -> { });
            }
        }
    }

    static boolean has(Route route) {
        return route.getProperties().containsKey(NO_STEPS);
    }
}
