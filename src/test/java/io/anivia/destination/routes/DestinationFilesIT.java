package io.anivia.destination.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import io.anivia.destination.Destination;
import io.anivia.destination.DestinationContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files as people write them, loaded by Camel; no broker is needed to say what is wrong with them. */
class DestinationFilesIT {

    private static final String NO_BROKER = "amqp://127.0.0.1:1";

    private static final String OUT = "- to: {uri: \"direct:out\"}";

    @TempDir
    private Path files;
    private DestinationContext anivia;

    @BeforeEach
    void start() {
        anivia = DestinationContext.on(NO_BROKER, files);
        anivia.camel().getPropertiesComponent().addInitialProperty("blank", "");
    }

    @AfterEach
    void stop() {
        anivia.close();
    }

    @Test
    void aFallbackIsOnOnlyIfNoOtherIs() {
        anivia.file("a", route("a", "enabled: fallback", OUT)).file("b", route("b", "enabled: false", OUT)).load();
        assertThat(anivia.destinations().on()).extracting(Destination::name).containsExactly("a");

        anivia.file("a", route("a2", "enabled: fallback", OUT)).file("b", route("b2", "enabled: true", OUT)).load();
        assertThat(anivia.destinations().on()).extracting(Destination::name).containsExactly("b2");
        assertThat(anivia.destinations().status()).containsOnlyKeys("b2");
    }

    @Test
    void aRouteWhosePreconditionDoesNotHoldIsNone() {
        String conditional = route("a", "", OUT)
                .replace("    from:", "    precondition: \"'{{blank}}' != ''\"\n    from:");
        anivia.file("a", conditional).file("b", route("b", "", OUT)).load();
        assertThat(anivia.destinations().on()).extracting(Destination::name).containsExactly("b");
    }

    @Test
    void acceptsByThePredicate() {
        anivia.file("a", route("a", "accept: \"${body[type]} == 'purchase'\"", OUT)).load();
        Destination destination = anivia.destinations().on().get(0);
        assertThat(destination.accepts(Map.of("type", "purchase"))).isTrue();
        assertThat(destination.accepts(Map.of("type", "view"))).isFalse();
        assertThat(destination.accepts(Map.of())).isFalse();
    }

    @Test
    void eventsMustNotGoNowhere() {
        anivia.file("a", route("a", "enabled: false", OUT));
        assertThatThrownBy(anivia::load).hasMessageStartingWith("no destination is on: ")
                .hasMessageContaining(files.toString()).hasMessageContaining("WEBHOOK_URL").hasNoCause();
    }

    @Test
    void theDirectoryMustBeThere() {
        DestinationFiles missing =
                new DestinationFiles(anivia.camel(), () -> files.resolve("missing"), anivia.destinations());
        assertThatThrownBy(missing::load).hasMessageContaining("missing").hasMessageContaining("ANIVIA_ROUTES_DIR");
    }

    @Test
    void twoRoutesMustNotShareADestination() {
        anivia.file("one", route("one", "", OUT));
        anivia.file("two", route("one", "", OUT).replace("id: one", "id: two"));
        assertThatThrownBy(anivia::load).hasMessageStartingWith("destination file '" + files.resolve("two.camel.yaml"))
                .hasMessageContaining("destination 'one' is consumed by two routes, 'one' and 'two': give one of them"
                        + " another name");
    }

    @Test
    void twoFilesMustNotShareARoutesId() {
        anivia.file("one", route("one", "", OUT));
        anivia.file("two", route("two", "", OUT).replace("id: two", "id: one"));
        assertThatThrownBy(anivia::load)
                .hasMessageStartingWith("destination file '" + files.resolve("two.camel.yaml") + "', line 3 is not valid: ")
                .hasMessageContaining("its route 'one' has the id of a route in '" + files.resolve("one.camel.yaml")
                        + "': give it another id");
    }

    @Test
    void aFilesRouteMustNotReplaceOneOfAnivia() throws Exception {
        PluginHelper.getRoutesLoader(anivia.camel()).loadRoutes(ResourceHelper.fromString("classpath:elmer.camel.yaml",
                route("x", "", OUT).replace("id: x", "id: elmer").replace("destination:x", "direct:x")
                        .replace("parameters:", "").replace("batchSize: 1", "")));
        anivia.file("two", route("two", "", OUT).replace("id: two", "id: elmer"));
        assertThatThrownBy(anivia::load).hasMessageContaining("its route 'elmer' has the id of a route in 'elmer.camel.yaml'");
    }

    @Test
    void aFileMustNotHaveARoutesIdTwice() {
        anivia.file("one", route("one", "", OUT) + route("two", "", OUT).replace("id: two", "id: one"));
        assertThatThrownBy(anivia::load).hasMessageStartingWith("destination file '" + files.resolve("one.camel.yaml"))
                .hasMessageContaining("one");
    }

    @Test
    void aFileMayBeginWithAByteOrderMark() {
        anivia.file("a", "\uFEFF" + route("a", "", OUT)).load();
        assertThat(anivia.destinations().on()).extracting(Destination::name).containsExactly("a");
    }

