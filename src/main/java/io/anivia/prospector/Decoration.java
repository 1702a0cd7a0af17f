package io.anivia.prospector;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

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

    private static final Logger LOG = LoggerFactory.getLogger(Decoration.class);
    /** Fails, and does not wait, while the route is stopped. */
    private static final String TO_ROUTE = EmptyRoutes.DECORATE + "?block=false";

    private final CamelContext context;
    private final Path file;
    private volatile @Nullable Producer producer;

    @Inject
    Decoration(CamelContext context, DecorationConfig config) {
        this.context = context;
        this.file = config.file();
    }

    /**
     * Reads the file, if it is there, and starts its route; the context must be started.
     *
     * @throws InvalidRouteFileException if it is not valid, with its line and the way out
     */
    void load() throws Exception {
        if (!Files.exists(file)) {
            LOG.info("There is no '{}' (anivia.decorate.file): nothing is done to all events", file);
            return;
        }
        files().loadOnly(file);
        connect();
    }

    private RouteFiles files() {
        Path directory = Objects.requireNonNullElse(file.getParent(), Path.of(""));
        return new RouteFiles(context, "decoration", directory, "anivia.decorate.file");
    }

    /** Begins to send events through the route, if it has steps. */
    void connect() throws Exception {
        Route route = context.getRoutes().stream()
                .filter(each -> EmptyRoutes.DECORATE
                        .equals(each.getEndpoint().getEndpointBaseUri().replace("://", ":")))
                .findFirst().orElseThrow(() -> new InvalidRouteFileException("'" + file + "' has no route that begins"
                        + " with from: uri: " + EmptyRoutes.DECORATE));
        if (EmptyRoutes.has(route)) {
            producer = null;
            return;
        }
        Producer made = context.getEndpoint(TO_ROUTE).createProducer();
        made.start();
        producer = made;
        LOG.info("Events go through {}", file);
    }

    /** What is done to all events of a payload of this source; {@code null} if nothing. */
    @Nullable EventSteps steps(String source) {
        Producer route = producer;
        return route == null ? null : new DecorationProcessor(context, source, route);
    }
}
