package io.anivia.ops.command;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.destination.DestinationComponent;
import io.anivia.destination.Destinations;
import io.anivia.destination.http.HttpRecorder;
import io.anivia.destination.ndjson.NdjsonFile;
import io.anivia.destination.routes.RoutesConfig;
import io.anivia.prospector.Decoration;
import io.anivia.prospector.DecorationConfig;
import io.anivia.prospector.EventSchemas;
import io.anivia.prospector.PayloadTrial;
import io.anivia.routes.InvalidRouteFileException;
import io.anivia.source.SourceFiles;
import io.anivia.source.SourcesConfig;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.jspecify.annotations.Nullable;

/** The Camel context of a command: destinations are there, and consume no queue. */
@Singleton
class CommandCamelContext implements TestedRoutes, Closeable {

    private final CamelContext context;
    private final Destinations destinations;
    private final RoutesConfig destinationsConfig;
    private final SourcesConfig sourcesConfig;
    private final DecorationConfig decorationConfig;
    private final Decoration decoration;
    private final EventSchemas schemas;
    private final NdjsonFile ndjson;
    private final PayloadTrial payloads;
    private @Nullable CamelRecording recording;

    @Inject
    CommandCamelContext(CamelContext context, Destinations destinations, RoutesConfig destinationsConfig,
            SourcesConfig sourcesConfig, DecorationConfig decorationConfig, Decoration decoration, EventSchemas schemas,
            NdjsonFile ndjson, PayloadTrial payloads) {
        this.context = context;
        this.destinations = destinations;
        this.destinationsConfig = destinationsConfig;
        this.sourcesConfig = sourcesConfig;
        this.decorationConfig = decorationConfig;
        this.decoration = decoration;
        this.schemas = schemas;
        this.ndjson = ndjson;
        this.payloads = payloads;
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

    /** Takes all requests in place of the network, and all lines in place of files; before the first route. */
    void record(HttpRecorder recorder) throws IOException {
        recording = CamelRecording.of(context, ndjson, recorder);
    }

    /** Gives settings of routes a value, whatever the environment says; before the first route. */
    void set(Properties settings) {
        CamelRecording.set(context, settings);
    }

    @Override
    public PayloadTrial payloads() {
        return payloads;
    }

    @Override
    public List<String> takeWritten() throws IOException {
        return recording == null ? List.of() : recording.takeWritten();
    }

    /** Leaves no file behind. */
    @Override
    public void close() throws IOException {
        if (recording != null) {
            recording.close();
        }
    }

    CamelContext context() {
        return context;
    }

    @Override
    public Destinations destinations() {
        return destinations;
    }

    /**
     * Those that are packed into the program, as long as no file was read: the descriptions of their parameters, by
     * their names, by the templates' names.
     */
    Map<String, Map<String, String>> templates() {
        Map<String, Map<String, String>> templates = new TreeMap<>();
        ((ModelCamelContext) context).getRouteTemplateDefinitions().forEach(template -> {
            Map<String, String> parameters = templates.computeIfAbsent(template.getId(), id -> new LinkedHashMap<>());
            template.getTemplateParameters().forEach(parameter ->
                    parameters.put(parameter.getName(), Objects.requireNonNullElse(parameter.getDescription(), "")));
        });
        return templates;
    }

    /** Lets payloads go through the decoration that was loaded, and be looked at by the schemas; what is wrong with these. */
    List<Problem> prepare(RouteDirectories directories) {
        try {
            decoration.connect();
            if (directories.schemas() != null) {
                schemas.use(schemas.read(directories.schemas()));
            }
            return List.of();
        } catch (InvalidRouteFileException e) {
            return List.of(new Problem(Objects.requireNonNull(directories.schemas()), 1, 1,
                    String.valueOf(e.getMessage())));
        } catch (Exception e) {
            throw new IllegalStateException("the decoration cannot be tried", e);
        }
    }

    /**
     * Where the files are.
     *
     * @param root with {@code sources} and {@code destinations} in it, or one of the two itself; {@code null}: where
     *        the settings say
     */
    RouteDirectories directories(@Nullable Path root) {
        if (root == null) {
            Path sources = sourcesConfig.dir();
            // Where there are none, a program that serves uses those that are packed into it, which need no check.
            boolean arePacked = sources.equals(SourceFiles.SHIPPED_DIRECTORY) && !Files.isDirectory(sources);
            return new RouteDirectories(arePacked ? null : sources, destinationsConfig.dir(), decorationConfig.file(),
                    schemas.directory());
        }
        Path sources = root.resolve("sources");
        Path below = root.resolve("destinations");
        if (Files.isDirectory(sources) || Files.isDirectory(below)) {
            return new RouteDirectories(Files.isDirectory(sources) ? sources : null,
                    Files.isDirectory(below) ? below : null, root.resolve("decorate.camel.yaml"),
                    root.resolve("schemas"));
        }
        boolean areSources = root.toAbsolutePath().normalize().endsWith("sources");
        return areSources ? new RouteDirectories(root, null, null, null)
                : new RouteDirectories(null, root, null, null);
    }
}
