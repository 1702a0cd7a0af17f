package io.anivia.destination.http;

import static io.anivia.destination.http.Sending.PLENTY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.locks.LockSupport;

import javax.net.ssl.SSLContext;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.anivia.common.CertificateExpiries;
import io.anivia.destination.delivery.DeliveryException.Fault;
import io.anivia.fakes.TestCertificate;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
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
        server = serving(new InetSocketAddress("127.0.0.1", 0), context);
    }

    /** A server that closes each connection after its answer. */
    private static HttpsServer serving(InetSocketAddress address, SSLContext tls) throws IOException {
        HttpsServer serving = HttpsServer.create(address, 0);
        serving.setHttpsConfigurator(new HttpsConfigurator(tls));
        serving.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Connection", "close");
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        serving.start();
        return serving;
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
    void aCertificateThatHasExpiredIsAPermanentFailureUntilItIsRenewed() throws Exception {
        SSLContext valid = TestCertificate.signed(directory, "-1H").context();
        SSLContext expired = TestCertificate.signed(directory, "-25H").context();
        Duration plenty = Duration.ofSeconds(5);
        HttpsServer one = serving(new InetSocketAddress("127.0.0.1", 0), valid);
        HttpsServer other = serving(new InetSocketAddress("127.0.0.2", one.getAddress().getPort()), expired);
        Deque<String> addresses = new ConcurrentLinkedDeque<>(List.of("127.0.0.1", "127.0.0.2", "127.0.0.1"));
        try (HttpTransport transport = HttpTransport.open(
                HttpUrl.parse("https://localhost:" + one.getAddress().getPort()),
                new HttpSettings(plenty, plenty, plenty, 1, false, HttpTrust.verified(valid)),
                host -> InetAddress.getAllByName(addresses.remove()))) {
            assertThat(Sending.send(transport, 10).status()).isEqualTo(204);
            assertThatThrownBy(() -> Sending.send(transport, 10)).satisfies(e -> assertThat(FailureClassifier.of(e))
                    .hasMessageContaining("NotAfter")
                    .satisfies(failure -> assertThat(failure.fault()).isEqualTo(Fault.PERMANENT)));
            assertThat(Sending.send(transport, 10).status()).isEqualTo(204);
        } finally {
            one.stop(0);
            other.stop(0);
        }
    }

    @Test
    void theCertificateOfTheLastHandshakeIsMeasuredUntilTheTransportIsClosed() throws Exception {
        TestCertificate certificate = TestCertificate.of(directory.resolve("server.p12"));
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        HttpUrl url = HttpUrl.parse("https://localhost:" + server.getAddress().getPort());
        try (HttpTransport transport = HttpTransport.open(url, new HttpSettings(PLENTY, PLENTY, PLENTY, 1, false,
                HttpTrust.verified(context)), new CertificateExpiries(meters))) {
            assertThat(meters.getMeters()).as("before the first handshake").isEmpty();
            assertThat(Sending.send(transport, 10).status()).isEqualTo(204);

            assertThat(meters.get(CertificateExpiries.METRIC).tags("use", "destination", "name",
                    "localhost:" + url.port()).gauge().value()).isEqualTo(certificate.expirySeconds());
            assertThat(meters.getMeters()).as("it is not asked for one of its own").hasSize(1);
        }
        await().atMost(PLENTY).untilAsserted(() -> assertThat(meters.getMeters()).isEmpty());
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
