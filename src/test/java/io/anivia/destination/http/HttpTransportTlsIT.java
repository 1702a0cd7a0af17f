package io.anivia.destination.http;

import static io.anivia.destination.http.Sending.PLENTY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

import javax.net.ssl.SSLContext;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.anivia.destination.delivery.DeliveryException.Fault;
import io.anivia.fakes.TestCertificate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;


/** Which servers the transport trusts: the server has a self-signed certificate for the name localhost. */
class HttpTransportTlsIT {

    @TempDir
    private static Path directory;
    private static HttpsServer server;
    private static SSLContext context;

    @BeforeAll
    static void start() throws Exception {
        context = TestCertificate.in(directory).context();
        server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterAll
    static void stop() {
        server.stop(0);
    }

    @Test
    void sendsToAServerThatItTrusts() throws IOException {
        assertThat(post("localhost", context)).isEqualTo(204);
    }

    @Test
    void doesNotSendToAnUntrustedServer() {
        assertThatThrownBy(() -> post("localhost", null))
                .satisfies(e -> assertThat(FailureClassifier.of(e).fault()).isEqualTo(Fault.PERMANENT));
    }

    @Test
    void doesNotSendToAnotherName() {
        assertThatThrownBy(() -> post("127.0.0.1", context))
                .satisfies(e -> assertThat(FailureClassifier.of(e).fault()).isEqualTo(Fault.PERMANENT));
    }

    @Test
    void sendsToAnyServerIfAllAreTrusted() throws Exception {
        assertThat(post("127.0.0.1", server.getAddress().getPort(), HttpTrust.trustAll())).isEqualTo(204);
    }

    @Test
    void aServerWithoutTlsIsAPermanentFailure() throws IOException {
        try (RawServer raw = RawServer.saying("HTTP/1.1 400 Bad Request\r\n\r\n")) {
            assertThatThrownBy(() -> post("localhost", raw.port(), HttpTrust.verified(null)))
                    .satisfies(e -> assertThat(FailureClassifier.of(e).fault()).isEqualTo(Fault.PERMANENT));
        }
    }

    @Test
    void aHandshakeThatBreaksOffIsATransientFailure() throws IOException {
        try (RawServer raw = RawServer.saying("")) {
            assertThatThrownBy(() -> post("localhost", raw.port(), HttpTrust.verified(null)))
                    .satisfies(e -> assertThat(FailureClassifier.of(e).fault()).isEqualTo(Fault.TRANSIENT));
        }
    }

    @Test
    void aHandshakeThatIsNotAnsweredIsATransientFailure() throws IOException {
        try (RawServer raw = new RawServer(out -> LockSupport.parkNanos(Duration.ofSeconds(15).toNanos()))) {
            Duration brief = Duration.ofMillis(200);
            try (HttpTransport transport = Sending.transport("https://localhost:" + raw.port(),
                    new HttpSettings(brief, PLENTY, PLENTY, 1, false, HttpTrust.verified(null)))) {
                assertThatThrownBy(() -> Sending.send(transport, 10)).hasMessageContaining("TLS handshake")
                        .satisfies(e -> assertThat(FailureClassifier.of(e).fault()).isEqualTo(Fault.TRANSIENT));
            }
        }
    }

    private static int post(String host, @Nullable SSLContext trust) throws IOException {
        return post(host, server.getAddress().getPort(), HttpTrust.verified(trust));
    }

    private static int post(String host, int port, HttpTrust trust) throws IOException {
        Duration plenty = Duration.ofSeconds(5);
        try (HttpTransport transport = Sending.transport("https://" + host + ":" + port,
                new HttpSettings(plenty, plenty, plenty, 1, false, trust))) {
            return Sending.send(transport, 10).status();
        }
    }
}
