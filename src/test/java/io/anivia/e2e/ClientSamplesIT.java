package io.anivia.e2e;

import static io.anivia.e2e.ClientsProfile.HEC_TOKEN;
import static io.anivia.e2e.ClientsProfile.KEY;
import static io.anivia.e2e.ClientsProfile.PAGE;
import static io.anivia.e2e.ClientsProfile.PARTNER;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.anivia.fakes.FakePartner.Delivery;
import io.anivia.fakes.ReceivedRequest;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * All that real clients have sent to a recording server, sent here as of now, with write keys on: each client gets the
 * answer it needs, and each of its events arrives once, with the client's id, type and time, and without the key.
 */
@QuarkusTest
@TestProfile(ClientsProfile.class)
class ClientSamplesIT {

    private static final Path CLIENTS = Path.of("src/test/resources/clients");
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/_-]{8,}");
    private static final DateTimeFormatter MILLIS = new DateTimeFormatterBuilder().appendInstant(3).toFormatter();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TestHTTPResource
    URI root;

    @TestHTTPResource(value = "/", management = true)
    URI management;

    @BeforeEach
    void forget() {
        PARTNER.forget();
    }

    static Stream<String> clients() throws IOException {
        return expected().propertyStream().map(Map.Entry::getKey);
    }

    @ParameterizedTest
    @MethodSource("clients")
    void everyRequestIsAnsweredAndEveryEventArrives(String client) throws Exception {
        JsonNode expected = expected().get(client);
        List<RecordedRequest> requests = RecordedRequest.of(client);
        assertThat(expected.get("requests")).hasSameSizeAs(requests);

        for (int i = 0; i < requests.size(); i++) {
            RecordedRequest request = requests.get(i);
            JsonNode wanted = expected.get("requests").get(i);
            Duration moved = request.until(Instant.now());
            HttpResponse<byte[]> answer = HTTP.send(request.movedBy(moved).to(URI.create(origin()),
                    wanted.path("prefix").asText("")), HttpResponse.BodyHandlers.ofByteArray());

            assertAnswer(request, wanted, answer);
            List<String> events = strings(wanted.path("events"));
            await().atMost(SOON).untilAsserted(() ->
                    assertThat(PARTNER.deliveries()).hasSizeGreaterThanOrEqualTo(events.size()));
            assertThat(PARTNER.deliveries()).extracting(delivery -> summary(delivery.body(), moved))
                    .as("request %d", i).containsExactlyInAnyOrderElementsOf(events);
            assertThat(PARTNER.deliveries()).allSatisfy(delivery -> {
                assertThat(delivery.body().at("/anivia/source").asText()).isEqualTo(expected.get("source").asText());
                assertThat(delivery.body().at("/anivia/key").asText()).isEqualTo("shop");
                assertNoKey(delivery);
            });
            PARTNER.forget();
        }
        assertThat(JSON.readTree(get(management.resolve("/admin/rejected"))).get("letters")).isEmpty();
    }

    /** A file that is added is tried, too. */
    @Test
    void everyFileIsExpected() throws IOException {
        try (Stream<Path> files = Files.list(CLIENTS)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".json"))
                    .map(name -> name.replace(".json", ""))).containsExactlyInAnyOrderElementsOf(clients().toList());
        }
    }

    private static void assertAnswer(RecordedRequest request, JsonNode wanted, HttpResponse<byte[]> answer) {
        request.header("origin").ifPresent(page -> {
            assertThat(page).isEqualTo(PAGE);
            // With "*" a page that sends its cookies along gets no answer.
            assertThat(answer.headers().firstValue("access-control-allow-origin")).contains(page);
            assertThat(answer.headers().firstValue("access-control-allow-credentials")).contains("true");
        });
        if (wanted.path("preflight").asBoolean()) {
            assertThat(answer.statusCode()).isEqualTo(204);
            assertThat(answer.headers().firstValue("access-control-allow-headers"))
                    .isEqualTo(request.header("access-control-request-headers"));
            assertThat(answer.headers().firstValue("access-control-allow-methods").orElseThrow().split(", ?"))
                    .contains(request.header("access-control-request-method").orElseThrow());
            return;
        }
        String[] parts = wanted.get("answer").asText().split(" ", 3);
        String body = new String(answer.body(), ISO_8859_1);
        assertThat(answer.statusCode() + " " + body).startsWith(parts[0] + " ");
        assertThat(answer.headers().firstValue("content-type").orElse("").split(";")[0]).isEqualTo(parts[1]);
        String text = parts.length > 2 ? parts[2] : "";
        if (text.equals("GIF")) {
            assertThat(body).startsWith("GIF89a");
        } else if (text.endsWith("*")) {
            assertThat(body).startsWith(text.substring(0, text.length() - 1));
        } else {
            assertThat(body).isEqualTo(text);
        }
    }

    /** As in the table of what is expected, with the time as it was recorded. */
    private static String summary(JsonNode event, Duration moved) {
        String id = event.get("id").asText().replace(event.at("/anivia/receipt").asText() + "-", "#");
        String method = event.at("/anivia/clock/method").asText();
        String time = event.get("timestamp").asText();
        if (method.equals("received")) {
            assertThat(time).isEqualTo(event.at("/anivia/receivedAt").asText());
            time = "received";
        } else {
            assertThat(method).isEqualTo("device");
            time = MILLIS.format(Instant.parse(time).minus(moved));
        }
        return id + " | " + event.path("type").asText("-") + " | " + time;
    }

    /** Not as it is, and not in base64. */
    private static void assertNoKey(Delivery delivery) {
        ReceivedRequest request = delivery.request();
        List<String> texts = new ArrayList<>(List.of(request.text(), request.headers().toString(), request.path(),
                request.query()));
        for (int i = 0; i < texts.size(); i++) {
            Matcher base64 = BASE64.matcher(texts.get(i));
            while (base64.find()) {
                String text = base64.group().replace('-', '+').replace('_', '/');
                // Three characters fewer, and its length is right.
                texts.add(new String(Base64.getDecoder().decode(text.substring(0, text.length() / 4 * 4)), ISO_8859_1));
            }
        }
        assertThat(texts).allSatisfy(text -> assertThat(text).doesNotContain(KEY, HEC_TOKEN));
    }

    private static JsonNode expected() throws IOException {
        return new YAMLMapper().readTree(CLIENTS.resolve("expected.yaml").toFile());
    }

    private String origin() {
        return root.getScheme() + "://" + root.getAuthority();
    }

    private static List<String> strings(JsonNode list) {
        List<String> strings = new ArrayList<>();
        list.forEach(text -> strings.add(text.asText()));
        return strings;
    }

    private static String get(URI uri) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(uri).timeout(SOON).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
