package io.anivia.elmer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.inject.Inject;

import io.anivia.elmer.RawConnection.Answer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections: slow, broken, many, pipelined, HTTP/2; and what a stop does to them. */
@QuarkusTest
@TestProfile(ElmerProfile.class)
class ElmerConnectionIT extends ElmerTestBase {

    @Inject
    Vertx vertx;

    @Test
    void answers413ToAnEndlessBodyAndHangsUp() throws IOException {
        String chunk = "1000\r\n" + "x".repeat(4096) + "\r\n";
        try (var client = connect()) {
            client.send(HEAD + "Transfer-Encoding: chunked\r\n\r\n");
            client.send(chunk.repeat(ElmerProfile.MAX_BODY_BYTES / 4096)).send("1\r\n");
            client.send("x\r\n");
            assertError(client.receive(), 413);
            assertThat(client.sendUntilClosed(chunk.getBytes(UTF_8), 256L << 20)).isLessThan(64L << 20);
        }
        assertThat(broker.messages).isEmpty();
    }

    @Test
    void a413ReachesAClientThatSendsEverythingFirst() throws IOException {
        try (var client = connect().post(body(4 << 20))) {
            assertError(client.receive(), 413);
            assertThat(client.isAtEnd()).isTrue();
        }
    }

    @Test
    void answers503WhileSuspendedOrStoppedAndServesAgainAfterwards() throws Exception {
        try (var client = connect(); var slow = connect()) {
            slow.send(HEAD + "Content-Length: 2\r\n\r\n1");
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
    void aSlowBodyDelaysNoOtherRequest() throws IOException {
        try (var slow = connect(); var quick = connect()) {
            slow.send(HEAD + "Content-Length: 2\r\n\r\n1");
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
            client.send(HEAD + "Expect: 100-continue\r\nContent-Length: 3\r\n\r\n");
            assertThat(client.receive().status()).isEqualTo(100);
            assertThat(client.send("abc").receive().status()).isEqualTo(202);
            client.send(HEAD + "Expect: 100-continue\r\nContent-Length: 9999999\r\n\r\n");
            assertThat(client.receive().status()).isEqualTo(413);
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws IOException {
        try (var client = connect()) {
            StringBuilder requests = new StringBuilder();
            for (int i = 0; i < 50; i++) {
                requests.append(HEAD + "Content-Length: 3\r\n\r\n").append(100 + i);
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
        whileSending.send(HEAD + "Content-Length: 60000\r\n\r\n" + "x".repeat(30_000));
        await().until(() -> !memory.hasRoomFor(ElmerProfile.MAX_IN_FLIGHT_BYTES - 30_000 + 1));
        whileSending.abort();
        await().until(() -> memory.hasRoomFor(ElmerProfile.MAX_IN_FLIGHT_BYTES));

        var whileWaiting = connect().post(EVENT);
        await().until(() -> broker.unconfirmed.size() == 1);
        whileWaiting.abort();
        broker.confirmAll();
        await().until(() -> memory.hasRoomFor(ElmerProfile.MAX_IN_FLIGHT_BYTES));
    }

    @Test
    void waitingRequestsHoldNoThreads() throws IOException {
        int requests = 2_000;
        int threads = ManagementFactory.getThreadMXBean().getThreadCount();
        List<RawConnection> clients = new ArrayList<>();
        try {
            for (int i = 0; i < requests; i++) {
                clients.add(connect());
            }
            broker.hold();
            for (RawConnection client : clients) {
                client.post(EVENT);
            }
            await().until(() -> broker.unconfirmed.size() == requests);
            // A few more event loops may have started, never more than two a core.
            assertThat(ManagementFactory.getThreadMXBean().getThreadCount())
                    .isLessThan(threads + 2 * Runtime.getRuntime().availableProcessors() + 5);
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
        HttpClient client = vertx.createHttpClient(http2());
        try {
            assertThat(post(client, body(ElmerProfile.MAX_BODY_BYTES))).isEqualTo(202);
            assertThat(post(client, new byte[0])).isEqualTo(400);
            assertThat(post(client, body(4 << 20))).isEqualTo(413);
            assertThat(post(client, EVENT)).isEqualTo(202);
        } finally {
            get(client.close());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {ElmerProfile.MAX_BODY_BYTES + 1, 200_000, 4 << 20})
    void a413ReachesJavasClientOverHttp2(int bytes) throws Exception {
        Http2Client client = new Http2Client(server);
        client.upgrade();
        for (BodyPublisher body : List.of(BodyPublishers.ofByteArray(body(bytes)),
                BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body(bytes))))) {
            assertError(client.post(body), 413);
            assertThat(client.post(BodyPublishers.ofByteArray(EVENT)).status()).as("the connection is fit for more")
                    .isEqualTo(202);
        }
        assertThat(broker.messages).hasSize(2);
    }

    @Test
    void a413ReachesAClientThatUpgradesToHttp2WithItsFirstPayload() throws Exception {
        assertError(new Http2Client(server).post(BodyPublishers.ofByteArray(body(4 << 20))), 413);
    }

    @ParameterizedTest
    @ValueSource(ints = {ElmerProfile.MAX_BODY_BYTES + 1, 200_000, 4 << 20})
    void a413ReachesCurlOverHttp2(int bytes, @TempDir Path directory) throws Exception {
        assumeTrue(Http2Client.hasCurl(), "no curl on the PATH");
        Path body = Files.write(directory.resolve("body"), body(bytes));
        assertThat(Http2Client.curl(server, body)).isEqualTo("0 413 2");
    }

    @Test
    void anEndlessBodyOverHttp2IsAnsweredAndThenReset() throws Exception {
        HttpClient client = vertx.createHttpClient(http2());
        try {
            HttpClientRequest request = get(client.request(HttpMethod.POST, "/v1/events"));
            CompletableFuture<Throwable> reset = new CompletableFuture<>();
            AtomicLong sent = new AtomicLong();
            Buffer part = Buffer.buffer(body(64 * 1024));
            request.setChunked(true).exceptionHandler(reset::complete);
            request.drainHandler(drained -> sendWhileThereIsRoom(request, part, sent));
            sendWhileThereIsRoom(request, part, sent);

            assertThat(get(request.response()).statusCode()).isEqualTo(413);
            assertThat(reset.get(10, TimeUnit.SECONDS)).isInstanceOfSatisfying(StreamResetException.class,
                    cause -> assertThat(cause.getCode()).as("NO_ERROR").isZero());
            assertThat(sent.get()).isLessThan(64L << 20);
        } finally {
            get(client.close());
        }
        assertThat(broker.messages).isEmpty();
    }

    @Test
    void aBrokenBodyIsHungUpOn() throws IOException {
        try (var client = connect()) {
            client.send(HEAD + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nZZ\r\n");
            assertThat(client.isAtEnd()).isTrue();
        }
        assertThat(broker.messages).isEmpty();
    }

    private HttpClientOptions http2() {
        return new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false)
                .setDefaultPort(server.getPort());
    }

    private static void sendWhileThereIsRoom(HttpClientRequest request, Buffer part, AtomicLong sent) {
        while (!request.writeQueueFull()) {
            sent.addAndGet(part.length());
            request.write(part);
        }
    }

    private static int post(HttpClient client, byte[] body) throws Exception {
        return get(client.request(HttpMethod.POST, "/v1/events")
                .compose(request -> request.send(Buffer.buffer(body))).map(HttpClientResponse::statusCode));
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private void stopRoute() {
        try {
            camel.getRouteController().stopRoute("elmer");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
