package io.anivia.prospector;

import static io.anivia.prospector.Payloads.anivia;
import static io.anivia.prospector.Payloads.payload;
import static io.anivia.prospector.Payloads.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

import io.anivia.routes.InvalidRouteFileException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventSchemasTest {

    private static final String PURCHASE = """
            {"type": "object", "required": ["price"], "properties": {
              "price": {"type": "number", "multipleOf": 0.01, "maximum": 100000000000000000000},
              "products": {"type": "array", "items": {"$ref": "product.schema.json"}}%s}}""";
    private static final String PRODUCT = "{\"required\": [\"sku\"], \"properties\": {\"sku\": {\"pattern\": \"^[A-Z]+$\"}}}";

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            'price':12.97                                    |
            'price':99999999999999999999.01                  |
            'price':'12'                                     | [{at=/price, rule=type}]
            'price':12.975                                   | [{at=/price, rule=multipleOf}]
            'x':1                                            | [{at=/price, rule=required}]
            'price':1,'products':[{'sku':'A'},{'sku':'b'}]   | [{at=/products/1/sku, rule=pattern}]
            'price':1,'products':[{}]                        | [{at=/products/0/sku, rule=required}]
            'price':null,'products':7                        | [{at=/price, rule=type}, {at=/products, rule=type}]""")
    void marksWhatDoesNotMatch(String members, String violations) throws IOException {
        write("purchase", PURCHASE.formatted(""));
        write("product", PRODUCT);

        SplitResult split = split(schemas("mark"), "{'type':'purchase'," + members + "}");

        assertThat(split.events()).singleElement().satisfies(event ->
                assertThat(String.valueOf(anivia(event).get("violations"))).isEqualTo(String.valueOf(violations)));
        assertThat(meters.get("anivia.events.violations").tag("schema", "purchase").counter().count())
                .isEqualTo(violations == null ? 0 : 1);
        assertThat(utf8(split.events().get(0).json())).contains(members.replace('\'', '"'));
    }

    @Test
    void onlyCountsUnlessItIsToldMore() throws IOException {
        write("purchase", PURCHASE.formatted(""));
        write("product", PRODUCT);

        SplitResult split = split(schemas("observe"), "{'type':'purchase'}", "{'type':'view'}", "{'type':7}");

        assertThat(split.events()).hasSize(3).allSatisfy(event ->
                assertThat(anivia(event)).doesNotContainKey("violations"));
        assertThat(meters.get("anivia.events.violations").tag("schema", "purchase").counter().count()).isEqualTo(1);
        assertThat(meters.get("anivia.events.without.schema").counter().count()).isEqualTo(2);
    }

    @Test
    void rejectsAndQuotesNothingOfTheEvent() throws IOException {
        write("Product_Viewed", "{\"x-anivia-mode\": \"reject\", \"additionalProperties\": false, \"properties\":"
                + " {\"id\": {}, \"timestamp\": {}, \"type\": {}, \"plan\": {\"enum\": [\"gold\"]}}}");

        SplitResult split = split(schemas("observe"), "{'type':'Product Viewed','plan':'gold'}",
                "{'type':'Product Viewed','plan':'secret-value','secret-name':1}");

        assertThat(split.events()).extracting(Event::index).containsExactly(0);
        assertThat(split.rejected()).singleElement().satisfies(part -> {
            assertThat(part.reason()).startsWith("the event does not match the schema 'Product_Viewed' at its /")
                    .endsWith("and 1 more").doesNotContain("secret");
            assertThat(utf8(part.body())).contains("secret-value");
        });
    }

    @Test
    void writesNoMoreThanSomeViolations() throws IOException {
        write("t", "{\"additionalProperties\": {\"type\": \"array\"}}");
        SplitResult split = split(schemas("mark"), "{'type':'t','a':1,'b':2,'c':3,'d':4,'e':5,'f':6,'g':7,'h':8,'i':9}");

        assertThat((List<?>) anivia(split.events().get(0)).get("violations")).hasSize(10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(a+)+$", "(a|a)*$", "(a|b|ab)*c$"})
    void aPatternThatWouldTakeForEverGivesUp(String pattern) throws IOException {
        write("t", "{\"properties\": {\"x\": {\"pattern\": \"^" + pattern + "\"}}}");
        SplitResult split = split(schemas("mark"), "{'type':'t','x':'" + "a".repeat(10_000) + "!'}");

        assertThat(anivia(split.events().get(0)).get("violations")).hasToString("[{at=/x, rule=pattern}]");
    }

    @ParameterizedTest
    @ValueSource(strings = {
            // Twice as many ways with each level.
            "{'$defs': {'n': {'anyOf': [{'properties': {'x': {'$ref': '#/$defs/n'}}, 'required': ['q']},"
                    + " {'properties': {'x': {'$ref': '#/$defs/n'}}, 'required': ['r']}]}}, '$ref': '#/$defs/n'}",
            "{'properties': {'y': {'uniqueItems': true}}}",
            "{'$ref': '#'}"})
    void aSchemaThatWouldTakeForEverGivesUp(String schema) throws IOException {
        write("t", schema.replace('\'', '"'));
        String nested = "{'x':".repeat(40) + "1" + "}".repeat(40);

        SplitResult split = split(schemas("mark"), "{'type':'t','x':" + nested + ",'y':" + sameHashes(10_000) + "}",
                "{'type':'u'}");

        assertThat(anivia(split.events().get(0)).get("violations")).isEqualTo(EventSchema.GIVEN_UP);
        assertThat(anivia(split.events().get(1))).doesNotContainKey("violations");
    }

    /** Numbers whose hashes are the same. */
    private static String sameHashes(long count) {
        return LongStream.range(1, count).map(half -> half << 32 | half).boxed().toList().toString();
    }

    @Test
    void whatIsRejectedForItsTimeSaysSo() throws IOException {
        write("t", "{\"x-anivia-mode\": \"reject\", \"$ref\": \"#\"}");

        assertThat(split(schemas("mark"), "{'type':'t'}").rejected()).singleElement().satisfies(part ->
                assertThat(part.reason()).contains("'t' takes too many looks", "anivia.schemas.max-looks"));
    }

    @Test
    void aValueOfAStepThatHasNoJsonIsNoFaultOfThePayload() throws IOException {
        write("t", "{}");
        EventSteps steps = events -> events.stream().map(event -> {
            Map<String, Object> changed = new LinkedHashMap<>(event);
            changed.put("x", new Object());
            return EventSteps.StepResult.changed(changed);
        }).toList();

        SplitResult split = Payloads.SPLITTER.splitter().split(payload(utf8("{\"type\":\"t\"}")), Payloads.EVENTS,
                Set.of(), new EventStages(steps, null, schemas("mark").steps()));

        assertThat(split.events()).singleElement().satisfies(event -> assertThat(anivia(event))
                .containsEntry("warnings", List.of("source step failed: its result has no JSON")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Product Viewed", "a#b", "\u00fc"})
    void refusesAFileThatBelongsToNoType(String name) throws IOException {
        write(name, "{}");

        assertThatThrownBy(() -> schemas("observe")).isInstanceOf(InvalidRouteFileException.class)
                .hasMessageContaining("its name belongs to no type of events");
    }

    @Test
    void refusesWhatIsNestedTooDeep() throws IOException {
        write("t", "{\"not\":".repeat(990) + "{}" + "}".repeat(990));

        assertThatThrownBy(() -> schemas("observe")).isInstanceOf(InvalidRouteFileException.class)
                .hasMessageContaining("it is nested too deep");
    }

    @Test
    void knowsOlderDrafts() throws IOException {
        write("t", "{\"$schema\": \"http://json-schema.org/draft-07/schema#\", \"items\": {}, \"required\": [\"a\"],"
                + " \"dependencies\": {\"a\": [\"b\"]}}");
        SplitResult split = split(schemas("mark"), "{'type':'t','a':1}");

        assertThat(anivia(split.events().get(0)).get("violations")).asString().contains("rule=dependencies");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {"type": "obj"}                      | t.schema.json' is not valid: /type
            {"type": }                           | t.schema.json', line 1, column 10 is not valid
            []                                   | is not valid: it is no object
            {"$ref": "https://example.com/a"}    | $ref leads to 'https://example.com/a', which is no file
            {"$ref": "none.schema.json"}         | $ref leads to 'none.schema.json', which is no file
            {"$ref": "https://json-schema.org/a"}| which is no file
            {"$ref": "classpath:routes/a.yaml"}  | which is no file
            {"$ref": "file:///etc/passwd"}       | $ref leads to 'file:///etc/passwd', which is no file
            {"properties":{"a":{"pattern":"("}}} | is not valid
            {"x-anivia-mode": "drop"}            | x-anivia-mode is observe, mark or reject""")
    void refusesWhatIsNoSchema(String schema, String message) throws IOException {
        write("t", schema);

        assertThatThrownBy(() -> schemas("observe")).isInstanceOf(InvalidRouteFileException.class)
                .hasMessageContaining(message);
    }

    /** Its size is 0. */
    @Test
    void aFileWithoutEndIsRefused() throws IOException {
        Files.createSymbolicLink(directory.resolve("t.schema.json"), Path.of("/dev/zero"));

        assertThatThrownBy(() -> schemas("observe")).isInstanceOf(InvalidRouteFileException.class)
                .hasMessageContaining("t.schema.json' is not valid: it has more than 1048576 bytes");
    }

    @Test
    void aDirectoryThatIsNotThereMeansNone() {
        EventSchemas schemas = new EventSchemas(config("observe", directory.resolve("none")), meters);
        schemas.load();
        assertThat(schemas.steps()).isNull();
    }

    private void write(String name, String schema) throws IOException {
        Files.writeString(directory.resolve(name + ".schema.json"), schema);
    }

    private EventSchemas schemas(String mode) {
        EventSchemas schemas = new EventSchemas(config(mode, directory), meters);
        schemas.load();
        return schemas;
    }

    private static SchemasConfig config(String mode, Path directory) {
        return new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(SchemasConfig.class)
                .withDefaultValues(Map.of("anivia.schemas.mode", mode, "anivia.schemas.dir", directory.toString()))
                .build().getConfigMapping(SchemasConfig.class);
    }

    private static SplitResult split(EventSchemas schemas, String... events) {
        return Payloads.SPLITTER.splitter().split(payload(utf8(("{'events':[" + String.join(",", events) + "]}")
                .replace('\'', '"'))), Payloads.EVENTS, Set.of(), new EventStages(null, null, schemas.steps()));
    }
}
