package io.anivia.e2e;

import static io.anivia.e2e.BadInputProfile.PARTNER;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.anivia.e2e.BadInputs.BadInput;
import io.anivia.e2e.BadInputs.GoodClient;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is wrong with a request is answered as the documentation says; what was answered 2xx is found again, as an event
 * or in {@code anivia.rejected} with the reason; and a good client of another source is served right behind it.
 */
@QuarkusTest
@TestProfile(BadInputProfile.class)
class SourcesBadInputIT {

    private static final Path EXPECTED = Path.of("src/test/resources/clients/expected.yaml");
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int CUTS = 40;
    /** A small one, cut at each byte. */
    private static final String SMALL = "pino-http-send-json";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TestHTTPResource
    URI root;

    @TestHTTPResource(value = "/", management = true)
    URI management;

    /** So that a list of what is rejected is short. */
    @BeforeEach
    void discardWhatIsRejected() throws Exception {
        PARTNER.forget();
        ObjectNode request = JSON.createObjectNode().put("all", true);
        HttpResponse<String> answer = discard(request);
        if (answer.statusCode() == 428) {
            assertThat(discard(JSON.readTree(answer.body()).get("again")).statusCode()).isEqualTo(200);
        }
    }

    static List<BadInput> badInputs() {
        return BadInputs.all();
    }

    @ParameterizedTest
    @MethodSource("badInputs")
    void isAnsweredAndNothingOfItIsLost(BadInput input) throws Exception {
        HttpResponse<byte[]> answer = send(input.to(origin()));

        assertThat(answer.statusCode()).as("status, with %s", text(answer)).isEqualTo(input.status());
        assertThat(text(answer)).startsWith(input.answer());
        String neighbour = sendNeighbourOf(input.client());
        soon().untilAsserted(() -> {
            assertThat(eventsWithout(neighbour)).hasSize(input.events());
            List<JsonNode> letters = letters();
            if (input.rejected() == null) {
                assertThat(letters).isEmpty();
            } else {
                assertThat(letters).singleElement().satisfies(letter -> {
                    assertThat(letter.get("reason").asText()).contains(input.rejected());
                    assertThat(letter.get("source").asText()).isEqualTo(input.client().source());
                });
            }
        });
        assertThat(eventsWithout(neighbour)).allSatisfy(event -> {
            assertThat(event.at("/anivia/source").asText()).isEqualTo(input.client().source());
            input.contains().forEach(text -> assertThat(event.toString()).contains(text));
        });
    }

