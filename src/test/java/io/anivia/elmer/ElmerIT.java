package io.anivia.elmer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.anivia.elmer.RawConnection.Answer;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import jakarta.inject.Inject;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract "HTTP in", over real connections, with the route that ships. */
@QuarkusTest
@TestProfile(ElmerProfile.class)
class ElmerIT {

    private static final byte[] EVENT = "{\"type\":\"screen\"}".getBytes(UTF_8);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TestHTTPResource
    URI server;
    @Inject
    FakeBrokerComponent broker;
    @Inject
    AsyncHttpEngine engine;
    @Inject
    CamelContext camel;
    @Inject
    MeterRegistry meters;

    @Inject
    Vertx vertx;

    @BeforeEach
    void start() {
        broker.reset();
    }

    @AfterEach
    void nothingIsHeld() {
        broker.reset();
        await().until(() -> engine.budget().usedBytes() == 0);
        await().until(() -> camel.getInflightRepository().size() == 0);
    }

    @Test
    void answers202WithTheReceiptOnceTheBrokerHasConfirmed() throws IOException {
        double before = accepted();
        broker.hold();
        try (var client = connect().post(EVENT, "Content-Type: application/json")) {
            await().until(() -> broker.unconfirmed.size() == 1);
            assertThat(accepted()).isEqualTo(before);
            broker.confirmAll();
            Answer answer = client.receive();

            assertThat(answer.status()).isEqualTo(202);
            assertThat(answer.header("content-type")).isEqualTo("application/json");
            Map<String, Object> headers = broker.messages.get(0).headers();
            assertThat(answer.body()).isEqualTo("{\"receipt\":\"" + headers.get("anivia-receipt") + "\"}");
            assertThat(UUID.fromString((String) headers.get("anivia-receipt")).version()).isEqualTo(7);
            assertThat(accepted()).isEqualTo(before + 1);
        }
    }

