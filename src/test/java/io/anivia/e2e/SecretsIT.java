package io.anivia.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.anivia.fakes.Answer;
import io.anivia.fakes.FakePartner;
import io.anivia.fakes.RabbitNode;
import io.anivia.processes.AniviaProcess;
import io.anivia.processes.Workplace;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No secret and no payload leaves the program but to whom it is meant for: not by its log at {@code DEBUG}, health,
 * metrics or answers, whatever its counterparts do.
 */
@Tag("slow")
class SecretsIT {

    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    /** What every secret here begins with; nothing else does. */
    private static final String SECRET = "zqx";
    private static final String EVENT = "{\"type\":\"zqxType\",\"id\":\"zqxId\",\"userId\":\"zqxUserId\"}";

    private final HttpClient client = HttpClient.newHttpClient();

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:%d", "https://127.0.0.1:%d", "http://nobody.invalid:%d"})
    void stayAmongThoseConcernedWhenDestinationsFail(String counterpart) throws Exception {
        try (FakePartner refusing = new FakePartner().start().always(Answer.status(401));
                AniviaProcess anivia = anivia(Map.of(), counterpart.formatted(refusing.port()))) {
            anivia.start().awaitReady();
            assertThat(post(anivia, EVENT)).contains("receipt");
            await().atMost(TIMEOUT).untilAsserted(() -> assertThat(get(anivia.management("/q/metrics"))).contains(
                    suspended("splunk"), suspended("omniture"), suspended("webhook")));

            assertNothingShows(anivia);
        }
    }

    @Test
    void stayAmongThoseConcernedWhenTheBrokerRefusesTheLogin() throws Exception {
        RabbitNode.whyNotAvailable().ifPresent(Assumptions::abort);
        try (RabbitNode broker = RabbitNode.create(); AniviaProcess anivia = anivia(
                Map.of("ANIVIA_BROKER_URI", "amqp://zqxUser:zqxPassword@127.0.0.1:" + broker.port()),
                "http://127.0.0.1:1")) {
            anivia.start();
            await().atMost(TIMEOUT).untilAsserted(() ->
                    assertThat(Files.readString(anivia.log())).contains("ACCESS_REFUSED"));
            await().atMost(TIMEOUT).ignoreException(ConnectException.class)
                    .untilAsserted(() -> assertThat(post(anivia, EVENT)).contains("error"));

            assertNothingShows(anivia);
        }
    }

    private static AniviaProcess anivia(Map<String, String> more, String counterpart) throws IOException {
        Map<String, String> environment = new HashMap<>(Map.of(
                "QUARKUS_LOG_CATEGORY__IO_ANIVIA__LEVEL", "DEBUG",
                "ANIVIA_ADMIN_TOKEN", "zqxOpsToken",
                "ANIVIA_ELMER_KEYS", "zqxKey,zqxNextKey",
                "SPLUNK_HEC_URL", counterpart,
                "SPLUNK_HEC_TOKEN", "zqxHecToken",
                "OMNITURE_URL", counterpart + "/zqxOmniturePath",
                "OMNITURE_REPORT_SUITE", "suite",
                "WEBHOOK_URL", counterpart + "/zqxWebhookPath?key=zqxWebhookQuery"));
        environment.putAll(more);
        return new AniviaProcess("anivia", Workplace.create("secrets"), "256m", environment);
    }

    private static String suspended(String destination) {
        return "anivia_destination_suspended{destination=\"" + destination + "\"} 1.0";
    }

    private void assertNothingShows(AniviaProcess anivia) throws IOException, InterruptedException {
        for (String path : List.of("/q/health", "/q/metrics", "/admin/destinations", "/")) {
            assertThat(get(anivia.management(path))).as(path).isNotEmpty().doesNotContainIgnoringCase(SECRET);
        }
        assertThat(post(anivia, "")).doesNotContainIgnoringCase(SECRET);
        assertThat(withoutHost(anivia.events())).startsWith("HTTP/1.1 400").doesNotContainIgnoringCase(SECRET);
        anivia.close();
        assertThat(Files.readAllLines(anivia.log())).as("log").anyMatch(line -> line.contains("DEBUG"))
                .noneMatch(line -> line.toLowerCase().contains(SECRET));
    }

    private String get(URI uri) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    }

    private String post(AniviaProcess anivia, String body) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create(anivia.events() + "?key=zqxKey"))
                .POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString()).body();
    }

    /** A client that is broken, too. */
    private static String withoutHost(URI events) throws IOException {
        try (Socket socket = new Socket(events.getHost(), events.getPort())) {
            socket.getOutputStream().write(("POST /v1/events?key=zqxKey HTTP/1.1\r\nConnection: close\r\n"
                    + "Content-Length: 0\r\n\r\n").getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }
}
