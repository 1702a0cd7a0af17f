package io.anivia.routes;

import jakarta.inject.Singleton;

import io.quarkus.arc.Unremovable;
import org.apache.camel.Route;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.RouteBuilderLifecycleStrategy;
import org.apache.camel.model.RouteDefinition;

/**
 * Lets a source have no steps, as most do, and the route for all events: Camel takes no route without one, so such a
 * route gets one that does nothing.
 */
@Singleton
@Unremovable
public final class EmptyRoutes implements RouteBuilderLifecycleStrategy {

    /** Where all events go through. */
    public static final String DECORATE = "direct:decorate";
    private static final String NO_STEPS = "anivia.noSteps";

    @Override
    public void afterConfigure(RouteBuilder builder) {
        for (RouteDefinition route : builder.getRouteCollection().getRoutes()) {
            if (route.getOutputs().isEmpty() && route.getInput() != null
                    && mayBeEmpty(route.getInput().getEndpointUri())) {
                route.routeProperty(NO_STEPS, "true").process(exchange -> { });
            }
        }
    }

    private static boolean mayBeEmpty(String uri) {
        return uri.startsWith("source:") || uri.equals(DECORATE);
    }

    /** Whether a route is one of them. */
    public static boolean has(Route route) {
        return route.getProperties().containsKey(NO_STEPS);
    }
}
