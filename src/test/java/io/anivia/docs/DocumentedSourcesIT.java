package io.anivia.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.anivia.fakes.FakePartner;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The sources that src/docs/sources.md writes do with its requests what it says. */
@QuarkusTest
@TestProfile(DocumentedSourcesIT.WithThem.class)
class DocumentedSourcesIT {

    private static final FakePartner PARTNER = new FakePartner();
    private static final String PAGE = "src/docs/sources.md";
    private static final Path SHIPPED = Path.of("routes/sources");
    private static final String KEY = "test-key";
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\n(.*?)^```$");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TestHTTPResource
    URI root;

    /** The sources that are shipped, and those of the page. */
    public static class WithThem implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            long now = System.nanoTime();
            Path sources = Path.of("target", "documented-sources-" + now);
            try {
                Files.createDirectories(sources);
                try (Stream<Path> shipped = Files.list(SHIPPED)) {
                    for (Path file : shipped.toList()) {
                        Files.copy(file, sources.resolve(file.getFileName()));
                    }
                }
                List<String> routes = blocks("yaml").stream().filter(block -> block.startsWith("- route:")).toList();
                for (int at = 0; at < routes.size(); at++) {
                    Files.writeString(sources.resolve("documented-" + at + ".camel.yaml"), routes.get(at));
                }
                Files.writeString(sources.resolve("answering.camel.yaml"), answering());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return Map.of(
                    "anivia.broker.embedded.dir", Path.of("target", "documented-broker-" + now).toString(),
                    "anivia.sources.dir", sources.toString(),
                    "anivia.routes.dir", "routes/destinations",
                    "anivia.elmer.keys", "shop=" + KEY);
        }

        /** A source with the options that the page shows under "Answers". */
        private static String answering() throws IOException {
            String options = blocks("yaml").stream().filter(block -> block.startsWith("answer:")).findFirst()
                    .orElseThrow();
            return "- route:\n    id: source-answering\n    from:\n      uri: source:answering\n      parameters:\n"
                    + ("path: /answering\n" + options).indent(8) + "      steps: []\n";
        }

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(Partner.class));
        }
    }

    public static class Partner implements QuarkusTestResourceLifecycleManager {

        @Override
        public Map<String, String> start() {
            return Map.of("webhook.url", PARTNER.start().url() + "/hook");
        }

        @Override
        public void stop() {
            PARTNER.close();
        }
    }

    /** A request of the page, and the events that follow it there. */
    record Example(String request, String events) {

        @Override
        public String toString() {
            return request.lines().findFirst().orElseThrow();
        }
    }

    private static List<String> blocks(String language) throws IOException {
        return BLOCK.matcher(Files.readString(Path.of(PAGE))).results()
                .filter(block -> block.group(1).equals(language)).map(block -> block.group(2)).toList();
    }

    static List<Example> examples() throws IOException {
        List<Example> examples = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(Files.readString(Path.of(PAGE)));
        String request = "";
        for (MatchResult block : blocks.results().toList()) {
            if (block.group(1).equals("http")) {
                request = block.group(2);
            } else if (block.group(1).equals("json")) {
                examples.add(new Example(request, block.group(2)));
            }
        }
        return examples;
    }

    @BeforeEach
    void forget() {
        PARTNER.forget();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void aRequestBecomesTheEventsThatThePageShows(Example example) throws Exception {
        HttpResponse<String> answer = send(example.request().replace("<key>", KEY));
        assertThat(answer.statusCode()).isBetween(200, 204);

        List<JsonNode> expected = new ArrayList<>();
        try (MappingIterator<JsonNode> events = JSON.readerFor(JsonNode.class).readValues(example.events())) {
            events.forEachRemaining(expected::add);
        }
        await().atMost(SOON).untilAsserted(() -> assertThat(PARTNER.deliveries()).hasSize(expected.size()));
        assertThat(PARTNER.deliveries()).extracting(delivery -> withoutReceipt(delivery.body()))
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void eachRequestHasEvents() throws IOException {
        assertThat(examples()).hasSameSizeAs(blocks("http")).doesNotHaveDuplicates().hasSizeGreaterThan(2);
        assertThat(blocks("yaml")).allSatisfy(block -> assertThat(block).containsPattern("^(- route|answer):"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "POST /answering?verbose=1&key=test-key | application/json | {\"status\":1}",
            "POST /answering?key=test-key | text/plain | 1",
            "POST /answering?key=wrong | application/json | {\"error\":\"no valid write key"})
    void answersAreAsThePageSays(String request, String type, String body) throws Exception {
        HttpResponse<String> answer = send(request + " HTTP/1.1\nContent-Type: application/json\n\n{}");
        assertThat(answer.body()).startsWith(body);
        assertThat(answer.headers().firstValue("content-type").orElseThrow()).startsWith(type);
    }

    private static JsonNode withoutReceipt(JsonNode event) {
        ObjectNode shown = event.deepCopy();
        String receipt = shown.remove("anivia").get("receipt").asText();
        return shown.put("id", shown.get("id").asText().replace(receipt, "<receipt>"));
    }

    private HttpResponse<String> send(String written) throws IOException, InterruptedException {
        String[] parts = written.split("\n\n", 2);
        String[] head = parts[0].strip().split("\n");
        String[] line = head[0].split(" ");
        HttpRequest.Builder request = HttpRequest.newBuilder(root.resolve(line[1])).timeout(SOON);
        for (int at = 1; at < head.length; at++) {
            String[] header = head[at].split(": ", 2);
            request.header(header[0], header[1]);
        }
        return HTTP.send(request.method(line[0], parts.length < 2 ? BodyPublishers.noBody()
                : BodyPublishers.ofString(parts[1])).build(), HttpResponse.BodyHandlers.ofString());
    }
}
