package io.anivia.prospector;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.AbsoluteIri;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.resource.InputStreamSource;
import io.anivia.contract.EventMembers;
import io.anivia.prospector.SchemasConfig.SchemaMode;
import io.anivia.routes.InvalidRouteFileException;
import io.anivia.routes.RouteFileText;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The JSON schemas of events, by their types: {@code routes/schemas/<type>.schema.json}. An event is looked at without
 * its {@code anivia}, and never changed but for {@code anivia.violations}.
 *
 * <p>A schema may refer to others of the directory, by their file's name, and to nothing else: none is fetched.
 */
@Singleton
public final class EventSchemas implements EventSteps {

    private static final Logger LOG = LoggerFactory.getLogger(EventSchemas.class);
    private static final String SUFFIX = ".schema.json";
    private static final String MODE = "x-anivia-mode";
    private static final SchemaSet NONE = new SchemaSet(Map.of(), Map.of());
    private static final String VIOLATIONS = "violations";
    /** The base of references between schemas. */
    private static final String BASE = "anivia:/";
    /** Where the drafts are that come with the library, behind the addresses by which schemas name them. */
    private static final String DRAFTS = "classpath:draft";
    /** Characters of a type that are none of a file's name. */
    private static final Pattern NOT_IN_NAMES = Pattern.compile("[^A-Za-z0-9._-]");
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION).build();

    private final SchemasConfig config;
    private final MeterRegistry meters;
    private volatile SchemaSet current = NONE;

    @Inject
    EventSchemas(SchemasConfig config, MeterRegistry meters) {
        this.config = config;
        this.meters = meters;
    }

    /**
     * Reads the directory, if there is one.
     *
     * @throws InvalidRouteFileException if a file is no schema, with its name, line and column
     */
    public void load() {
        use(read(config.dir()));
    }

    /**
     * The schemas of a directory, checked.
     *
     * @param texts of the files, by their names
     */
    public record SchemaSet(Map<String, byte[]> texts, Map<String, EventSchema> byName) {

        /** The files that are not the same in another set, or only in one of the two. */
        public List<String> changes(SchemaSet other) {
            Set<String> files = new TreeSet<>(texts.keySet());
            files.addAll(other.texts.keySet());
            files.removeIf(file -> Arrays.equals(texts.get(file), other.texts.get(file)));
            return List.copyOf(files);
        }

        /** The same for the same files. */
        public List<String> fingerprints() {
            return EventSchemas.fingerprints(texts);
        }
    }

    /** Looks at events by these from now on. */
    public void use(SchemaSet schemas) {
        current = schemas;
        schemas.byName().values().forEach(this::violations);
        if (!schemas.byName().isEmpty()) {
            LOG.info("Schemas: {}", String.join(", ", schemas.byName().keySet()));
        }
    }

    /** Those that are used. */
    public SchemaSet current() {
        return current;
    }

    /** Where they are. */
    public Path directory() {
        return config.dir();
    }

    /**
     * Reads a directory; without one there are none.
     *
     * @throws InvalidRouteFileException if a file is no schema, with its name, line and column
     */
    public SchemaSet read(Path directory) {
        Map<String, byte[]> texts = texts(directory);
        JsonSchemaFactory factory = factory(texts);
        Map<String, EventSchema> schemas = new LinkedHashMap<>();
        texts.forEach((file, text) -> {
            EventSchema schema = schema(directory.resolve(file), text, factory);
            schemas.put(schema.name(), schema);
        });
        return new SchemaSet(texts, schemas);
    }

    /** What the files of the directory of the settings hold, for a look at whether they have changed. */
    public List<String> fingerprints() {
        return fingerprints(texts(config.dir()));
    }

    private static List<String> fingerprints(Map<String, byte[]> texts) {
        return texts.entrySet().stream().map(text -> text.getKey() + " " + Arrays.hashCode(text.getValue())).toList();
    }

    /** By the files' names; none without the directory. */
    private static Map<String, byte[]> texts(Path directory) {
        Map<String, byte[]> texts = new TreeMap<>();
        if (!Files.isDirectory(directory)) {
            return texts;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
            for (Path file : files) {
                texts.put(file.getFileName().toString(), text(file));
            }
        } catch (IOException e) {
            throw new InvalidRouteFileException("the directory of the schemas, '" + directory.toAbsolutePath()
                    + "', cannot be read: set anivia.schemas.dir (ANIVIA_SCHEMAS_DIR) to where they are");
        }
        return texts;
    }

    private static byte[] text(Path file) {
        try {
            return RouteFileText.bytes(file);
        } catch (IOException e) {
            throw invalid(file, "", String.valueOf(e.getMessage()));
        }
    }

    /** Its schemas refer to files of the directory, and to the drafts that come with the library. */
    private static JsonSchemaFactory factory(Map<String, byte[]> texts) {
        return JsonSchemaFactory.getInstance(VersionFlag.V202012, builder -> builder.schemaLoaders(loaders ->
                loaders.add(location -> source(location, texts))));
    }

    private static @Nullable InputStreamSource source(AbsoluteIri location, Map<String, byte[]> texts) {
        String iri = location.toString();
        byte[] text = iri.startsWith(BASE) ? texts.get(iri.substring(BASE.length())) : null;
        if (text != null) {
            return () -> new ByteArrayInputStream(text);
        }
        if (iri.startsWith(DRAFTS)) {
            return null;
        }
        throw new IllegalArgumentException("$ref leads to '" + iri.replace(BASE, "") + "', which is no file of the"
                + " directory: a schema refers to others by their file's name");
    }

    private EventSchema schema(Path path, byte[] text, JsonSchemaFactory factory) {
        String file = path.getFileName().toString();
        try {
            String name = file.substring(0, file.length() - SUFFIX.length());
            if (name.isEmpty() || NOT_IN_NAMES.matcher(name).find()) {
                throw new IllegalArgumentException("its name belongs to no type of events: other characters than"
                        + " letters, digits and . _ - are underscores there");
            }
            if (!(JSON.readTree(text) instanceof ObjectNode node)) {
                throw new IllegalArgumentException("it is no object");
            }
            SchemaMode mode = mode(node.remove(MODE));
            JsonSchema schema = factory.getSchema(SchemaLocation.of(BASE + file), node, validators());
            List<ValidationMessage> wrong = wrong(node, factory);
            if (!wrong.isEmpty()) {
                throw new IllegalArgumentException(wrong.get(0).getInstanceLocation() + ": "
                        + wrong.get(0).getMessage());
            }
            schema.initializeValidators();
            return new EventSchema(name, schema, mode);
        } catch (JsonProcessingException e) {
            throw invalid(path, ", line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr(),
                    e.getOriginalMessage());
        } catch (StackOverflowError e) {
            throw invalid(path, "", "it is nested too deep");
        } catch (IOException | RuntimeException e) {
            throw invalid(path, "", String.valueOf(e.getMessage()));
        }
    }

    private static InvalidRouteFileException invalid(Path file, String place, String why) {
        return new InvalidRouteFileException("schema file '" + file + "'" + place
                + " is not valid: " + why.replaceAll("[\\s.]+$", "") + ". Mend it, or move it out of the directory");
    }

    /** By the draft that it names. */
    private List<ValidationMessage> wrong(JsonNode schema, JsonSchemaFactory factory) {
        String draft = schema.path("$schema").asText("https://json-schema.org/draft/2020-12/schema");
        return List.copyOf(factory.getSchema(SchemaLocation.of(draft), validators()).validate(schema));
    }

    private SchemaValidatorsConfig validators() {
        return SchemaValidatorsConfig.builder().pathType(PathType.JSON_POINTER).locale(Locale.ROOT)
                .regularExpressionFactory(pattern -> new BoundedPattern(pattern, config.maxPatternSteps())).build();
    }

    /** @param mode what the schema says; {@code null}: nothing */
    private SchemaMode mode(@Nullable JsonNode mode) {
        if (mode == null) {
            return config.mode();
        }
        for (SchemaMode each : SchemaMode.values()) {
            if (each.name().toLowerCase(Locale.ROOT).equals(mode.asText())) {
                return each;
            }
        }
        throw new IllegalArgumentException(MODE + " is observe, mark or reject, not " + mode);
    }

    private Counter violations(EventSchema schema) {
        return meters.counter("anivia.events.violations", "schema", schema.name());
    }

    /** This; {@code null} if there is no schema. */
    @Nullable EventSteps steps() {
        return current.byName().isEmpty() ? null : this;
    }

    @Override
    public List<StepResult> run(List<Map<String, @Nullable Object>> events) {
        return events.stream().map(this::check).collect(Collectors.toList());
    }

    private StepResult check(Map<String, @Nullable Object> event) {
        EventSchema schema = event.get("type") instanceof String type
                ? current.byName().get(NOT_IN_NAMES.matcher(type).replaceAll("_")) : null;
        if (schema == null) {
            meters.counter("anivia.events.without.schema").increment();
            return StepResult.changed(event);
        }
        CheckedTree tree;
        try {
            tree = new CheckedTree(event, config.maxLooks());
        } catch (IllegalArgumentException | StackOverflowError e) {
            // A value that a step has put in has no JSON: when it is written, the event becomes again what it was.
            return StepResult.changed(event);
        }
        try {
            List<ValidationMessage> violations = schema.violations(tree.root());
            return violations.isEmpty() ? StepResult.changed(event)
                    : violated(schema, event, EventSchema.described(violations, config.maxViolations()),
                            schema.rejection(violations));
        } catch (CheckedTree.TooManyLooksException | StackOverflowError e) {
            // No one event may hold up the others, or take their payload with it.
            return violated(schema, event, EventSchema.GIVEN_UP, schema.rejectionGivenUp());
        }
    }

    private StepResult violated(EventSchema schema, Map<String, @Nullable Object> event,
            List<@Nullable Object> described, String rejection) {
        violations(schema).increment();
        return switch (schema.mode()) {
            case OBSERVE -> StepResult.changed(event);
            case MARK -> StepResult.changed(EventMembers.with(event, VIOLATIONS, described));
            case REJECT -> StepResult.rejected(rejection);
        };
    }
}
