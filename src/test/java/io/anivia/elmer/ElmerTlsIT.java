package io.anivia.elmer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;

import jakarta.inject.Inject;

import io.anivia.fakes.TestCertificate;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.quarkus.vertx.http.HttpServer;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/** Elmer over TLS and nothing else, by the settings that src/docs/deployment.md gives. */
@QuarkusTest
@TestProfile(ElmerTlsIT.Tls.class)
class ElmerTlsIT extends ElmerTestBase {

    public static class Tls extends ElmerProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> config = new HashMap<>(super.getConfigOverrides());
            config.put("quarkus.tls.elmer.key-store.p12.path", newKeyStore().toString());
            config.put("quarkus.tls.elmer.key-store.p12.password", TestCertificate.PASSWORD);
            config.put("quarkus.http.tls-configuration-name", "elmer");
            config.put("quarkus.http.insecure-requests", "disabled");
            config.put("quarkus.http.test-ssl-port", "0");
            return config;
        }
    }

    @Inject
    HttpServer http;
    @Inject
    TlsConfigurationRegistry configurations;
    @Inject
    MeterRegistry meters;
    @TestHTTPResource(value = "/v1/events", tls = true)
    URI secure;

    @Test
    void takesPayloadsOverTls() throws Exception {
        HttpClient client = HttpClient.newBuilder().sslContext(trustingItsCertificate()).build();
        HttpRequest request = HttpRequest.newBuilder(secure).POST(BodyPublishers.ofByteArray(EVENT)).build();
        assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(202);
        assertThat(broker.messages).hasSize(1);
    }

    @Test
    void aClientThatDoesNotTrustTheCertificateSendsNothing() {
        HttpRequest request = HttpRequest.newBuilder(secure).POST(BodyPublishers.ofByteArray(EVENT)).build();
        assertThatThrownBy(() -> HttpClient.newHttpClient().send(request, BodyHandlers.ofString()))
                .isInstanceOf(SSLHandshakeException.class);
        assertThat(broker.messages).isEmpty();
    }

    @Test
    void listensToNothingElse() throws IOException {
        assertThat(http.getPort()).as("the plain port").isNotPositive();
        try (var plain = new RawConnection(secure.getPort()).post(EVENT)) {
            assertThatThrownBy(plain::receive).isInstanceOf(IOException.class);
        }
        assertThat(broker.messages).isEmpty();
    }

    @Test
    void theCertificateIsMeasuredAlsoWhenItWasRenewed() throws Exception {
        Path file = keyStore();
        var expiry = meters.get("anivia.certificate.expiry.seconds").tags("use", "server", "name", "http").gauge();
        assertThat(expiry.value()).isEqualTo(TestCertificate.of(file).expirySeconds());

        TestCertificate renewed = TestCertificate.in(file.getParent(), 30);
        assertThat(configurations.get("elmer").orElseThrow().reload()).isTrue();

        assertThat(expiry.value()).isEqualTo(renewed.expirySeconds());
        assertThat(meters.find("anivia.certificate.expiry.seconds").gauges()).as("management has no TLS").hasSize(1);
    }

    private static Path newKeyStore() {
        try {
            return TestCertificate.in(Files.createTempDirectory("anivia-tls")).file();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SSLContext trustingItsCertificate() throws GeneralSecurityException, IOException {
        return TestCertificate.of(keyStore()).context();
    }

    private static Path keyStore() {
        return Path.of(ConfigProvider.getConfig().getValue("quarkus.tls.elmer.key-store.p12.path", String.class));
    }
}
