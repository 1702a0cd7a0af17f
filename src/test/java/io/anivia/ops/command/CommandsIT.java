package io.anivia.ops.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import io.anivia.ops.command.CommandProcess.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the packaged program, as an integrator calls them: in a directory of their own. */
class CommandsIT {

    private static final Path ROUTES = Path.of("routes").toAbsolutePath();

    @TempDir
    private Path directory;

    @Test
    void checkFindsNothingWrongWithTheShippedFiles() throws Exception {
        Result result = anivia(Map.of(), "check", ROUTES.toString());

        assertThat(result).isEqualTo(new Result(0, "route files: 16, test files: 15, problems: 0\n", ""));
        assertThat(directory).as("nothing is written").isEmptyDirectory();
    }

    @Test
    void checkFindsAllThatIsWrongOfAllFiles() throws Exception {
        Path files = Files.createDirectory(directory.resolve("destinations"));
        copy("webhook", files, "id: webhook-no-headers", "idd: webhook-no-headers", "url: ", "ulr: ");
        copy("splunk", files, "destination:splunk", "destination:webhook");

        Result result = anivia(Map.of("WEBHOOK_URL", "http://partner/"), "check", files.toString());

        assertThat(result.output().lines()).satisfiesExactly(
                line -> assertThat(line).contains("webhook.camel.yaml:14:12: the destination 'destination:webhook' is"
                        + " taken by").contains("splunk.camel.yaml:17: write another one"),
                line -> assertThat(line).contains("webhook.camel.yaml:22:13: 'removeHeaders' has no 'idd': write 'id'"),
                line -> assertThat(line).contains("webhook.camel.yaml:44:15: 'async-http' has no option 'ulr': write"
                        + " 'url'"));
        assertThat(result.exitCode()).isEqualTo(1);
    }

    /** To write them anew: {@code anivia schema --output routes/schema/routes.schema.json}, and with --tests. */
    @Test
    void theShippedSchemasAreThoseThatArePrinted() throws Exception {
        Path written = directory.resolve("tests.schema.json");

        assertThat(anivia(Map.of(), "schema")).isEqualTo(new Result(0,
                Files.readString(ROUTES.resolve("schema/routes.schema.json")), ""));
        assertThat(anivia(Map.of(), "schema", "--tests", "--output", written.toString()))
                .isEqualTo(new Result(0, "", ""));
        assertThat(written).hasSameTextualContentAs(ROUTES.resolve("schema/tests.schema.json"));
    }

    @Test
    void tryShowsTheExactRequestWithoutItsSecrets() throws Exception {
        Path event = Files.writeString(directory.resolve("event.json"), "{\"id\":\"e1\",\"type\":\"view\"}");

        Result result = anivia(Map.of("WEBHOOK_URL", "https://user:password@partner.example/hook?token=1234"), "try",
                "webhook", event.toString(), "--dir", ROUTES.toString());

        assertThat(result).isEqualTo(new Result(0, """
                1 of 1 events accepted

                POST /hook?token=*** HTTP/1.1
                host: partner.example
                Authorization: Basic ***
                Content-Type: application/json
                X-Anivia-Id: e1
                user-agent: anivia
                content-length: 25

                {"id":"e1","type":"view"}

                delivered
                """, ""));
        assertThat(directory).as("nothing is written").isDirectoryContaining(path -> path.equals(event));
    }

