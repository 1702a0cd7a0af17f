package io.anivia.ops.command;

import java.nio.file.Files;
import java.nio.file.Path;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.destination.DestinationComponent;
import io.anivia.destination.Destinations;
import io.anivia.destination.routes.RoutesConfig;
import io.anivia.source.SourcesConfig;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/** The Camel context of a command: destinations are there, and consume no queue. */
@Singleton
class CommandCamelContext {

    private final CamelContext context;
    private final Destinations destinations;
    private final RoutesConfig destinationsConfig;
    private final SourcesConfig sourcesConfig;

    @Inject
    CommandCamelContext(CamelContext context, Destinations destinations, RoutesConfig destinationsConfig,
            SourcesConfig sourcesConfig) {
        this.context = context;
        this.destinations = destinations;
        this.destinationsConfig = destinationsConfig;
        this.sourcesConfig = sourcesConfig;
        context.addComponent("destination", withoutBroker(destinations));
    }

    /** Before the first route: a component that Camel makes by itself looks for a broker. */
    private static DestinationComponent withoutBroker(Destinations destinations) {
        DestinationComponent component = new DestinationComponent();
        component.setAutowiredEnabled(false);
        component.setDestinations(destinations);
        component.setConsuming(false);
        return component;
    }

    CamelContext context() {
        return context;
    }

    Destinations destinations() {
        return destinations;
    }

    /**
     * Where the files are.
     *
     * @param root with {@code sources} and {@code destinations} in it, or one of the two itself; {@code null}: where
     *        the settings say
     */
    RouteDirectories directories(@Nullable Path root) {
        if (root == null) {
            return new RouteDirectories(sourcesConfig.dir(), destinationsConfig.dir());
        }
        Path sources = root.resolve("sources");
        Path below = root.resolve("destinations");
        if (Files.isDirectory(sources) || Files.isDirectory(below)) {
            return new RouteDirectories(sources, below);
        }
        boolean areSources = root.toAbsolutePath().normalize().endsWith("sources");
        return areSources ? new RouteDirectories(root, null) : new RouteDirectories(null, root);
    }
}
