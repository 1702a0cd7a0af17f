package io.anivia.elmer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

import jakarta.inject.Inject;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.Test;

/** A process in another role collects nothing. */
@QuarkusTest
@TestProfile(OtherRoleIT.Prospector.class)
class OtherRoleIT {

    public static class Prospector extends ElmerProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> config = new HashMap<>(super.getConfigOverrides());
            config.put("anivia.roles", "prospector");
            return config;
        }
    }

    @TestHTTPResource
    URI server;
    @Inject
    CamelContext camel;

    @Test
    void doesNotServeElmersPath() throws IOException {
        assertThat(camel.getRoute("elmer")).isNull();
        try (var client = new RawConnection(server.getPort()).post(new byte[] {1})) {
            assertThat(client.receive().status()).isEqualTo(404);
        }
    }
}
