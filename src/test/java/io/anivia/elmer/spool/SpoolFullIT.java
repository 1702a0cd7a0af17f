package io.anivia.elmer.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

/** Elmer with a small spool, and no broker at all. */
@QuarkusTest
@TestProfile(SpoolFullIT.SmallSpool.class)
class SpoolFullIT extends SpoolITBase {

    @Test
    void answers503AndIsNotReadyWhenTheSpoolIsFull() throws Exception {
        await().atMost(SOON).untilAsserted(() -> assertThat(readiness()).isEqualTo(200));
        String body = "x".repeat(100_000);
        int taken = 0;
        while (taken < 100 && post(body) == 202) {
            taken++;
        }
        assertThat(taken).isBetween(8, 10);
        assertThat(counter("anivia.payloads.accepted")).isEqualTo(taken);
        assertThat(gauge("anivia.elmer.spool.payloads")).isEqualTo(taken);
        assertThat(post(body)).isEqualTo(503);
        assertThat(readiness()).isEqualTo(503);
    }

    public static class SmallSpool implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(SETTINGS);
            settings.put("anivia.broker.uri", "amqp://127.0.0.1:1");
            settings.put("anivia.elmer.spool.max-size", "1M");
            try {
                settings.put("anivia.elmer.spool.dir", Files.createTempDirectory("spool-").toString());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return settings;
        }
    }
}
