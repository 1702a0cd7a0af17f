package io.anivia.destination.routes;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.anivia.destination.Destination;
import io.anivia.destination.Destinations;
import io.anivia.routes.InvalidRouteFileException;
import io.anivia.routes.RouteFiles;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the destinations' files and starts their routes. */
@ApplicationScoped
public class DestinationFiles {

    private static final Logger LOG = LoggerFactory.getLogger(DestinationFiles.class);

    private final RouteFiles files;
    private final Path directory;
    private final Destinations destinations;
    private volatile boolean isLoaded;

    @Inject
    public DestinationFiles(CamelContext context, RoutesConfig config, Destinations destinations) {
        this.files = new RouteFiles(context, "destination", config.dir(), "anivia.routes.dir");
        this.directory = config.dir();
        this.destinations = destinations;
    }

    /**
     * Reads all files, in the order of their names, and starts their routes; the context must be started.
     *
     * @throws InvalidRouteFileException if a file is not valid, with its name, line and the way out, or if no
     *         destination is on after all of them: events would go nowhere
     */
    public void load() {
        files.loadAll();
        isLoaded = true;
        List<String> on = destinations.on().stream().map(Destination::name).toList();
        if (on.isEmpty()) {
            throw new InvalidRouteFileException("no destination is on: none of the " + RouteFiles.PATTERN
                    + " in '" + directory + "' (anivia.routes.dir) is enabled, so that events would go nowhere. Set"
                    + " what one of them needs, such as WEBHOOK_URL, or bring back file" + RouteFiles.PATTERN.substring(1));
        }
        LOG.info("Destinations: {}", String.join(", ", on));
    }

    /** The files, to be reloaded; empty in a process that has not loaded them. */
    public Optional<RouteFiles> files() {
        return isLoaded ? Optional.of(files) : Optional.empty();
    }
}
