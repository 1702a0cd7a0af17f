package io.anivia.destination.http;

import static io.anivia.destination.http.RawServer.say;
import static io.anivia.destination.http.Sending.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import io.anivia.destination.delivery.DeliveryException;
import io.anivia.destination.delivery.DeliveryException.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;


/** Responses that violate HTTP, byte by byte. */
@Timeout(value = 20, threadMode = ThreadMode.SEPARATE_THREAD)
class HttpTransportRawIT {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(500);

    @Test
    void aResponseThatDripsIsATimeout() throws IOException {
        try (RawServer server = new RawServer(out -> {
            say(out, "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
            while (true) {
                say(out, " ");
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
        }); HttpTransport transport = transport(server, SHORT)) {
            assertThatThrownBy(() -> send(transport, 1_000_000)).isInstanceOf(SocketTimeoutException.class)
                    .hasMessage("no complete response within 500 ms")
                    .satisfies(e -> assertThat(FailureClassifier.of(e))
                            .returns(Fault.TRANSIENT, DeliveryException::fault)
                            .hasMessageContaining("no complete response within … ms"));
        }
    }

    @Test
    void doesNotReadAnEndlessResponseToItsEnd() throws IOException {
        String page = "x".repeat(8192);
        try (RawServer server = new RawServer(out -> {
            say(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            while (true) {
                say(out, "2000\r\n" + page + "\r\n");
            }
        }); HttpTransport transport = transport(server, LONG)) {
            assertThat(send(transport, 10).body()).hasSize(10);
        }
    }

    @Test
    void doesNotWaitForAFreeConnectionForEver() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try (RawServer server = new RawServer(out -> LockSupport.parkNanos(Duration.ofSeconds(10).toNanos()));
                HttpTransport transport = transport(server, SHORT)) {
            List<Future<Fault>> faults = IntStream.range(0, 3).mapToObj(i -> threads.submit(() -> {
                try {
                    send(transport, 10);
                    return null;
                } catch (IOException e) {
                    return FailureClassifier.of(e).fault();
                }
            })).toList();
            for (Future<Fault> fault : faults) {
                assertThat(fault.get()).isEqualTo(Fault.TRANSIENT);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void survivesAConnectionClosedBetweenRequests() throws IOException {
        try (RawServer server =
                     RawServer.saying("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");
                HttpTransport transport = transport(server, LONG)) {
            assertThat(send(transport, 10).body()).isEqualTo("ok");
            assertThat(send(transport, 10).body()).isEqualTo("ok");
        }
    }

    @Test
    void aResponseThatIsNotHttpIsTransientAndNotQuoted() throws IOException {
        try (RawServer server = RawServer.saying("HTTP/1.1 200 OK\r\ngeheim\r\n\r\n");
                HttpTransport transport = transport(server, LONG)) {
            assertThatThrownBy(() -> send(transport, 10)).isInstanceOf(IOException.class)
                    .satisfies(e -> assertThat(FailureClassifier.of(e))
                            .returns(Fault.TRANSIENT, DeliveryException::fault)
                            .hasMessage("the response is not HTTP"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SSH-2.0-OpenSSH_9.2\r\n", "220 mail ESMTP\r\n", "HTTP/1.1 abc OK\r\n\r\n",
            "\u0000\u0001\u0002\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "HTTP/1.1 101 Switching Protocols\r\n\r\n",
            "HTTP/1.1 99 Low\r\n\r\n"})
    void garbageIsTransient(String garbage) throws IOException {
        try (RawServer server = RawServer.saying(garbage); HttpTransport transport = transport(server, LONG)) {
            assertThatThrownBy(() -> send(transport, 10)).isInstanceOf(IOException.class)
                    .satisfies(e -> assertThat(FailureClassifier.of(e).fault()).isEqualTo(Fault.TRANSIENT));
        }
    }

    @Test
    void endlessHeadersAreTransient() throws IOException {
        String header = "X-More: " + "x".repeat(1000) + "\r\n";
        try (RawServer server = new RawServer(out -> {
            say(out, "HTTP/1.1 200 OK\r\n");
            while (true) {
                say(out, header);
            }
        }); HttpTransport transport = transport(server, LONG)) {
            assertThatThrownBy(() -> send(transport, 10)).isInstanceOf(IOException.class)
                    .satisfies(e -> assertThat(FailureClassifier.of(e))
                            .returns(Fault.TRANSIENT, DeliveryException::fault)
                            .hasMessage("the response is not HTTP"));
        }
    }

    @Test
    void interimResponsesArePassedOver() throws IOException {
        String continued = "HTTP/1.1 100 Continue\r\n\r\n";
        String hint = "HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n";
        try (RawServer server = RawServer.saying(continued + hint + hint
                + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                HttpTransport transport = transport(server, LONG)) {
            assertThat(send(transport, 10)).returns(200, HttpResponse::status).returns("ok", HttpResponse::body);
        }
    }

    @Test
    void endlessInterimResponsesAreTransient() throws IOException {
        try (RawServer server = new RawServer(out -> {
            while (true) {
                say(out, "HTTP/1.1 102 Processing\r\n\r\n");
            }
        }); HttpTransport transport = transport(server, LONG)) {
            assertThatThrownBy(() -> send(transport, 10)).isInstanceOf(IOException.class)
                    .hasMessage("no final response, but status 102");
        }
    }

    @Test
    void aResponseThatEndsWithItsConnectionIsWhole() throws IOException {
        try (RawServer server = RawServer.saying("HTTP/1.0 200 OK\r\n\r\nok");
                HttpTransport transport = transport(server, LONG)) {
            assertThat(send(transport, 10).body()).isEqualTo("ok");
            assertThat(send(transport, 10).body()).isEqualTo("ok");
        }
    }

    @Test
    void aConnectionThatIsClosedAfterEachResponseCostsNoFailure() throws IOException {
        // Keep-alive is promised and not kept.
        try (RawServer server = RawServer.saying("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                HttpTransport transport = transport(server, LONG)) {
            for (int i = 0; i < 50; i++) {
                assertThat(send(transport, 10).body()).isEqualTo("ok");
            }
        }
    }

    @Test
    void aResponseToNoRequestIsNotTakenForTheNextOnes() throws IOException {
        try (RawServer server = RawServer.saying("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
                + "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n");
                HttpTransport transport = transport(server, LONG)) {
            for (int i = 0; i < 20; i++) {
                assertThat(send(transport, 10)).returns(200, HttpResponse::status).returns("ok", HttpResponse::body);
            }
        }
    }

    @Test
    void aSecondResponseIsNotTakenForTheRequestThatWaits() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        try (RawServer server = RawServer.keepingAlive(out -> {
            requests.incrementAndGet();
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            say(out, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        }); HttpTransport transport = transport(server, LONG)) {
            sendAtOnce(transport, 10);
        }
        assertThat(requests).hasValue(10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\nok",
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nok"})
    void moreThanTheResponseFailsNoOtherRequest(String response) throws Exception {
        AtomicInteger requests = new AtomicInteger();
        try (RawServer server = RawServer.keepingAlive(out -> {
            requests.incrementAndGet();
            say(out, response);
        }); HttpTransport transport = transport(server, LONG)) {
            sendAtOnce(transport, 10);
            for (int i = 0; i < 10; i++) {
                send(transport, 10);
            }
        }
        assertThat(requests).hasValue(20);
    }

    @Test
    void aResponseToHeadHasNoBody() throws IOException {
        try (RawServer server = RawServer.keepingAlive(
                    out -> say(out, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"));
                HttpTransport transport = transport(server, LONG)) {
            for (int i = 0; i < 3; i++) {
                assertThat(transport.send(new OutgoingRequest("HEAD", "/", Map.of(), new byte[0]), 10)
                        .toCompletableFuture().join()).returns(200, HttpResponse::status).returns("", HttpResponse::body);
            }
        }
    }

    private static void sendAtOnce(HttpTransport transport, int times) {
        OutgoingRequest request = new OutgoingRequest("POST", "/", Map.of(), new byte[0]);
        IntStream.range(0, times).mapToObj(i -> transport.send(request, 10).toCompletableFuture()).toList()
                .forEach(CompletableFuture::join);
    }

    private static HttpTransport transport(RawServer server, Duration requestTimeout) {
        return Sending.transport("http://localhost:" + server.port(), Sending.settings(LONG, requestTimeout, 1));
    }
}