    @Test
    void stepsForAllEventsAndSchemasAreCheckedAndTried() throws Exception {
        Path root = Files.createDirectories(directory.resolve("shop"));
        copy("webhook", Files.createDirectory(root.resolve("destinations")));
        Files.copy(ROUTES.resolve("sources/events.camel.yaml"),
                Files.createDirectory(root.resolve("sources")).resolve("events.camel.yaml"));
        Path schema = Files.createDirectory(root.resolve("schemas")).resolve("view.schema.json");
        Files.writeString(schema, "{\"x-anivia-mode\": \"mark\", \"required\": [\"page\"]}");
        Path decoration = Files.writeString(root.resolve("decorate.camel.yaml"), """
                - route:
                    id: decorate
                    from:
                      uri: direct:decorate
                      steps:
                        - to: "fields:all?drop=secret"
                """);
        Path payload = Files.writeString(directory.resolve("payload.json"),
                "{\"events\":[{\"id\":\"e1\",\"type\":\"view\",\"secret\":1}]}");
        Map<String, String> settings = Map.of("WEBHOOK_URL", "http://partner/");

        Result tried = anivia(settings, "try", "webhook", payload.toString(), "--source", "events", "--dir",
                root.toString());
        assertThat(tried.output()).contains("\"violations\":[{\"at\":\"/page\",\"rule\":\"required\"}]")
                .doesNotContain("secret");

        Files.writeString(decoration, Files.readString(decoration).replace("secret", "anivia.key"));
        Files.writeString(schema, "{\"required\": 7}");
        Result checked = anivia(settings, "check", root.toString());
        assertThat(checked.output().lines()).anySatisfy(line -> assertThat(line)
                .contains("decorate.camel.yaml:6:15: ", "'anivia' is no member that a step may change"))
                .anySatisfy(line -> assertThat(line).contains("view.schema.json", "/required"));
        assertThat(checked.exitCode()).isEqualTo(1);

        Files.writeString(decoration, """
                - route:
                    id: decorate
                    from:
                      uri: direct:decorate
                      steps:
                        - to:
                            uri: mask:all
                            parameters:
                              paths: |
                                comment,
                                name
                """);
        Result glued = anivia(settings, "check", root.toString());
        assertThat(glued.output()).contains("decorate.camel.yaml:9:",
                "Camel takes the line breaks out of 'paths' and puts nothing in their place: write '>'");
    }