    static List<GoodClient> clients() {
        return BadInputs.CLIENTS;
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("clients")
    void tenThousandEventsInOnePayloadArriveAndOneMoreIsRejected(GoodClient client) throws Exception {
        byte[] most = BadInputs.many(client, BadInputs.MOST_EVENTS);
        assertThat(most).hasSizeLessThan(1024 * 1024);
        assertThat(send(client.request("10,000 events", most).to(origin())).statusCode()).isEqualTo(client.accepted());
        byte[] more = BadInputs.many(client, BadInputs.MOST_EVENTS + 1);
        assertThat(send(client.request("10,001 events", more).to(origin())).statusCode()).isEqualTo(client.accepted());

        String neighbour = sendNeighbourOf(client);
        soon().until(() -> PARTNER.deliveredCount() >= BadInputs.MOST_EVENTS + 1);
        assertThat(eventsWithout(neighbour)).hasSize(BadInputs.MOST_EVENTS)
                .extracting(event -> event.get("id").asText()).doesNotHaveDuplicates();
        assertThat(letters()).singleElement().satisfies(letter -> assertThat(letter.get("reason").asText())
                .isEqualTo("more than 10000 events (anivia.prospector.max-events)"));
    }

    /** The first request of each client that has a body. */
    static List<String> recordings() throws IOException {
        List<String> recordings = new ArrayList<>();
        for (Map.Entry<String, JsonNode> client : expected().properties()) {
            if (RecordedRequest.of(client.getKey()).stream().anyMatch(request -> request.body().length > 0)) {
                recordings.add(client.getKey());
            }
        }
        return recordings;
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("recordings")
    void aBodyMayBeCutAnywhere(String recording) throws Exception {
        JsonNode expected = expected().get(recording);
        List<RecordedRequest> requests = RecordedRequest.of(recording);
        int number = IntStream.range(0, requests.size()).filter(at -> requests.get(at).body().length > 0).findFirst()
                .orElseThrow();
        RecordedRequest request = requests.get(number);
        int length = request.body().length;
        int cuts = recording.equals(SMALL) ? length : Math.min(CUTS, length);
        String prefix = expected.get("requests").get(number).path("prefix").asText("");
        int taken = 0;
        for (int cut = 0; cut < cuts; cut++) {
            byte[] body = Arrays.copyOf(request.body(), (int) ((long) length * cut / cuts));
            RecordedRequest shorter = new RecordedRequest(request.method(), request.path(), request.headers(), body);
            int status = send(shorter.to(origin(), prefix)).statusCode();
            // The attributes of a CloudEvent are in the headers, and it need not have data.
            boolean isInHeaders = request.headers().keySet().stream().anyMatch("ce-specversion"::equalsIgnoreCase);
            if (body.length == 0 && !isInHeaders) {
                assertThat(status).isEqualTo(400);
            } else {
                assertThat(status).as("of %d bytes", body.length).isBetween(200, 204);
                taken++;
            }
        }
        int sent = taken;

        String neighbour = sendNeighbourOf(BadInputs.client(expected.get("source").asText()));
        soon().untilAsserted(() -> {
            Set<String> receipts = new HashSet<>();
            eventsWithout(neighbour).forEach(event -> receipts.add(event.at("/anivia/receipt").asText()));
            letters().forEach(letter -> receipts.add(letter.get("receipt").asText()));
            assertThat(receipts).hasSize(sent);
        });
        assertThat(letters()).allSatisfy(letter -> assertThat(letter.get("reason").asText())
                .matches("[ -~]{5,200}").doesNotContain("Exception"));
    }

    /** Sends a good event of the next source, and waits until it has arrived; what it can be known by. */
    private String sendNeighbourOf(GoodClient client) throws Exception {
        GoodClient next = BadInputs.CLIENTS.get((BadInputs.CLIENTS.indexOf(client) + 1) % BadInputs.CLIENTS.size());
        String id = "neighbour-" + UUID.randomUUID();
        HttpResponse<byte[]> answer = send(next.request("a good neighbour", next.payload(id)).to(origin()));
        assertThat(answer.statusCode()).isEqualTo(next.accepted());
        soon().until(() -> PARTNER.deliveries().stream()
                .anyMatch(delivery -> delivery.body().toString().contains(id)));
        return id;
    }

    private static ConditionFactory soon() {
        return await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5)).atMost(SOON);
    }

    private static List<JsonNode> eventsWithout(String neighbour) {
        List<JsonNode> events = new ArrayList<>();
        PARTNER.deliveries().forEach(delivery -> {
            if (!delivery.body().toString().contains(neighbour)) {
                events.add(delivery.body());
            }
        });
        return events;
    }

    private List<JsonNode> letters() throws Exception {
        HttpResponse<byte[]> answer = send(HttpRequest.newBuilder(management.resolve("/admin/rejected?limit=10000"))
                .timeout(SOON).build());
        assertThat(answer.statusCode()).isEqualTo(200);
        List<JsonNode> letters = new ArrayList<>();
        JSON.readTree(answer.body()).get("letters").forEach(letters::add);
        return letters;
    }

    private HttpResponse<String> discard(JsonNode request) throws Exception {
        return HTTP.send(HttpRequest.newBuilder(management.resolve("/admin/rejected/discard")).timeout(SOON)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(request.toString())).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException {
        return HTTP.send(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), ISO_8859_1);
    }

    private static JsonNode expected() throws IOException {
        return new YAMLMapper().readTree(EXPECTED.toFile());
    }

    private URI origin() {
        return URI.create(root.getScheme() + "://" + root.getAuthority());
    }
}
