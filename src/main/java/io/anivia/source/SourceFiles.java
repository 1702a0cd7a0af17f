package io.anivia.source;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.anivia.routes.InvalidRouteFileException;
import io.anivia.routes.RouteFiles;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the sources' files and starts their routes, once for both roles. */
@ApplicationScoped
public class SourceFiles {

    private static final Logger LOG = LoggerFactory.getLogger(SourceFiles.class);
    public static final Path SHIPPED_DIRECTORY = Path.of("routes", "sources");
    /** Those of {@code routes/sources}, in the order in which a directory of them is read. */
    static final List<String> SHIPPED = Stream.of("amplitude", "beacon", "cloudevents", "events", "hec",
            "logs", "mixpanel", "otlp", "posthog", "segment", "snowplow").map(name -> name + ".camel.yaml").toList();

    private final Path directory;

    private final RouteFiles files;
    private final Sources sources;
    private boolean loaded;
    private boolean arePacked;

    @Inject
    public SourceFiles(CamelContext context, SourcesConfig config, Sources sources) {
        this.files = new RouteFiles(context, "source", config.dir(), "anivia.sources.dir");
        this.directory = config.dir();
        this.sources = sources;
    }

    /**
     * Reads all files, in the order of their names, and starts their routes; the context must be started. Where there
     * is no directory of them, as in a program that is started elsewhere, those that are packed into the application.
     *
     * @throws InvalidRouteFileException if a file is not valid, with its name, line and the way out, or if there is
     *        none
     */
    public synchronized void load() {
        if (!loaded) {
            if (directory.equals(SHIPPED_DIRECTORY) && !Files.isDirectory(directory)) {
                LOG.info("There is no '{}' here (anivia.sources.dir): the sources that are packed into the application"
                        + " are used", directory);
                files.loadPacked(SHIPPED_DIRECTORY, SHIPPED);
                arePacked = true;
            } else {
                files.loadAll();
            }
            if (sources.all().isEmpty()) {
                throw new InvalidRouteFileException("there is no source, so that no client could send: bring back the"
                        + " files of routes/sources, or set anivia.sources.dir (ANIVIA_SOURCES_DIR) to where they are");
            }
            LOG.info("Sources: {}", String.join(", ", sources.all().stream().map(Source::name).toList()));
            loaded = true;
        }
    }

    /** The files, to be reloaded; empty if they have not been loaded, or are packed into the application. */
    public synchronized Optional<RouteFiles> files() {
        return loaded && !arePacked ? Optional.of(files) : Optional.empty();
    }
}
