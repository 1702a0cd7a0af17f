package io.anivia.destination.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

import io.anivia.destination.DeliveryException.Fault;

/** Whom the pool trusts: against a server whose certificate is signed by itself, for the name localhost. */
class HttpPoolTlsIT {

    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    private static Path directory;
    private static HttpsServer server;
    private static SSLContext context;

    @BeforeAll
    static void start() throws Exception {
        context = context(certificate());
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
    void doesNotSendToAStranger() {
        assertThatThrownBy(() -> post("localhost", null))
                .satisfies(e -> assertThat(HttpFaults.of(e).fault()).isEqualTo(Fault.LASTING));
    }

    @Test
    void doesNotSendToAnotherName() {
        assertThatThrownBy(() -> post("127.0.0.1", context))
                .satisfies(e -> assertThat(HttpFaults.of(e).fault()).isEqualTo(Fault.LASTING));
    }

    @Test
    void sendsToAnybodyIfToldTo() throws Exception {
        assertThat(post("127.0.0.1", server.getAddress().getPort(), HttpTrust.anybody())).isEqualTo(204);
    }

    @Test
    void takesAServerWithoutTlsForALastingFault() throws IOException {
        try (RawServer raw = RawServer.saying("HTTP/1.1 400 Bad Request\r\n\r\n")) {
            assertThatThrownBy(() -> post("localhost", raw.port(), HttpTrust.verified(null)))
                    .satisfies(e -> assertThat(HttpFaults.of(e).fault()).isEqualTo(Fault.LASTING));
        }
    }

    @Test
    void takesAHandshakeCutShortForAPassingFault() throws IOException {
        try (RawServer raw = RawServer.saying("")) {
            assertThatThrownBy(() -> post("localhost", raw.port(), HttpTrust.verified(null)))
                    .satisfies(e -> assertThat(HttpFaults.of(e).fault()).isEqualTo(Fault.PASSING));
        }
    }

    private static int post(String host, @Nullable SSLContext trust) throws IOException {
        return post(host, server.getAddress().getPort(), HttpTrust.verified(trust));
    }

    private static int post(String host, int port, HttpTrust trust) throws IOException {
        Duration plenty = Duration.ofSeconds(5);
        try (HttpPool pool = HttpPool.open(new HttpSettings(plenty, plenty, plenty, 1, false, trust))) {
            return pool.send(new HttpPost("https://" + host + ":" + port + "/"), 10).status();
        }
    }

    private static KeyStore certificate() throws Exception {
        Path file = directory.resolve("server.p12");
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair", "-keystore", file.toString(), "-storetype", "PKCS12", "-storepass",
                new String(PASSWORD), "-alias", "server", "-keyalg", "EC", "-dname", "CN=localhost",
                "-ext", "san=dns:localhost").redirectErrorStream(true).start();
        assertThat(keytool.waitFor(30, TimeUnit.SECONDS)).isTrue();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        return store;
    }

    private static SSLContext context(KeyStore store) throws GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        KeyStore trusted;
        try {
            trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
        trusted.setCertificateEntry("server", store.getCertificate("server"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
