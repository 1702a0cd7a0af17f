package io.anivia.ops.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The schemas under routes/schema, as editors use them; that the command prints them is held by {@link CommandsIT}. */
class EditorSchemaTest {

    private static final Path ROUTES = Path.of("routes");
    private static final Path GENERATED = Path.of("src/generated/resources/META-INF");
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final JsonNode OF_ROUTES = read(ROUTES.resolve("schema/routes.schema.json"));
    private static final JsonSchema ROUTES_SCHEMA = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
            .getSchema(OF_ROUTES);
    private static final JsonSchema TESTS_SCHEMA = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
            .getSchema(read(ROUTES.resolve("schema/tests.schema.json")));

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(ROUTES)) {
            return files.filter(file -> file.toString().matches(".*\\.(camel|test)\\.yaml")).sorted().toList();
        }
    }

    static List<Path> components() throws IOException {
        try (Stream<Path> files = Files.walk(GENERATED.resolve("io/anivia"))) {
            return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void eachShippedFileNamesItsSchemaAndIsValid(Path file) throws IOException {
        String first = Files.readAllLines(file).get(0);
        String named = first.replace("# yaml-language-server: $schema=", "");
        boolean isTest = file.toString().endsWith(".test.yaml");

        assertThat(first).as("names a schema").isNotEqualTo(named);
        assertThat(file.resolveSibling(named).normalize())
                .isEqualTo(ROUTES.resolve("schema").resolve(isTest ? "tests.schema.json" : "routes.schema.json"));
        assertThat(problems(isTest ? TESTS_SCHEMA : ROUTES_SCHEMA, Files.readString(file))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("components")
    void theOptionsAreThoseOfTheComponent(Path description) throws IOException {
        JsonNode component = new ObjectMapper().readTree(description.toFile());
        String scheme = component.path("component").path("scheme").asText();
        JsonNode options = OF_ROUTES.path("items").path("definitions").path("anivia." + scheme);
        Set<String> inSchema = new TreeSet<>();
        options.path("properties").fieldNames().forEachRemaining(inSchema::add);
        options.path("patternProperties").fieldNames().forEachRemaining(pattern ->
                inSchema.add(pattern.replaceAll("[\\^\\\\]|\\.$", "")));
        Set<String> ofComponent = new TreeSet<>();
        component.path("properties").properties().forEach(option ->
                ofComponent.add(option.getValue().path("prefix").asText(option.getKey())));

        assertThat(inSchema).isEqualTo(ofComponent).isNotEmpty();
        assertThat(OF_ROUTES.path("items").path("definitions").path("anivia.endpoint").toString())
                .contains("/anivia." + scheme + "\"");
        component.path("properties").properties().stream().filter(option -> !option.getValue().has("prefix"))
                .forEach(option -> {
                    JsonNode inEditor = options.path("properties").path(option.getKey());
                    assertThat(inEditor.path("description").asText()).as(option.getKey()).isNotBlank();
                    assertThat(inEditor.path("default")).isEqualTo(option.getValue().path("defaultValue"));
                });
    }

    @Test
    void eachComponentOfOursIsThere() throws IOException {
        try (Stream<Path> names = Files.list(GENERATED.resolve("services/org/apache/camel/component"))) {
            assertThat(names.map(name -> name.getFileName().toString())).allSatisfy(name ->
                    assertThat(problems(ROUTES_SCHEMA, "- from: {uri: '" + name + ":x', steps: []}")).isEmpty());
        }
    }

    /** What is underlined, as a JSON pointer without the steps to the route. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "/steps/0 | steps: [{setHaeder: {name: a, constant: b}}]",
        "/steps/0/setHeader | steps: [{setHeader: {nam: a, constant: b}}]",
        "/parameters | parameters: {bakoff: '1s,1m'}, steps: []",
        "/parameters/concurrency | parameters: {concurrency: many}, steps: []",
        "/parameters/batchInterval | parameters: {batchInterval: soon}, steps: []",
        "/steps/0/to/parameters | steps: [{to: {uri: 'async-http:x', parameters: {ulr: 'http://x/'}}}]",
        "/steps/0/to/parameters/httpMethod | steps: [{to: {uri: 'async-http:x', parameters: {httpMethod: PSOT}}}]",
        "/steps/0/to/parameters/gzip | steps: [{to: {uri: 'splunk:x', parameters: {gzip: perhaps}}}]",
        "/steps/0/to/uri | steps: [{to: {uri: 'asynchttp:x'}}]",
        "/steps/0/marshal | steps: [{marshal: {csv: {}}}]",
        "/steps/0/setBody | steps: [{setBody: {jsonpath: '$.x'}}]",
        "'' | {}",
        "/uri | uri: 'destinatoin:x', steps: []"})
    void typicalMistakesAreUnderlined(String place, String from) throws IOException {
        boolean isWhole = from.equals("{}") || from.startsWith("uri:");
        String route = from.equals("{}") ? from : "{" + (isWhole ? "" : "uri: 'destination:x', ") + from + "}";

        assertThat(problems(ROUTES_SCHEMA, "- route: {id: a, from: " + route + "}")).isNotEmpty()
                .anyMatch(problem -> problem.startsWith("/0/route/from" + place + ":"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "parameters: {concurrency: '{{partner.concurrency}}', batchInterval: 5000, enabled: '{{x:}}'}",
        "parameters: {concurrency: '5', prefetchBytes: '{{a}}{{b}}', dedupeRepository: '#repository'}"})
    void placeholdersAndBeansMayStandEverywhere(String parameters) throws IOException {
        assertThat(problems(ROUTES_SCHEMA, "- route: {id: a, from: {uri: 'destination:x', " + parameters + ", steps: ["
                + "{to: {uri: '{{partner.uri}}'}}, {to: {uri: 'splunk:x', parameters: {gzip: '{{g:true}}', token: "
                + "'RAW({{t}})'}}}, {to: {uri: 'async-http:x', parameters: {httpMethod: '{{m}}'}}}]}}")).isEmpty();
    }

    @Test
    void theParametersOfATemplateAreItsOwn() throws IOException {
        String route = "- templatedRoute: {routeId: a, routeTemplateRef: http-json, parameters: [{name: %s,"
                + " value: b}]}";

        assertThat(problems(ROUTES_SCHEMA, route.formatted("url"))).isEmpty();
        assertThat(problems(ROUTES_SCHEMA, route.formatted("ulr"))).isNotEmpty()
                .allMatch(problem -> problem.startsWith("/0/templatedRoute/parameters/0/name:"));
        assertThat(problems(ROUTES_SCHEMA, route.formatted("x").replace("http-json", "my-own"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "'' | tests: []; name: a",
        "/tests/0 | tests: [{name: a, evnts: []}]",
        "/tests/0/then/0 | tests: [{name: a, events: [{}], then: [gone]}]",
        "/tests/0/answers/0 | tests: [{name: a, answers: [700]}]",
        "/tests/0/answers/0 | tests: [{name: a, answers: [never]}]",
        "/tests/0/requests/0 | tests: [{name: a, requests: [{pth: /x}]}]",
        "/tests/0/becomes | tests: [{name: a, becomes: []}]",
        "/tests/0/events | tests: [{name: a, payload: {}, events: []}]",
        "/tests/0/filtered | tests: [{name: a, filtered: some}]"})
    void mistakesOfTestsAreUnderlined(String place, String test) throws IOException {
        assertThat(problems(TESTS_SCHEMA, "{" + test.replace(';', ',') + "}")).isNotEmpty()
                .anyMatch(problem -> problem.startsWith(place.isEmpty() ? "/tests:" : place + ":"));
    }

    /** Draft 7 and Camel's draft 4 differ in these. */
    @Test
    void camelsSchemaMeansTheSameInBothDrafts() throws IOException {
        try (InputStream camels = getClass().getClassLoader().getResourceAsStream("schema/camelYamlDsl.json")) {
            JsonNode schema = new ObjectMapper().readTree(Objects.requireNonNull(camels));

            assertThat(schema.path("$schema").asText()).contains("draft-04");
            for (String keyword : new String[] {"exclusiveMinimum", "exclusiveMaximum", "const", "contains", "if"}) {
                List<JsonNode> keywords = new ArrayList<>(schema.findValues(keyword));
                keywords.removeIf(value -> value.isObject() && value.has("type"));
                assertThat(keywords).as(keyword).isEmpty();
            }
        }
    }

    @Test
    void theSchemaOfTestsIsTheOneOfTheProgram() throws IOException {
        assertThat(Files.readString(ROUTES.resolve("schema/tests.schema.json"))).isEqualTo(RouteTestSchema.text());
    }

    private static JsonNode read(Path schema) {
        try {
            return new ObjectMapper().readTree(schema.toFile());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> problems(JsonSchema schema, String yaml) throws IOException {
        return schema.validate(YAML.readTree(yaml)).stream()
                .map(message -> message.getInstanceLocation().toString().replaceFirst("^\\$", "")
                        .replaceAll("\\[(\\d+)]", "/$1").replaceAll("\\.(?=[A-Za-z])", "/") + ": "
                        + message.getMessage())
                .toList();
    }
}
