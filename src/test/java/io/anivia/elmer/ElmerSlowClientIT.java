package io.anivia.elmer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Clients that occupy a connection: silent, dripping, never reading, too many; with times short enough for a test. */
@Tag("slow")
@QuarkusTest
@TestProfile(ElmerSlowClientIT.Impatient.class)
class ElmerSlowClientIT extends ElmerTestBase {

    private static final int MAX_CONNECTIONS = 50;
    private static final byte[] REQUESTS = "GET /x HTTP/1.1\r\nHost: x\r\n\r\n".repeat(100).getBytes(UTF_8);
    private static final long FLOOD_BYTES = 128L << 20;
    /** More than the buffers of the two sockets hold. */
    private static final long SOCKETS_BYTES = 32L << 20;
    private static final Duration BETWEEN_BYTES = Duration.ofMillis(100);

    public static class Impatient extends ElmerProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> config = new HashMap<>(super.getConfigOverrides());
            config.put("quarkus.http.idle-timeout", "1s");
            config.put("anivia.elmer.receive-timeout", "1s");
            config.put("anivia.elmer.confirm-timeout", "1s");
            config.put("quarkus.http.limits.max-connections", Integer.toString(MAX_CONNECTIONS));
            return config;
        }
    }

    @Test
    void hangsUpOnSilence() throws IOException {
        try (var client = connect()) {
            assertThat(client.isAtEnd()).isTrue();
        }
        try (var client = connect().send("POST /v1/ev")) {
            assertThat(client.isAtEnd()).isTrue();
        }
    }

    @Test
    void hangsUpOnAHeadThatDrips() throws IOException {
        try (var client = connect().send(HEAD + "X-Slow: ")) {
            assertIsHungUpOnWhileDripping(client);
        }
        try (var client = connect().post(EVENT)) {
            assertThat(client.receive().status()).isEqualTo(202);
            assertIsHungUpOnWhileDripping(client.send(HEAD + "X-Slow: "));
        }
    }

    @Test
    void answers408ToABodyThatDrips() throws IOException {
        try (var client = connect().send(HEAD + "Content-Length: 60000\r\n\r\n")) {
            assertIsHungUpOnWhileDripping(client);
            assertError(client.receive(), 408);
        }
    }

    @Test
    void stopsReadingFromAClientThatNeverTakesItsAnswersThenHangsUp() throws IOException {
        try (var client = connect()) {
            assertThat(client.sendUntilClosed(REQUESTS, FLOOD_BYTES)).isLessThan(SOCKETS_BYTES);
        }
    }

    @Test
    void stopsReadingBehindAPayloadThatIsNotConfirmed() throws IOException {
        broker.hold();
        try (var client = connect().post(EVENT)) {
            await().until(() -> broker.unconfirmed.size() == 1);
            assertThat(client.sendUntilClosed(REQUESTS, FLOOD_BYTES)).isLessThan(SOCKETS_BYTES);
        }
    }

    @Test
    void readsOnOnceThePayloadIsConfirmed() throws Exception {
        int times = 20;
        broker.hold();
        try (var client = connect().post(EVENT)) {
            client.sendUntilClosed(REQUESTS, (long) times * REQUESTS.length);
            await().until(() -> broker.unconfirmed.size() == 1);
            broker.confirmAll();
            assertThat(client.receive().status()).isEqualTo(202);
            for (int i = 0; i < times * 100; i++) {
                assertThat(client.receive().status()).isEqualTo(404);
            }
            broker.reset();
            assertThat(client.post(EVENT).receive().status()).isEqualTo(202);
        }
    }

    @Test
    void keepsAConnectionThatAsksForSomethingNowAndThen() throws IOException {
        long end = System.nanoTime() + Duration.ofSeconds(4).toNanos();
        try (var client = connect()) {
            await().pollInterval(Duration.ofMillis(500)).until(() -> {
                assertThat(client.post(EVENT).receive().status()).isEqualTo(202);
                return System.nanoTime() > end;
            });
        }
    }

    @Test
    void refusesConnectionsOverTheLimitAndTakesNewOnesAfterwards() throws IOException {
        List<RawConnection> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 2 * MAX_CONNECTIONS; i++) {
                clients.add(connect());
            }
            assertThat(clients.get(2 * MAX_CONNECTIONS - 1).isAtEnd()).isTrue();
        } finally {
            for (RawConnection client : clients) {
                client.close();
            }
        }
        await().ignoreException(IOException.class).until(() -> {
            try (var client = connect().post(EVENT)) {
                return client.receive().status() == 202;
            }
        });
    }

    @Test
    void answersHeadsThatAreTooLarge() throws IOException {
        try (var client = connect().send(HEAD + "X-Large: " + "x".repeat(80 * 1024) + "\r\n\r\n")) {
            assertThat(client.receive().status()).isEqualTo(431);
        }
        try (var client = connect().send("POST /v1/events?" + "x".repeat(40 * 1024) + " HTTP/1.1\r\n\r\n")) {
            assertThat(client.receive().status()).isEqualTo(414);
        }
        assertThat(broker.messages).isEmpty();
    }

    private static void assertIsHungUpOnWhileDripping(RawConnection client) {
        byte[] drop = "x".getBytes(UTF_8);
        await().pollInterval(BETWEEN_BYTES).until(() -> client.sendUntilClosed(drop, 1) == 0);
    }
}
