package io.anivia.elmer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

import io.anivia.broker.connection.BrokerException;
import io.anivia.elmer.RawConnection.Answer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the shipped sources do with requests: paths, keys, answers, pages. */
@QuarkusTest
@TestProfile(SourcesIT.WithKeys.class)
class SourcesIT extends ElmerTestBase {

    private static final String KEY = "k3y:with+colon";
    private static final String PAGE = "https://m.example.com";

    public static class WithKeys extends ElmerProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> config = new HashMap<>(super.getConfigOverrides());
            config.put("anivia.elmer.keys", "shop=" + KEY);
            config.put("anivia.elmer.origins", "https://*.example.com");
            return config;
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "/v1/batch | segment | 200 | {\"success\":true}",
            "/v1/import/ | segment | 200 | {\"success\":true}",
            "/v1/t | segment | 200 | {\"success\":true}",
            "/beacon/v1/batch | segment | 200 | {\"success\":true}",
            "/api/s/track | segment | 200 | {\"success\":true}",
            "/com.snowplowanalytics.snowplow/tp2 | snowplow | 200 | ok",
            "/batch/ | posthog | 200 | {\"status\":1}",
            "/i/v0/e/?ip=0&_=1 | posthog | 200 | {\"status\":1}",
            "/2/httpapi?api_key=k3y:with%2Bcolon | amplitude | 200 | {\"code\":200,\"server_upload_time\":0,\"payload_size_bytes\":0,\"events_ingested\":1}",
            "/track/?verbose=1&ip=1 | mixpanel | 200 | {\"error\":null,\"status\":1}",
            "/track | mixpanel | 200 | 1",
            "/v1/logs | otlp | 200 | {\"partialSuccess\":{}}",
            "/services/collector/event/1.0 | hec | 200 | {\"text\":\"Success\",\"code\":0}"})
    void servesTheClientsOfEachSource(String path, String source, int status, String body) throws IOException {
        String target = path + (path.contains("?") ? "&" : "?") + "key=x";
        try (var client = connect().send("POST " + target + " HTTP/1.1\r\nHost: x\r\nAuthorization: " + basic()
                + "\r\nContent-Length: 2\r\n\r\n{}")) {
            Answer answer = client.receive();
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.body()).isEqualTo(body);
        }
        assertThat(broker.messages).singleElement().satisfies(message -> {
            assertThat(message.headers()).containsEntry("anivia-source", source).containsEntry("anivia-key", "shop");
            assertThat(message.headers().toString()).doesNotContain(KEY, "with+colon");
        });
    }

    @Test
    void theTokenOfAnEventCollectorMayBeThePasswordOfBasic() throws IOException {
        String credentials = Base64.getEncoder().encodeToString(("x:" + KEY).getBytes(UTF_8));
        try (var client = connect().send("POST /services/collector HTTP/1.1\r\nHost: x\r\nAuthorization: Basic "
                + credentials + "\r\nContent-Length: 2\r\n\r\n{}")) {
            assertThat(client.receive().status()).isEqualTo(200);
        }
        assertThat(broker.messages.get(0).headers()).containsEntry("anivia-key", "shop");
    }

    @Test
    void theKeyMayStandInFrontOfThePath() throws IOException {
        try (var client = connect().send("POST /snowplow/k3y:with+colon/com.snowplowanalytics.snowplow/tp2 HTTP/1.1\r\n"
                + "Host: x\r\nContent-Length: 2\r\n\r\n{}")) {
            assertThat(client.receive().status()).isEqualTo(200);
        }
        assertThat(broker.messages.get(0).headers()).containsEntry("anivia-key", "shop")
                .containsEntry("anivia-source", "snowplow");
        try (var client = connect().send("POST /snowplow/wrong/com.snowplowanalytics.snowplow/tp2 HTTP/1.1\r\n"
                + "Host: x\r\nContent-Length: 2\r\n\r\n{}")) {
            assertError(client.receive(), 401);
        }
    }

    @Test
    void aKeyInThePayloadIsProspectorsToLookAt() throws IOException {
        try (var client = connect().send("POST /2/httpapi HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}")) {
            assertThat(client.receive().status()).isEqualTo(200);
        }
        assertThat(broker.messages.get(0).headers()).doesNotContainKey("anivia-key");
    }

    @Test
    void aPixelIsItsQueryAndGetsAPicture() throws IOException {
        try (var client = connect().send("GET /i?e=pv&key=k3y:with%2Bcolon&aid=shop HTTP/1.1\r\nHost: x\r\n\r\n")) {
            Answer answer = client.receive();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("content-type")).isEqualTo("image/gif");
            assertThat(answer.body().getBytes(ISO_8859_1)).startsWith("GIF89a".getBytes(UTF_8)).hasSize(42);
        }
        assertThat(new String(broker.messages.get(0).body(), UTF_8)).isEqualTo("e=pv&aid=shop");
    }

    @Test
    void aCloudEventInBinaryModeNeedsNoData() throws IOException {
        try (var client = connect()) {
            String head = "POST /v1/cloudevents?key=k3y:with%2Bcolon HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n";
            assertThat(client.send(head + "ce-id: 1\r\nce-specversion: 1.0\r\n\r\n").receive().status()).isEqualTo(202);
            assertError(client.send(head + "\r\n").receive(), 400);
        }
        assertThat(broker.messages).singleElement().satisfies(message -> {
            assertThat(message.body()).isEmpty();
            assertThat(message.headers()).containsEntry("anivia-request",
                    "{\"headers\":{\"ce-id\":\"1\",\"ce-specversion\":\"1.0\"}}");
        });
    }

    @Test
    void anErrorIsAnsweredInTheWayOfTheSource() throws IOException {
        try (var client = connect()) {
            client.send("POST /services/collector HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}");
            Answer answer = client.receive();
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.body()).isEqualTo("{\"text\":\"Invalid token\",\"code\":4}");
        }
        broker.failWith(new BrokerException.Unavailable("away", null));
        try (var client = connect().send("POST /2/httpapi HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}")) {
            Answer answer = client.receive();
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("retry-after")).isEqualTo("7");
            assertThat(answer.body()).startsWith("{\"code\":503,\"error\":\"the payload is not known to be safe");
        }
    }

    @Test
    void aFixedAnswerNeedsNoKeyAndNoPayload() throws IOException {
        try (var client = connect()) {
            assertThat(get(client, "/sourceConfig/?p=web").body()).startsWith("{\"source\":{");
            assertThat(get(client, "/array/phc_1/config").body()).contains("\"supportedCompression\"");
            assertThat(get(client, "/v1/projects/w\"k/settings").status()).isIn(200, 400);
            assertThat(get(client, "/v1/projects/wk/settings").body()).contains("\"apiKey\":\"wk\"");
            assertThat(get(client, "/services/collector/health").body()).isEqualTo("{\"text\":\"HEC is healthy\",\"code\":17}");
            Answer ack = client.send("POST /services/collector/ack?channel=1 HTTP/1.1\r\nHost: x\r\nContent-Length: 12\r\n"
                    + "\r\n{\"acks\":[1]}").receive();
            assertThat(ack.status()).isEqualTo(400);
            assertThat(ack.body()).isEqualTo("{\"text\":\"ACK is disabled\",\"code\":14}");
        }
        assertThat(broker.messages).isEmpty();
    }

    @Test
    void aPageMayAskAndSendAndReadTheAnswer() throws IOException {
        try (var client = connect()) {
            Answer preflight = client.send("OPTIONS /v1/batch HTTP/1.1\r\nHost: x\r\nOrigin: " + PAGE
                    + "\r\nAccess-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: authorization, sentat\r\n\r\n")
                    .receive();
            assertThat(preflight.status()).isEqualTo(204);
            assertThat(preflight.headers()).containsEntry("access-control-allow-origin", PAGE)
                    .containsEntry("access-control-allow-credentials", "true")
                    .containsEntry("access-control-allow-methods", "POST")
                    .containsEntry("access-control-allow-headers", "authorization, sentat")
                    .containsEntry("access-control-max-age", "7200").containsEntry("vary", "Origin");
            Answer sent = client.send("POST /v1/batch HTTP/1.1\r\nHost: x\r\nOrigin: " + PAGE + "\r\nAuthorization: "
                    + basic() + "\r\nContent-Length: 2\r\n\r\n{}").receive();
            assertThat(sent.status()).isEqualTo(200);
            assertThat(sent.headers()).containsEntry("access-control-allow-origin", PAGE)
                    .containsEntry("access-control-expose-headers", "Retry-After");
            Answer refused = client.send("POST /v1/logs HTTP/1.1\r\nHost: x\r\nOrigin: " + PAGE
                    + "\r\nContent-Length: 2\r\n\r\n{}").receive();
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.headers()).containsEntry("access-control-allow-origin", PAGE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://example.com", "https://m.example.com.evil.example", "null"})
    void aPageOfAnotherOriginMayNeitherAskNorSend(String origin) throws IOException {
        try (var client = connect()) {
            Answer preflight = client.send("OPTIONS /v1/batch HTTP/1.1\r\nHost: x\r\nOrigin: " + origin
                    + "\r\nAccess-Control-Request-Method: POST\r\n\r\n").receive();
            assertThat(preflight.status()).isEqualTo(403);
            assertThat(preflight.headers()).doesNotContainKey("access-control-allow-origin");
        }
        try (var client = connect().send("POST /v1/batch HTTP/1.1\r\nHost: x\r\nOrigin: " + origin + "\r\nAuthorization: "
                + basic() + "\r\nContent-Length: 2\r\n\r\n{}")) {
            assertThat(client.receive().status()).isEqualTo(403);
        }
        assertThat(broker.messages).isEmpty();
    }

    @Test
    void whatIsNoPreflightIsAMethodThatIsNotServed() throws IOException {
        try (var client = connect()) {
            Answer answer = client.send("OPTIONS /v1/batch HTTP/1.1\r\nHost: x\r\n\r\n").receive();
            assertThat(answer.status()).isEqualTo(405);
            assertThat(answer.header("allow")).isEqualTo("POST");
            assertThat(get(client, "/v1/batch").status()).isEqualTo(405);
            assertThat(get(client, "/v1/%2e%2e/v1/unknown").status()).isIn(400, 404);
        }
    }

    private static Answer get(RawConnection client, String target) throws IOException {
        return client.send("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n").receive();
    }

    private static String basic() {
        return "Basic " + Base64.getEncoder().encodeToString(KEY.getBytes(UTF_8));
    }
}
