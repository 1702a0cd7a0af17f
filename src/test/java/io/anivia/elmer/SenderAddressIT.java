package io.anivia.elmer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

/** The broker gets no more of a client's address than it is to have. */
@QuarkusTest
@TestProfile(SenderAddressIT.Truncated.class)
class SenderAddressIT extends ElmerTestBase {

    public static class Truncated extends ElmerProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> config = new HashMap<>(super.getConfigOverrides());
            config.put("anivia.elmer.source", "truncated");
            return config;
        }
    }

    @Test
    void publishesTheNetworkAlone() throws IOException {
        try (var client = connect().post(EVENT)) {
            assertThat(client.receive().status()).isEqualTo(202);
        }
        assertThat(broker.messages.get(0).headers()).containsEntry("anivia-address", "127.0.0.0")
                .containsEntry("anivia-source", "events");
    }
}
