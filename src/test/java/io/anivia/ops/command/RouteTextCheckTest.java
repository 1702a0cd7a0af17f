package io.anivia.ops.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.anivia.destination.http.AsyncHttpComponent;
import org.apache.camel.Endpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultComponent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** All that is wrong with a text is found at once, and where. */
class RouteTextCheckTest {

    private static final String GOOD = """
            - route:
                id: partner
                from:
                  uri: destination:partner
                  parameters:
                    accept: "${body[type]} == 'purchase'"
                    backoff: 1s,1m
                  steps:
                    - setHeader:
                        name: X-Id
                        expression:
                          simple:
                            expression: "${body[id]}"
                    - to:
                        uri: async-http:partner
                        parameters:
                          url: http://localhost/
                          responseTimeout: 5s
            """;

    private final DefaultCamelContext context = new DefaultCamelContext();
    @TempDir
    private Path directory;

    @BeforeEach
    void start() {
        context.getPropertiesComponent();
        // As Camel Quarkus does with what it has found.
        context.getRegistry().bind("async-http", new AsyncHttpComponent());
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    /** What no parser or walk comes to the end of. */
    private static Stream<Arguments> endless() {
        String aliases = IntStream.range(1, 9).mapToObj(i -> "- &a" + i + " [" + ("*a" + (i - 1) + ",").repeat(9) + "]\n")
                .collect(Collectors.joining());
        return Stream.of(Arguments.of("- " + "[".repeat(20_000) + "]".repeat(20_000), "nested too deep"),
                Arguments.of("- &a [*a]", "contains itself"),
                Arguments.of("- &a0 [x]\n" + aliases, "Number of aliases"),
                Arguments.of("- \u0001", "special characters"));
    }

    @ParameterizedTest
    @MethodSource("endless")
    void anEndlessFileIsAProblemOfThatFile(String text, String problem) throws IOException {
        Path file = Files.writeString(directory.resolve("a.camel.yaml"), text);
        assertThat(new RouteTextCheck(context, List.of(file)).problems()).singleElement()
                .satisfies(found -> assertThat(found.toString()).startsWith(file + ":1:1: ").contains(problem));

        List<Problem> ofTests = new ArrayList<>();
        RouteTestFile.read(Files.writeString(directory.resolve("a.test.yaml"), text.replaceFirst("^- ", "tests: ")),
                false, ofTests);
        assertThat(ofTests).isNotEmpty().allSatisfy(found ->
                assertThat(found.toString()).startsWith(directory.resolve("a.test.yaml") + ":"));
    }

    @Test
    void aFileOfTestsThatCannotBeReadIsAProblemOfThatFile() throws IOException {
        List<Problem> problems = new ArrayList<>();
        RouteTestFile.read(Files.write(directory.resolve("a.test.yaml"), new byte[] {(byte) 0xfc}), false, problems);
        RouteTestFile.read(Files.createDirectory(directory.resolve("b.test.yaml")), false, problems);

        assertThat(problems).extracting(Problem::toString).hasSize(2)
                .allSatisfy(found -> assertThat(found).contains(".test.yaml:1:1: it cannot be read as UTF-8"));
    }

    @Test
    void theParametersOfATemplateAreNoSettings() throws IOException {
        String template = """
                - routeTemplate:
                    id: mine
                    parameters:
                      - name: url
                    route:
                      from:
                        uri: destination:mine
                        steps:
                          - to:
                              uri: async-http:mine
                              parameters:
                                url: "{{url}}"
                """;

        assertThat(check(template)).isEmpty();
        assertThat(check(template.replace("{{url}}", "{{uri}}"))).singleElement().asString().contains("'uri'");
    }

    @Test
    void aGoodFileHasNoProblem() throws IOException {
        assertThat(check(GOOD)).isEmpty();
    }

    @Test
    void everyProblemOfAFileIsFoundAtOnce() throws IOException {
        String bad = GOOD.replace("backoff: 1s,1m", "bakoff: 1s,1m")
                .replace("setHeader", "setHaeder")
                .replace("responseTimeout: 5s", "responseTimeout: soon")
                .replace("http://localhost/", "\"{{partner.url}}\"")
                .replace("== 'purchase'", "== ${")
                .replace("    - to:", "    - to: direct:nowhere\n        - to:");

        assertThat(check(bad)).containsExactlyInAnyOrder(
                "0.camel.yaml:6:17: the expression cannot be read: …",
                "0.camel.yaml:7:9: 'destination' has no option 'bakoff': write 'backoff'",
                "0.camel.yaml:9:11: 'steps' has no 'setHaeder': write 'setHeader'",
                "0.camel.yaml:14:15: no route begins with 'direct:nowhere': write a route that does, or another address",
                "0.camel.yaml:18:20: the setting 'partner.url' is missing: set PARTNER_URL, or write"
                        + " {{partner.url:default}}",
                "0.camel.yaml:19:32: the option 'responseTimeout' cannot be 'soon': write a duration, such as 500ms, 30s"
                        + " or 5m");
    }

    @Test
    void yamlThatCannotBeReadHasAPlace() throws IOException {
        assertThat(check("- route: {\n  id: a\n  from: ]\n")).singleElement().asString()
                .startsWith("0.camel.yaml:3:7: no YAML:");
    }

    @Test
    void whatTwoFilesHaveIsFoundInTheSecond() throws IOException {
        assertThat(check(GOOD, GOOD)).containsExactlyInAnyOrder(
                "1.camel.yaml:2:9: the id 'partner' is taken by 0.camel.yaml:2: write another one",
                "1.camel.yaml:4:12: the destination 'destination:partner' is taken by 0.camel.yaml:4: write another one");
    }

    @Test
    void aRouteThatItsPreconditionLeavesOutNeedsNoSettings() throws IOException {
        assertThat(check(GOOD.replace("http://localhost/", "\"{{partner.url}}\"")
                .replace("id: partner", "id: partner\n    precondition: \"'{{partner.url:}}' != ''\""))).isEmpty();
    }

    @Test
    void unknownComponentsAndBeansAreFound() throws IOException {
        assertThat(check(GOOD.replace("async-http:", "asynchttp:").replace("    - setHeader:",
                "    - bean: nothing\n        - setHeader:"))).containsExactlyInAnyOrder(
                        "0.camel.yaml:9:17: there is no bean 'nothing': write the name of one that is in the program",
                        "0.camel.yaml:16:18: there is no component 'asynchttp': write 'async-http'");
    }

    /** As the steps of Anivia's own do, which may not touch some members. */
    @Test
    void whatAComponentSaysOfAStepIsShownWithThePlaceOfThatStep() throws IOException {
        context.getRegistry().bind("drop", new DefaultComponent() {
            @Override
            protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
                if (remaining.equals("id")) {
                    throw new IllegalArgumentException("drop: 'id' stays as it is: write another field");
                }
                return getCamelContext().getEndpoint("direct:dropped");
            }
        });

        assertThat(check(GOOD.replace("    - to:", "    - to: drop:user\n        - to: {uri: 'drop:id'}\n"
                + "        - to: drop:id\n        - to:").replace("backoff", "bakoff"))).containsExactlyInAnyOrder(
                "0.camel.yaml:7:9: 'destination' has no option 'bakoff': write 'backoff'",
                "0.camel.yaml:15:21: drop: 'id' stays as it is: write another field",
                "0.camel.yaml:16:15: drop: 'id' stays as it is: write another field");
    }

    private List<String> check(String... texts) throws IOException {
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < texts.length; i++) {
            files.add(Files.writeString(directory.resolve(i + ".camel.yaml"), texts[i]));
        }
        return new RouteTextCheck(context, files).problems().stream()
                .map(problem -> problem.toString().replace(directory + "/", "")
                        .replaceAll("(cannot be read: ).*", "$1…"))
                .toList();
    }
}