    @Test
    void stampsThePayloadAndLeavesItsLabels() throws IOException {
        long before = System.currentTimeMillis();
        try (var client = connect().post(EVENT, "Content-Type: text/plain;charset=UTF-8", "Content-Encoding: gzip",
                "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")) {
            client.receive();
        }
        Map<String, Object> headers = broker.messages.get(0).headers();
        assertThat(headers).containsEntry("Content-Type", "text/plain;charset=UTF-8")
                .containsEntry("Content-Encoding", "gzip")
                .containsEntry("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                .containsEntry("anivia-source", "127.0.0.1");
        assertThat((Long) headers.get("anivia-received-at")).isBetween(before, System.currentTimeMillis());
    }

    @Test
    void publishesAsTheContractSays() {
        var endpoint = camel.getEndpoints().stream()
                .filter(FakeBrokerComponent.FakeEndpoint.class::isInstance)
                .map(FakeBrokerComponent.FakeEndpoint.class::cast).findFirst().orElseThrow();
        assertThat(endpoint.options).containsEntry("routingKey", "anivia.collected")
                .containsEntry("mandatory", "true").containsEntry("confirmTimeout", "5s");
    }

    @Test
    void answers400ToAnEmptyBody() throws IOException {
        try (var client = connect()) {
            client.post(new byte[0]);
            assertError(client.receive(), 400);
            client.send("POST /v1/events HTTP/1.1\r\nHost: x\r\n\r\n");
            assertError(client.receive(), 400);
            client.send("POST /v1/events HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
            assertError(client.receive(), 400);
            client.post(EVENT);
            assertThat(client.receive().status()).as("the connection is fit for more").isEqualTo(202);
        }
        assertThat(broker.messages).hasSize(1);
    }

    @Test
    void answers404ToAnyOtherPath() throws IOException {
        try (var client = connect()) {
            client.send("GET /v1/nothing HTTP/1.1\r\nHost: x\r\n\r\n");
            assertError(client.receive(), 404);
            client.send("POST /v1/events/more HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx");
            assertError(client.receive(), 404);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE", "OPTIONS"})
    void answers405ToAnyOtherMethod(String method) throws IOException {
        try (var client = connect()) {
            client.send(method + " /v1/events HTTP/1.1\r\nHost: x\r\n\r\n");
            Answer answer = client.receive();
            assertError(answer, 405);
            assertThat(answer.header("allow")).isEqualTo("POST");
        }
    }

    @Test
    void takesAPayloadOfTheLargestSize() throws IOException {
        byte[] body = body(ElmerProfile.MAX_BODY_BYTES);
        try (var client = connect().post(body)) {
            assertThat(client.receive().status()).isEqualTo(202);
        }
        assertThat(broker.messages.get(0).body()).isEqualTo(body);
    }

    @Test
    void answers413ToAnAnnouncedLengthBeforeTheBodyComes() throws IOException {
        try (var client = connect()) {
            client.send("POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: "
                    + (ElmerProfile.MAX_BODY_BYTES + 1) + "\r\n\r\n");
            Answer answer = client.receive();
            assertError(answer, 413);
            assertThat(answer.header("connection")).isEqualTo("close");
        }
    }

    @Test
    void answers413ToAnEndlessBodyAndHangsUp() throws IOException {
        String chunk = "1000\r\n" + "x".repeat(4096) + "\r\n";
        try (var client = connect()) {
            client.send("POST /v1/events HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
            client.send(chunk.repeat(ElmerProfile.MAX_BODY_BYTES / 4096)).send("1\r\n");
            client.send("x\r\n");
            assertError(client.receive(), 413);
            assertThat(client.sendUntilClosed(chunk.getBytes(UTF_8), 256L << 20)).isLessThan(64L << 20);
        }
        assertThat(broker.messages).isEmpty();
    }

    @Test
    void a413IsHeardByAClientThatSendsEverythingFirst() throws IOException {
        try (var client = connect().post(body(4 << 20))) {
            assertError(client.receive(), 413);
            assertThat(client.isAtEnd()).isTrue();
        }
    }

    @Test
    void answers503WithRetryAfterWhenTheBrokerIsAway() throws IOException {
        broker.failWith(new FakeBrokerComponent.Away());
        try (var client = connect().post(EVENT)) {
            Answer answer = client.receive();
            assertError(answer, 503);
            assertThat(answer.header("retry-after")).as("6.2 s, rounded up").isEqualTo("7");
            broker.reset();
            assertThat(client.post(EVENT).receive().status()).isEqualTo(202);
        }
    }

    @Test
    void answers500WithoutInnardsToAFault() throws IOException {
        broker.failWith(new IllegalStateException("secret innards"));
        try (var client = connect().post(EVENT)) {
            Answer answer = client.receive();
            assertError(answer, 500);
            assertThat(answer.body()).doesNotContain("secret", "Exception");
        }
    }

    @Test
    void answers503WhenTooManyBytesAreInFlight() throws IOException {
        broker.hold();
        List<RawConnection> clients = new ArrayList<>();
        try {
            int fit = ElmerProfile.MAX_IN_FLIGHT_BYTES / ElmerProfile.MAX_BODY_BYTES;
            for (int i = 0; i < fit; i++) {
                clients.add(connect().post(body(ElmerProfile.MAX_BODY_BYTES)));
            }
            await().until(() -> broker.unconfirmed.size() == fit);
            try (var announced = connect().post(EVENT);
                    var chunked = connect().send("POST /v1/events HTTP/1.1\r\nHost: x\r\n"
                            + "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n")) {
                Answer answer = announced.receive();
                assertError(answer, 503);
                assertThat(answer.header("retry-after")).isEqualTo("7");
                assertError(chunked.receive(), 503);
            }
            broker.confirmAll();
            for (RawConnection client : clients) {
                assertThat(client.receive().status()).isEqualTo(202);
            }
        } finally {
            for (RawConnection client : clients) {
                client.close();
            }
        }
    }

    @Test
    void answers503WhileSuspendedOrStoppedAndServesAgainAfterwards() throws Exception {
        try (var client = connect(); var slow = connect()) {
            slow.send("POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n1");
            assertThat(client.post(EVENT).receive().status()).isEqualTo(202);
            camel.getRouteController().suspendRoute("elmer");
            assertThat(client.post(EVENT).receive().status()).isEqualTo(503);
            assertThat(slow.send("2").receive().status()).as("begun before").isEqualTo(503);
        } finally {
            camel.getRouteController().resumeRoute("elmer");
        }
        camel.getRouteController().stopRoute("elmer");
        try (var client = connect()) {
            Answer answer = client.post(EVENT).receive();
            assertError(answer, 503);
            assertThat(answer.header("retry-after")).isEqualTo("7");
        } finally {
            camel.getRouteController().startRoute("elmer");
        }
        try (var client = connect()) {
            assertThat(client.post(EVENT).receive().status()).isEqualTo(202);
        }
    }

    @Test
    void stoppingWaitsForPayloadsThatTheBrokerHas() throws Exception {
        broker.hold();
        try (var client = connect().post(EVENT)) {
            await().until(() -> broker.unconfirmed.size() == 1);
            Thread stop = new Thread(() -> stopRoute());
            stop.start();
            await().until(() -> camel.getRouteController().getRouteStatus("elmer").isSuspended()
                    || stop.getState() == Thread.State.TIMED_WAITING);
            broker.confirmAll();
            assertThat(client.receive().status()).isEqualTo(202);
            stop.join(Duration.ofSeconds(10).toMillis());
            assertThat(stop.isAlive()).isFalse();
        } finally {
            camel.getRouteController().startRoute("elmer");
        }
    }

    @Test
    void answers408ToABodyThatTricklesOn() throws IOException {
        try (var client = connect()) {
            client.send("POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nx");
            assertError(client.receive(), 408);
        }
    }

    @Test
    void aSlowBodyHoldsUpNobodyElse() throws IOException {
        try (var slow = connect(); var quick = connect()) {
            slow.send("POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n1");
            for (int i = 0; i < 20; i++) {
                assertThat(quick.post(EVENT).receive().status()).isEqualTo(202);
            }
            assertThat(slow.send("2").receive().status()).isEqualTo(202);
        }
        assertThat(broker.messages.get(20).body()).isEqualTo("12".getBytes(UTF_8));
    }

    @Test
    void repeatsExpectedContinueOnlyForWhatItWillTake() throws IOException {
        try (var client = connect()) {
            client.send("POST /v1/events HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
            assertThat(client.receive().status()).isEqualTo(100);
            assertThat(client.send("abc").receive().status()).isEqualTo(202);
            client.send("POST /v1/events HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 9999999\r\n\r\n");
            assertThat(client.receive().status()).isEqualTo(413);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/x-www-form-urlencoded", "multipart/form-data; boundary=b", "multipart/form-data",
            "application/json", "text/plain", "image/png", "nonsense"})
    void bytesArriveUntouchedWhateverTheirType(String contentType) throws IOException {
        byte[] body = ("--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x\"\r\n\r\na=1&b=%00+\0\r\n--b--\r\n")
                .getBytes(UTF_8);
        try (var client = connect().post(body, "Content-Type: " + contentType)) {
            assertThat(client.receive().status()).isEqualTo(202);
        }
        assertThat(broker.messages.get(0).body()).isEqualTo(body);
        assertThat(broker.messages.get(0).headers()).containsEntry("Content-Type", contentType);
    }

    @Test
    void chunksArriveWhole() throws IOException {
        try (var client = connect()) {
            client.send("POST /v1/events HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int i = 0; i < 300; i++) {
                client.send("64\r\n" + "x".repeat(100) + "\r\n");
            }
            client.send("0\r\n\r\n");
            assertThat(client.receive().status()).isEqualTo(202);
        }
        assertThat(broker.messages.get(0).body()).hasSize(30_000).containsOnly('x');
    }

    @ParameterizedTest
    @ValueSource(strings = {"rudder-sdk-node", "rudder-sdk-node-plain", "segment-analytics-node",
            "snowplow-node-tracker"})
    void takesWhatRealClientsSend(String client) throws IOException {
        JsonNode requests = JSON.readTree(getClass().getResource("/clients/" + client + ".json"));
        for (JsonNode request : requests) {
            broker.messages.clear();
            byte[] body = request.has("bodyBase64") ? request.get("bodyBase64").binaryValue()
                    : request.get("body").asText().getBytes(UTF_8);
            List<String> headers = new ArrayList<>();
            request.get("headers").fields().forEachRemaining(h -> headers.add(h.getKey() + ": " + h.getValue().asText()));
            try (var connection = connect().post(body, headers.toArray(String[]::new))) {
                assertThat(connection.receive().status()).isEqualTo(202);
            }
            assertThat(broker.messages.get(0).body()).isEqualTo(body);
        }
    }

    @Test
    void noClientSetsAHeaderThatWeWouldActOn() throws IOException {
        try (var client = connect().post(EVENT, "anivia-receipt: forged", "Anivia-Source: forged", "anivia-reason: forged",
                "CamelHttpResponseCode: 200", "camelhttpuri: http://elsewhere", "CamelRabbitmqRoutingKey: elsewhere",
                "org.apache.camel.x: y", "X-Other: dropped", "Authorization: Basic c2VjcmV0Og==",
                "Content-Type: " + "long".repeat(100))) {
            Answer answer = client.receive();
            assertThat(answer.status()).isEqualTo(202);
            assertThat(answer.headers().keySet()).containsExactlyInAnyOrder("content-type", "content-length");
        }
        Map<String, Object> headers = broker.messages.get(0).headers();
        assertThat(headers).doesNotContainValue("forged");
        assertThat(headers.keySet()).containsExactlyInAnyOrder("anivia-receipt", "anivia-received-at", "anivia-source",
                "CamelVertxPlatformHttpRemoteAddress");
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws IOException {
        try (var client = connect()) {
            StringBuilder requests = new StringBuilder();
            for (int i = 0; i < 50; i++) {
                requests.append("POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n").append(100 + i);
            }
            client.send(requests.toString());
            for (int i = 0; i < 50; i++) {
                Answer answer = client.receive();
                assertThat(answer.status()).isEqualTo(202);
                assertThat(answer.body()).contains((String) broker.messages.get(i).headers().get("anivia-receipt"));
            }
        }
        assertThat(broker.messages).extracting(m -> Integer.parseInt(new String(m.body(), UTF_8)))
                .isSorted().hasSize(50);
    }

    @Test
    void aClientThatGoesAwayLeavesNothingBehind() throws IOException {
        broker.hold();
        var whileSending = connect();
        whileSending.send("POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n" + "x".repeat(30_000));
        await().until(() -> engine.budget().usedBytes() >= 30_000);
        whileSending.abort();
        await().until(() -> engine.budget().usedBytes() == 0);

        var whileWaiting = connect().post(EVENT);
        await().until(() -> broker.unconfirmed.size() == 1);
        whileWaiting.abort();
        broker.confirmAll();
        await().until(() -> engine.budget().usedBytes() == 0);
    }

    @Test
    void waitingRequestsHoldNoThreads() throws IOException {
        int requests = 2_000;
        List<RawConnection> clients = new ArrayList<>();
        try {
            for (int i = 0; i < requests; i++) {
                clients.add(connect());
            }
            // Once around, so that every thread the server will ever want is there.
            for (RawConnection client : clients) {
                client.post(EVENT);
            }
            for (RawConnection client : clients) {
                client.receive();
            }
            broker.hold();
            int threads = Thread.activeCount();
            for (RawConnection client : clients) {
                client.post(EVENT);
            }
            await().until(() -> broker.unconfirmed.size() == requests);
            assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads);
            assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
                    .filteredOn(name -> name.startsWith("executor-thread")).hasSizeLessThan(20);
            broker.confirmAll();
            for (RawConnection client : clients) {
                assertThat(client.receive().status()).isEqualTo(202);
            }
        } finally {
            for (RawConnection client : clients) {
                client.close();
            }
        }
    }

    @Test
    void speaksHttp2() throws Exception {
        HttpClient client = vertx.createHttpClient(new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false).setDefaultPort(server.getPort()));
        try {
            assertThat(post(client, body(ElmerProfile.MAX_BODY_BYTES))).isEqualTo(202);
            assertThat(post(client, new byte[0])).isEqualTo(400);
            assertThat(post(client, body(4 << 20))).isEqualTo(413);
            assertThat(post(client, EVENT)).isEqualTo(202);
        } finally {
            get(client.close());
        }
    }

    @Test
    void aBrokenBodyIsHungUpOn() throws IOException {
        try (var client = connect()) {
            client.send("POST /v1/events HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nZZ\r\n");
            assertThat(client.isAtEnd()).isTrue();
        }
        assertThat(broker.messages).isEmpty();
    }

    private RawConnection connect() throws IOException {
        return new RawConnection(server.getPort());
    }

    private static int post(HttpClient client, byte[] body) throws Exception {
        return get(client.request(HttpMethod.POST, "/v1/events")
                .compose(request -> request.send(Buffer.buffer(body))).map(HttpClientResponse::statusCode));
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private double accepted() {
        return meters.get("anivia.payloads.accepted").counter().count();
    }

    private void stopRoute() {
        try {
            camel.getRouteController().stopRoute("elmer");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] body(int bytes) {
        byte[] body = new byte[bytes];
        Arrays.fill(body, (byte) 'x');
        return body;
    }

    private static void assertError(Answer answer, int status) throws IOException {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("content-type")).isEqualTo("application/json");
        assertThat(JSON.readTree(answer.body()).get("error").asText()).isNotBlank();
    }
}
