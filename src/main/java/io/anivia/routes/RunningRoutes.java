package io.anivia.routes;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.RouteConfigurationsBuilder;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.RouteBuilderLifecycleStrategy;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.OptionalIdentifiedDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Adds routes to a context that runs, and removes them. */
final class RunningRoutes {

    private static final Logger LOG = LoggerFactory.getLogger(RunningRoutes.class);

    /** What a suffix looks like. */
    private static final String SUFFIX = "~\\d+$";

    private final CamelContext context;

    RunningRoutes(CamelContext context) {
        this.context = context;
    }

    /** The files of all routes, by the routes' ids. */
    Map<String, String> locations() {
        return context.getRoutes().stream().collect(Collectors.toMap(Route::getId,
                route -> route.getSourceResource() == null ? "" : route.getSourceResource().getLocation()));
    }

    /** The ids of all templates. */
    Set<String> templates() {
        return model().getRouteTemplateDefinitions().stream().map(RouteTemplateDefinition::getId)
                .collect(Collectors.toSet());
    }

    /** What is there besides the routes: to be handed back to {@link #removeAllBut}. */
    List<RouteDefinition> definitions() {
        return List.copyOf(model().getRouteDefinitions());
    }

    /**
     * Starts routes.
     *
     * @param suffix of the routes' ids
     * @throws TakenIdException if one has the id of a route that runs, which Camel would replace in silence
     */
    void add(Resource resource, String suffix) throws Exception {
        Collection<RoutesBuilder> builders = PluginHelper.getRoutesLoader(context).findRoutesBuilders(resource);
        for (RoutesBuilder builder : builders) {
            ((RouteBuilder) builder).addLifecycleInterceptor(new RouteIdStrategy(suffix));
            if (builder instanceof RouteConfigurationsBuilder configurations) {
                context.addRoutesConfigurations(configurations);
            }
        }
        for (RoutesBuilder builder : builders) {
            context.addRoutes(builder);
        }
        for (RoutesBuilder builder : builders) {
            context.addTemplatedRoutes(builder);
        }
    }

    /** The id of a route is that of another. */
    static final class TakenIdException extends RuntimeException {

        private static final long serialVersionUID = 1;

        private final String id;
        private final String otherLocation;

        private TakenIdException(String id, String otherLocation) {
            super("the id '" + id + "' is taken", null, false, false);
            this.id = id;
            this.otherLocation = otherLocation;
        }

        String id() {
            return id;
        }

        String otherLocation() {
            return otherLocation;
        }
    }

    /** Puts a suffix behind the ids of routes, and lets no id be taken twice. */
    private final class RouteIdStrategy implements RouteBuilderLifecycleStrategy {

        private final String suffix;

        private RouteIdStrategy(String suffix) {
            this.suffix = suffix;
        }

        @Override
        public void afterConfigure(RouteBuilder builder) {
            builder.getRouteCollection().getRoutes().stream().filter(RouteDefinition::hasCustomIdAssigned)
                    .forEach(route -> {
                        String id = route.getId();
                        route.setId(free(id));
                    });
            builder.getTemplatedRouteCollection().getTemplatedRoutes().stream()
                    .filter(route -> route.getRouteId() != null)
                    .forEach(route -> route.setRouteId(free(route.getRouteId())));
        }

        private String free(String id) {
            if (!suffix.isEmpty()) {
                forgetIdsOfSteps(id);
            }
            String free = id + suffix;
            Route other = context.getRoute(free);
            if (other != null) {
                Resource resource = other.getSourceResource();
                throw new TakenIdException(id, resource == null ? "another file" : resource.getLocation());
            }
            return free;
        }

        /** Camel takes no id twice, and looks for it in the definitions of routes, of which the running one is made. */
        private void forgetIdsOfSteps(String replaced) {
            for (RouteDefinition route : model().getRouteDefinitions()) {
                if (route.getId().replaceFirst(SUFFIX, "").equals(replaced)) {
                    ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), OptionalIdentifiedDefinition.class)
                            .forEach(step -> step.setCustomId(false));
                    route.getInput().setCustomId(false);
                }
            }
        }
    }

    /** @param timeout of each, after which what is under way is given up */
    void remove(Set<String> routes, Duration timeout) throws Exception {
        for (String route : routes) {
            if (context.getRoute(route) != null) {
                context.getRouteController().stopRoute(route, Math.max(1, timeout.toMillis()), TimeUnit.MILLISECONDS);
            }
            RouteDefinition definition = model().getRouteDefinition(route);
            if (definition != null) {
                model().removeRouteDefinition(definition);
            }
        }
    }

    /** @return brings them back */
    Runnable withdrawTemplates(Set<String> ids) {
        List<RouteTemplateDefinition> templates = model().getRouteTemplateDefinitions().stream()
                .filter(template -> ids.contains(template.getId())).toList();
        templates.forEach(this::withdraw);
        return () -> templates.forEach(this::bringBack);
    }

    private void withdraw(RouteTemplateDefinition template) {
        try {
            model().removeRouteTemplateDefinition(template);
        } catch (Exception e) {
            throw new IllegalStateException("template '" + template.getId() + "' cannot be removed", e);
        }
    }

    private void bringBack(RouteTemplateDefinition template) {
        try {
            model().addRouteTemplateDefinition(template);
        } catch (Exception e) {
            throw new IllegalStateException("template '" + template.getId() + "' cannot be brought back", e);
        }
    }

    /** What is left of a file whose routes could not all be started. */
    void removeAllBut(List<RouteDefinition> routes, Set<String> templates) {
        try {
            List<RouteDefinition> left = definitions().stream()
                    .filter(route -> routes.stream().noneMatch(each -> each == route)).toList();
            for (RouteDefinition route : left) {
                model().removeRouteDefinition(route);
            }
            for (RouteTemplateDefinition template : List.copyOf(model().getRouteTemplateDefinitions())) {
                if (!templates.contains(template.getId())) {
                    model().removeRouteTemplateDefinition(template);
                }
            }
        } catch (Exception e) {
            LOG.warn("What is left of routes that could not be started cannot be removed", e);
        }
    }

    private ModelCamelContext model() {
        return (ModelCamelContext) context;
    }
}
