package io.anivia.destination.routes;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.anivia.destination.Destination;
import io.anivia.destination.Destinations;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the destinations' files and starts their routes. */
@ApplicationScoped
public class DestinationFiles {

    private static final Logger LOG = LoggerFactory.getLogger(DestinationFiles.class);
    private static final String PATTERN = "*.camel.yaml";
    /** Some editors put it in front of a text; it is no part of it. */
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final CamelContext context;
    private final RoutesConfig config;
    private final Destinations destinations;

    @Inject
    public DestinationFiles(CamelContext context, RoutesConfig config, Destinations destinations) {
        this.context = context;
        this.config = config;
        this.destinations = destinations;
    }

    /**
     * Reads all files, in the order of their names, and starts their routes; the context must be started.
     *
     * @throws InvalidDestinationException if a file is not valid, with its name, line and the way out, or if no
     *         destination is on after all of them: events would go nowhere
     */
    public void load() {
        for (Path file : files()) {
            load(file);
        }
        List<String> on = destinations.on().stream().map(Destination::name).toList();
        if (on.isEmpty()) {
            throw new InvalidDestinationException("no destination is on: none of the " + PATTERN + " in '"
                    + config.dir() + "' (anivia.routes.dir) is enabled, so that events would go nowhere. Set what one of them needs,"
                    + " such as WEBHOOK_URL, or bring back file" + PATTERN.substring(1));
        }
        LOG.info("Destinations: {}", String.join(", ", on));
    }

    private List<Path> files() {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(config.dir(), PATTERN)) {
            found.forEach(files::add);
        } catch (IOException e) {
            throw new InvalidDestinationException("the directory of the destinations' routes, '"
                    + config.dir().toAbsolutePath() + "', cannot be read: set anivia.routes.dir"
                    + " (ANIVIA_ROUTES_DIR) to where they are");
        }
        files.sort(null);
        return files;
    }

    private void load(Path file) {
        String text = read(file);
        RouteFileDiagnostics.explainUnlessList(file, text).ifPresent(why -> {
            throw new InvalidDestinationException(why);
        });
        Map<String, String> before = sources();
        try {
            PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString("file:" + file, text));
        } catch (Exception e) {
            LOG.debug("Destination file '{}'", file, e);
            throw new InvalidDestinationException(RouteFileDiagnostics.explain(file, text, e));
        }
        Map<String, String> after = sources();
        before.forEach((id, source) -> {
            // Camel has replaced the route that was there in silence.
            if (!source.equals(after.get(id))) {
                throw new InvalidDestinationException(RouteFileDiagnostics.explainSameId(file, text, id, source));
            }
        });
    }

    /** The files of all routes, by the routes' ids. */
    private Map<String, String> sources() {
        return context.getRoutes().stream().collect(Collectors.toMap(Route::getId,
                route -> route.getSourceResource() == null ? "" : route.getSourceResource().getLocation()));
    }

    private static String read(Path file) {
        try {
            String text = Files.readString(file);
            return text.startsWith(BYTE_ORDER_MARK) ? text.substring(BYTE_ORDER_MARK.length()) : text;
        } catch (CharacterCodingException e) {
            throw new InvalidDestinationException("destination file '" + file + "' cannot be read: it is not UTF-8."
                    + " Save it as UTF-8, and start again");
        } catch (IOException e) {
            throw new InvalidDestinationException("destination file '" + file + "' cannot be read: " + e);
        }
    }
}
