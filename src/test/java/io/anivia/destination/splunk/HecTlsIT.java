package io.anivia.destination.splunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Map;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.anivia.destination.delivery.DeliveryException;
import io.anivia.destination.delivery.DeliveryException.Fault;
import io.anivia.fakes.TestCertificate;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.jsse.KeyStoreParameters;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.support.jsse.TrustManagersParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which servers the producer trusts. The server has a self-signed certificate for {@code localhost}. */
class HecTlsIT {

    private static final String PASSWORD = TestCertificate.PASSWORD;
    private static final String TOKEN = "token=00000000-0000-0000-0000-0123456789ab";
    private static final Map<String, Object> EVENT = Map.of("id", "e-1", "timestamp", "2026-03-01T12:00:00.000Z");

    @TempDir
    private static Path keys;
    private static Path keyStore;

    private final CamelContext camel = new DefaultCamelContext();
    private HttpsServer server;

    @BeforeAll
    static void makeCertificate() throws Exception {
        keyStore = TestCertificate.in(keys).file();
    }

    @BeforeEach
    void start() throws Exception {
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(serverContext()));
        server.createContext("/services/collector/event", exchange -> {
            exchange.getRequestBody().readAllBytes();
            byte[] answer = "{\"text\":\"Success\",\"code\":0}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        camel.addComponent("splunk", new SplunkComponent());
        camel.getRegistry().bind("trusting", trusting());
        camel.start();
    }

    @AfterEach
    void stop() {
        camel.stop();
        server.stop(0);
    }

    @Test
    void refusesAnUntrustedCertificate() {
        DeliveryException failure = failure("https://localhost:" + port() + "?" + TOKEN);

        assertThat(failure.fault()).isEqualTo(Fault.PERMANENT);
        assertThat(failure).hasMessageContaining("https://localhost:" + port())
                .hasMessageContaining("unable to find valid certification path");
    }

    @Test
    void refusesACertificateForAnotherHost() {
        DeliveryException failure =
                failure("https://127.0.0.1:" + port() + "?sslContextParameters=#trusting&" + TOKEN);

        assertThat(failure.fault()).isEqualTo(Fault.PERMANENT);
        assertThat(failure).hasMessageContaining("127.0.0.1").hasMessageContaining("alternative name");
    }

    @Test
    void acceptsACertificateThatTheEndpointTrusts() {
        assertThatCode(() -> send("https://localhost:" + port() + "?sslContextParameters=#trusting&" + TOKEN))
                .doesNotThrowAnyException();
    }

    @Test
    void acceptsACertificateThatTheContextTrusts() {
        camel.setSSLContextParameters(trusting());
        camel.getComponent("splunk", SplunkComponent.class).setUseGlobalSslContextParameters(true);

        assertThatCode(() -> send("https://localhost:" + port() + "?" + TOKEN)).doesNotThrowAnyException();
    }

    @Test
    void acceptsAnyCertificateWithSkipTlsVerify() {
        assertThatCode(() -> send("https://127.0.0.1:" + port() + "?skipTlsVerify=true&" + TOKEN))
                .doesNotThrowAnyException();
    }

    private void send(String url) throws Exception {
        try (ProducerTemplate template = camel.createProducerTemplate()) {
            Exchange exchange = template.send("splunk:" + url, e -> e.getMessage().setBody(EVENT));
            if (exchange.getException() != null) {
                throw exchange.getException();
            }
        }
    }

    private DeliveryException failure(String url) {
        return catchThrowableOfType(DeliveryException.class, () -> send(url));
    }

    private int port() {
        return server.getAddress().getPort();
    }

    private static SSLContext serverContext() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keyStore)) {
            store.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keyManagers.init(store, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keyManagers.getKeyManagers(), null, null);
        return context;
    }

    private static SSLContextParameters trusting() {
        // A self-signed certificate is its own authority: the server's store, read as certificates to trust.
        KeyStoreParameters store = new KeyStoreParameters();
        store.setResource("file:" + trustStore());
        store.setType("PKCS12");
        store.setPassword(PASSWORD);
        TrustManagersParameters trust = new TrustManagersParameters();
        trust.setKeyStore(store);
        SSLContextParameters parameters = new SSLContextParameters();
        parameters.setTrustManagers(trust);
        return parameters;
    }

    private static Path trustStore() {
        try {
            KeyStore server = KeyStore.getInstance(keyStore.toFile(), PASSWORD.toCharArray());
            KeyStore trust = KeyStore.getInstance("PKCS12");
            trust.load(null, null);
            trust.setCertificateEntry("hec", server.getCertificate("server"));
            Path file = keys.resolve("trust.p12");
            try (var out = Files.newOutputStream(file)) {
                trust.store(out, PASSWORD.toCharArray());
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
