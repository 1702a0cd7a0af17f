package io.anivia.fakes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FakeHttpServerTest {

    private final FakePartner partner = new FakePartner();

    @BeforeEach
    void start() {
        partner.start();
    }

    @AfterEach
    void close() {
        partner.close();
    }

    private HttpResponse<String> send() throws IOException {
        return Http.post(partner.uri("/hook"), "{\"id\":\"a\"}", "Content-Type", "application/json");
    }

    @Test
    void playsItsScriptInOrderAndThenIsAsUsual() throws IOException {
        partner.next(Answer.status(503), Answer.status(400)).next(2, Answer.status(500));

        assertThat(send().statusCode()).isEqualTo(503);
        assertThat(send().statusCode()).isEqualTo(400);
        assertThat(partner.scriptedAnswersLeft()).isEqualTo(2);
        assertThat(send().statusCode()).isEqualTo(500);
        assertThat(send().statusCode()).isEqualTo(500);
        assertThat(send().statusCode()).isEqualTo(200);
        assertThat(partner.ids()).containsExactly("a");
        assertThat(partner.requestCount()).isEqualTo(5);
    }

    @Test
    void tellsEachIdThatItTakes() throws IOException {
        List<String> seen = new CopyOnWriteArrayList<>();
        partner.watch(seen::add).next(Answer.status(503), Answer.lost());

        send();
        assertThatThrownBy(this::send).isInstanceOf(IOException.class);
        send();

        assertThat(seen).containsExactly("a", "a");
    }

    @Test
    void keepsOnUntilHealed() throws IOException {
        partner.always(Answer.status(503)).next(Answer.status(400));

        assertThat(send().statusCode()).isEqualTo(400);
        assertThat(send().statusCode()).isEqualTo(503);
        assertThat(send().statusCode()).isEqualTo(503);
        partner.heal();
        assertThat(send().statusCode()).isEqualTo(200);
    }

    @Test
    void hangs() {
        partner.always(Answer.hang());
        var request = HttpRequest.newBuilder(partner.uri("/")).timeout(Duration.ofSeconds(1)).GET();

        assertThatExceptionOfType(HttpTimeoutException.class).isThrownBy(() -> Http.send(request));
        assertThat(partner.requestCount()).isEqualTo(1);
        assertThat(partner.deliveries()).isEmpty();
    }

    @Test
    void hangsManyAndStillAnswersOthers() throws IOException {
        byte[] request = ("POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")
                .getBytes(StandardCharsets.US_ASCII);
        partner.next(50, Answer.hang());
        for (int i = 0; i < 50; i++) {
            new Socket("127.0.0.1", partner.port()).getOutputStream().write(request);
        }
        await().until(() -> partner.requestCount() == 50);

        assertThat(send().statusCode()).isEqualTo(200);
    }

    @Test
    void resetsTheConnection() throws IOException {
        partner.next(Answer.reset());
        byte[] request = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

        try (Socket socket = new Socket("127.0.0.1", partner.port())) {
            socket.getOutputStream().write(request);
            assertThatThrownBy(() -> socket.getInputStream().read())
                    .isInstanceOf(SocketException.class).hasMessageContaining("reset");
        }
        assertThat(partner.deliveries()).isEmpty();
    }

    @Test
    void losesTheReplyAfterTheWork() throws IOException {
        partner.next(Answer.lost());

        assertThatExceptionOfType(IOException.class).isThrownBy(this::send);
        assertThat(partner.ids()).containsExactly("a");
        send();
        assertThat(partner.duplicates()).isEqualTo(1);
    }

    @Test
    void sendsHalfAReply() throws IOException {
        partner.next(Answer.half());

        assertThatExceptionOfType(IOException.class).isThrownBy(this::send)
                .isNotInstanceOf(HttpTimeoutException.class);
        assertThat(partner.deliveries()).isEmpty();
        assertThat(send().statusCode()).isEqualTo(200);
    }

    @Test
    void answersLate() throws IOException {
        partner.next(Answer.slow(Duration.ofMillis(300)));

        long start = System.nanoTime();
        assertThat(send().statusCode()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(290));
    }

    @Test
    void asksToBeLeftAloneInBothForms() throws IOException {
        partner.next(Answer.status(429).retryAfter(Duration.ofMinutes(2)),
                Answer.status(503).retryAfter(Instant.parse("2026-03-05T01:02:03Z")));

        assertThat(send().headers().firstValue("Retry-After")).contains("120");
        assertThat(send().headers().firstValue("Retry-After")).contains("Thu, 05 Mar 2026 01:02:03 GMT");
    }

    @Test
    void diesAndComesBackOnItsPort() throws IOException {
        int port = partner.port();
        send();
        partner.stop();

        // Refused; or cut off, if the client has not seen yet that its kept connection is gone.
        assertThatExceptionOfType(IOException.class).isThrownBy(this::send);
        partner.start();
        assertThat(partner.port()).isEqualTo(port);
        assertThat(send().statusCode()).isEqualTo(200);
        assertThat(partner.requestCount()).isEqualTo(2);
    }

    @Test
    void stopsWhileARequestHangs() {
        partner.next(Answer.hang());
        var sending = CompletableFuture.runAsync(() ->
                assertThatExceptionOfType(IOException.class).isThrownBy(this::send)
                        .isNotInstanceOf(HttpTimeoutException.class));
        await().until(() -> partner.requestCount() == 1);

        partner.stop();

        assertThat(sending).succeedsWithin(Duration.ofSeconds(10));
    }

    @Test
    void refusesAPortThatIsTaken() {
        try (FakePartner second = new FakePartner()) {
            assertThatThrownBy(() -> second.start(partner.port()))
                    .isInstanceOf(IllegalStateException.class).hasMessageContaining("FakePartner: port");
        }
    }

    @Test
    void tellsConnectionsApart() throws IOException {
        send();
        send();

        assertThat(partner.requests()).extracting(ReceivedRequest::connection).containsExactly(1L, 1L);
        assertThat(partner.connectionCount()).isEqualTo(1);
    }
}
