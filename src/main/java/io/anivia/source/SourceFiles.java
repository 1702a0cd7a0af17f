package io.anivia.source;

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

    private final RouteFiles files;
    private final Sources sources;
    private boolean loaded;

    @Inject
    public SourceFiles(CamelContext context, SourcesConfig config, Sources sources) {
        this.files = new RouteFiles(context, "source", config.dir(), "anivia.sources.dir");
        this.sources = sources;
    }

    /**
     * Reads all files, in the order of their names, and starts their routes; the context must be started.
     *
     * @throws InvalidRouteFileException if a file is not valid, with its name, line and the way out, or if there is none
     */
    public synchronized void load() {
        if (!loaded) {
            files.loadAll();
            if (sources.all().isEmpty()) {
                throw new InvalidRouteFileException("there is no source, so that no client could send: bring back the files"
                        + " of routes/sources, or set anivia.sources.dir (ANIVIA_SOURCES_DIR) to where they are");
            }
            LOG.info("Sources: {}", String.join(", ", sources.all().stream().map(Source::name).toList()));
            loaded = true;
        }
    }
}