    @Test
    void tryShowsWhatIsDoneWithAnAnswer() throws Exception {
        Path event = Files.writeString(directory.resolve("event.json"), "{\"id\":\"e1\"}");

        Result result = anivia(Map.of("WEBHOOK_URL", "https://partner.example/"), "try", "webhook", event.toString(),
                "--dir", ROUTES.toString(), "--answer", "422");

        assertThat(result.output()).contains("dead: HTTP 422", "now: dead letter: it goes to the dead letters",
                "50 such deliveries in a row (maxRefusals): suspend");
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void tryBeginsWithWhatAClientSends() throws Exception {
        Path payload = Files.writeString(directory.resolve("payload.json"), """
                {"type": "track", "messageId": "m1", "event": "Bought"}""");

        Result result = anivia(Map.of("WEBHOOK_URL", "https://partner.example/"), "try", "webhook", payload.toString(),
                "--dir", ROUTES.toString(), "--source", "segment");

        assertThat(result.errors()).isEmpty();
        assertThat(result.output()).contains("read by 'segment': {", "  clock: {", "  routed to: webhook",
                "1 of 1 events accepted", "X-Anivia-Id: m1", "\"event\":\"Bought\"", "delivered");
    }

    @Test
    void requestsOfCamelsOwnHttpAreSeenInPlaceOfTheNetwork() throws Exception {
        Path files = Files.createDirectory(directory.resolve("destinations"));
        copy("webhook", files, "async-http:webhook\n            parameters:\n", "http:partner.invalid/x\n"
                + "            parameters:\n              httpClientConfigurer: \"#responseLimits\"\n",
                "              url: \"{{webhook.url:}}\"\n", "", "httpMethod: POST", "httpMethod: PUT",
                "requestTimeout: \"{{webhook.request-timeout}}\"", "throwExceptionOnFailure: true");
        Path event = Files.writeString(directory.resolve("event.json"), "{\"id\":\"e1\"}");

        Result result = anivia(Map.of("WEBHOOK_URL", "on"), "try", "webhook", event.toString(), "--dir",
                files.toString());

        assertThat(result.errors()).isEmpty();
        assertThat(result.output()).contains("PUT /x HTTP/1.1", "X-Anivia-Id: e1", "{\"id\":\"e1\"}", "delivered");
    }

    @Test
    void theTestsOfAllShippedFilesPass() throws Exception {
        Result result = anivia(Map.of(), "test", ROUTES.toString());

        assertThat(result.output()).doesNotContain("FAIL", "no test of").contains("failed: 0");
        assertThat(result.errors()).isEmpty();
        assertThat(result.exitCode()).isZero();
        assertThat(directory).as("nothing is written").isEmptyDirectory();
    }

    @Test
    void aTestThatFailsSaysWhere() throws Exception {
        Path files = Files.createDirectory(directory.resolve("destinations"));
        copy("webhook", files);
        copy("splunk", files);
        Files.writeString(files.resolve("webhook.test.yaml"), """
                settings: {webhook.url: "https://partner.example/hook"}
                tests:
                  - name: a total
                    events: [{id: e1, total: 2}]
                    requests: [{path: /hook, json: {total: 1}}]
                """);
        Path junit = directory.resolve("junit.xml");

        Result result = anivia(Map.of(), "test", files.toString(), "--junit", junit.toString());

        assertThat(result.output()).contains("webhook.test.yaml: a total\n"
                + "      request 1: $.total: expected 1, but it is 2\n", "no test of ", "tests: 1, failed: 1");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(junit).content().contains("failures=\"1\"", "request 1: $.total: expected 1, but it is 2");
    }

    @Test
    void aMemberOfATestThatIsMisspeltIsFound() throws Exception {
        Path files = Files.createDirectory(directory.resolve("destinations"));
        copy("webhook", files);
        Files.writeString(files.resolve("webhook.test.yaml"), "tests:\n  - name: a\n    evnts: []\n");

        Result result = anivia(Map.of(), "test", files.toString());

        assertThat(result).isEqualTo(new Result(1, files.resolve("webhook.test.yaml") + ":3:5: a test has no 'evnts':"
                + " write 'events'\n", ""));
    }

    @Test
    void checkKnowsTheTemplates() throws Exception {
        Path files = Files.createDirectory(directory.resolve("destinations"));
        String made = """
                - templatedRoute:
                    routeId: partner
                    routeTemplateRef: http-json
                    parameters:
                      - { name: name, value: partner }
                      - { name: url, value: "http://partner/" }
                """;
        Path file = Files.writeString(files.resolve("partner.camel.yaml"), made);
        assertThat(anivia(Map.of(), "check", directory.toString())).returns(0, Result::exitCode);

        Files.writeString(file, made + "      - { name: acept, value: \"true\" }\n");
        Result result = anivia(Map.of(), "check", directory.toString());

        assertThat(result.output().lines()).singleElement().asString()
                .contains("partner.camel.yaml:7:").contains("no parameter 'acept'");
        assertThat(result.exitCode()).isEqualTo(1);
    }

    @Test
    void tryShowsTheRequestOfATemplate() throws Exception {
        Path files = Files.createDirectory(directory.resolve("destinations"));
        Files.writeString(files.resolve("partner.camel.yaml"), """
                - templatedRoute:
                    routeId: partner
                    routeTemplateRef: http-json
                    parameters:
                      - { name: name, value: partner }
                      - { name: url, value: "http://partner/in" }
                      - { name: authorization, value: "Bearer {{partner.token}}" }
                      - { name: signatureKey, value: "hush" }
                """);
        Path event = Files.writeString(directory.resolve("event.json"), "{\"id\":\"e1\",\"type\":\"purchase\"}");

        Result result = anivia(Map.of("PARTNER_TOKEN", "s3cret", "ANIVIA_ROUTES_DIR", files.toString()), "try",
                "partner", event.toString());

        assertThat(result.output()).contains("POST /in", "X-Anivia-Id: e1", "\"type\"", "***")
                .doesNotContain("s3cret", "hush");
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void aWordThatIsNoCommandIsAnsweredWithTheUsage() throws Exception {
        Result result = anivia(Map.of(), "chek");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.output()).isEmpty();
        assertThat(result.errors()).contains("Did you mean: anivia check");
    }

    private static void copy(String name, Path into, String... replaced) throws IOException {
        String file = name + ".camel.yaml";
        String text = Files.readString(ROUTES.resolve("destinations").resolve(file));
        for (int i = 0; i < replaced.length; i += 2) {
            assertThat(text).contains(replaced[i]);
            text = text.replace(replaced[i], replaced[i + 1]);
        }
        Files.writeString(into.resolve(file), text);
    }

    private Result anivia(Map<String, String> environment, String... arguments) throws Exception {
        return CommandProcess.run(directory, environment, arguments);
    }
}
