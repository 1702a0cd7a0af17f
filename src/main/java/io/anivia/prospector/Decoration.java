package io.anivia.prospector;

import java.nio.file.Path;
import java.util.Optional;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.routes.EmptyRoutes;
import io.anivia.routes.InvalidRouteFileException;
import io.anivia.routes.RouteFiles;
import org.apache.camel.CamelContext;
import org.apache.camel.Producer;
import org.apache.camel.Route;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The route that all events go through, behind the steps of their source: {@code routes/decorate.camel.yaml}. */
@Singleton
public final class Decoration {

    public static final String KIND = "decoration";
    public static final String SETTING = "anivia.decorate.file";
    private static final Logger LOG = LoggerFactory.getLogger(Decoration.class);
    /** Waits while the route is replaced, and fails while it is stopped. */
    private static final String TO_ROUTE = EmptyRoutes.DECORATE + "?block=true&timeout=2000";

    private final CamelContext context;
    private final Path file;
    private final RouteFiles files;
    private volatile @Nullable Producer producer;

    @Inject
    Decoration(CamelContext context, DecorationConfig config) {
        this.context = context;
        this.file = config.file();
        this.files = RouteFiles.ofOne(context, KIND, file, SETTING);
    }

    /**
     * Reads the file, if it is there, and starts its route; the context must be started.
     *
     * @throws InvalidRouteFileException if it is not valid, with its line and the way out
     */
    public void load() throws Exception {
        files.loadAll();
        if (files.loaded().isEmpty()) {
            LOG.info("There is no '{}' ({}): nothing is done to all events", file, SETTING);
        } else if (!isThere()) {
            throw new InvalidRouteFileException(whyNoRoute());
        }
        connect();
    }

    /** Where it is, or would be. */
    public Path file() {
        return file;
    }

    /** The file, as one that may be replaced. */
    public RouteFiles files() {
        return files;
    }

    /** Sends events through the route that is there now, if there is one and it has steps. */
    public void connect() throws Exception {
        if (route().isEmpty() || EmptyRoutes.has(route().get())) {
            producer = null;
            return;
        }
        Producer made = context.getEndpoint(TO_ROUTE).createProducer();
        made.start();
        producer = made;
        LOG.info("Events go through '{}'", file);
    }

    /** Events go through no route until it is connected. */
    public void disconnect() {
        producer = null;
    }

    /** Whether the route is there. */
    public boolean isThere() {
        return route().isPresent();
    }

    /** What is wrong with a file without it. */
    public String whyNoRoute() {
        return "'" + file + "' has no route that begins with from: uri: " + EmptyRoutes.DECORATE
                + ", which events would go through: add one, or remove the file";
    }

    private Optional<Route> route() {
        return context.getRoutes().stream().filter(route -> EmptyRoutes.DECORATE
                .equals(route.getEndpoint().getEndpointBaseUri().replace("://", ":"))).findFirst();
    }

    /** What is done to all events of a payload of this source; {@code null} if nothing. */
    @Nullable EventSteps steps(String source) {
        Producer route = producer;
        return route == null ? null : new DecorationProcessor(context, source, route);
    }
}