    @Test
    void namesTheLineBehindAByteOrderMark() {
        anivia.file("bad", "\uFEFF" + route("bad", "bachSize: 3", OUT));
        assertInvalid(7, "there is no option 'bachSize'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "ISO-8859-1"})
    void aFileIsUtf8(String charset) throws IOException {
        Files.write(files.resolve("a.camel.yaml"), route("a", "", "- log: \"Stück für Stück\"").getBytes(charset));
        assertThatThrownBy(anivia::load).hasMessageContaining("a.camel.yaml'").hasMessageContaining("is not UTF-8");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            bachSize: 3                   | there is no option 'bachSize': perhaps it is misspelt
            concurrency: many             | the option 'concurrency' cannot be 'many'
            concurrency: 0                | concurrency must be at least 1, not 0
            maxAttempts: 0                | maxAttempts must be at least 1, not 0
            backoff: 5s                   | backoff is two durations
            backoff: "5s,1s"              | backoff is two durations
            backoff: "a,b"                | backoff is two durations
            enabled: yes please           | enabled is true, false or fallback, not 'yes please'
            maxAttempts: "{{no.such}}"    | the setting 'no.such' is missing: set NO_SUCH, or write {{no.such:default}}
            accept: "${body[x] = 3"       | the expression '${body[x] = 3' cannot be read
            """)
    void namesTheLineOfAnOption(String option, String why) {
        anivia.file("bad", route("bad", option, OUT));
        assertInvalid(7, why);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            filterr: {simple: x}               | Unknown node id: filterr
            to: {uri: "nosuch:x"}              | there is no component for 'nosuch://x' in this build
            to: {uri: "{{blank}}"}             | the address of a step is empty
            to: {uri: "http:{{blank}}"}        | 'http:' is not an address: perhaps a setting in it is empty
            to: {uri: "{{no.such}}"}           | the setting 'no.such' is missing
            setBody: {simple: "${body.x"}      | the expression '${body.x' cannot be read
            setBody: {nolang: x}               | nolang
            marshal: {protobuf: {}}            | Data format 'protobuf' could not be created
            bean: {ref: nobean}                | there is no bean 'nobean'
            to: {uri: "async-http:x", parameters: {url: "{{blank}}"}}      | the URL is not of the form http(s)://host
            to: {uri: "async-http:x", parameters: {url: "http://a:80x/"}}  | the URL's port is not a number
            to: {uri: "async-http:x", parameters: {url: "http://a b/"}}    | the URL's host is not a host name
            to: {uri: "async-http:x"}                                      | the URL is not of the form http(s)://host
            """)
    void namesTheLineOfAStep(String step, String why) {
        anivia.file("bad", route("bad", "batchSize: 2", "- " + step));
        assertInvalid(9, why);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            hit.nofield: a           | hit.nofield: a hit has no such field
            events.Order Done: a=b   | events.Order Done: the value 'b' is no number
            products.nmae: a         | products.nmae: a product has no such part
            delimiter.list1: x       | there is no hit.list1
            eventsBy: "'a"           | eventsBy: a text is written 'text'
            nosuch.x: a              | there is no option 'nosuch.x'
            """)
    void namesTheLineOfASinksOption(String option, String why) {
        anivia.file("bad", route("bad", "batchSize: 1", """
                - to:
                            uri: omniture:rs
                            parameters:
                              url: http://127.0.0.1:1
                              %s""".formatted(option)));
        assertInvalid(13, why);
    }

    /** In the file that is shipped, where the URL is a setting. */
    @ParameterizedTest
    @CsvSource({"127.0.0.1:70000, the URL's port", "host name/in, the URL's host", "127.0.0.1/a b, a space"})
    void namesTheLineOfAnUrlThatCannotBeUsed(String url, String why) throws IOException {
        String shipped = Files.readString(Path.of("routes/destinations/webhook.camel.yaml"));
        int line = (int) shipped.substring(0, shipped.indexOf("url: \"{{webhook.url")).lines().count();
        Map.of("url", "http://" + url, "concurrency", "1", "connect-timeout", "5s", "response-timeout", "5s",
                "request-timeout", "5s").forEach((name, value) ->
                        anivia.camel().getPropertiesComponent().addInitialProperty("webhook." + name, value));
        anivia.file("bad", shipped);
        assertInvalid(line, why);
    }

    @Test
    void namesTheLineOfAWrongName() {
        anivia.file("bad", route("Not_A_Name", "batchSize: 2", OUT));
        assertInvalid(5, "a destination's name consists of a-z, 0-9 and '-'");
    }

    @Test
    void namesTheLineOfAWrongField() {
        anivia.file("bad", route("bad", "batchSize: 2", OUT).replace("from:", "form:"));
        assertInvalid(4, "Unsupported field: form");
    }

    @Test
    void namesTheLineOfASyntaxError() {
        anivia.file("bad", route("bad", "batchSize: 2", OUT).replace("      steps", "\tsteps"));
        assertInvalid(8, "found character '\\t(TAB)'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"route: {}", "just text", "{}"})
    void aFileMustBeAList(String text) {
        anivia.file("bad", "# a comment\n\n" + text);
        assertInvalid(3, "a list was expected, whose first line is '- route:'");
    }

    @Test
    void aFileMustNotBeEmpty() {
        anivia.file("bad", "# nothing\n");
        assertThatThrownBy(anivia::load).hasMessageContaining("bad.camel.yaml' is not valid: it is empty: write");
    }

    private void assertInvalid(int line, String why) {
        assertThatThrownBy(anivia::load)
                .hasMessageStartingWith(
                        "destination file '" + files.resolve("bad.camel.yaml") + "', line " + line + " is not valid: ")
                .hasMessageContaining(why)
                .hasMessageEndingWith(". Mend it, or move it out of the directory, and start again")
                // A wall of them hides the sentence.
                .hasNoCause().satisfies(e -> assertThat(e.getStackTrace()).isEmpty());
    }

    private static String route(String name, String option, String step) {
        return """
                # Line 1
                - route:
                    id: %s
                    from:
                      uri: destination:%s
                      parameters:
                        %s
                      steps:
                        %s
                """.formatted(name, name, option.isEmpty() ? "batchSize: 1" : option, step);
    }
}
