package io.anivia.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.anivia.fakes.NeedsRabbit;
import io.anivia.fakes.RabbitNode;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A broker that cannot be reached at start-up, comes, and goes again. */
@NeedsRabbit
@QuarkusTest
@TestProfile(BrokerAwayIT.NoBrokerYet.class)
class BrokerAwayIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TestHTTPResource("/v1/events")
    URI events;

    @TestHTTPResource(value = "/health/ready", management = true)
    URI ready;

    @TestHTTPResource(value = "/health/live", management = true)
    URI live;

    @Test
    void answers503UntilThereIsABrokerAndHealsByItself() throws Exception {
        assertThatNothingIsTaken();

        StoppedNode.node().start();
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(post().statusCode()).isEqualTo(202);
            assertThat(status(ready)).isEqualTo(200);
        });
        await().atMost(SOON).until(() -> Downstreams.PARTNER.ids().contains("away"));

        StoppedNode.node().stop();
        await().atMost(SOON).untilAsserted(this::assertThatNothingIsTaken);
    }

    private void assertThatNothingIsTaken() throws Exception {
        HttpResponse<String> answer = post();
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(status(ready)).isEqualTo(503);
        assertThat(status(live)).isEqualTo(200);
    }

    private HttpResponse<String> post() throws Exception {
        return HTTP.send(HttpRequest.newBuilder(events).timeout(SOON)
                .POST(HttpRequest.BodyPublishers.ofString("{\"id\":\"away\",\"type\":\"tap\",\"visitorID\":\"v\"}"))
                .build(), HttpResponse.BodyHandlers.ofString());
    }

    private static int status(URI uri) throws Exception {
        return HTTP.send(HttpRequest.newBuilder(uri).timeout(SOON).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    /** The program, with the address of a node that is down. */
    public static class NoBrokerYet implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return new RabbitProfile().getConfigOverrides();
        }

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(Downstreams.class), new TestResourceEntry(StoppedNode.class));
        }
    }

    /** A node that was up once, so that its address is known, and is down. */
    public static class StoppedNode implements QuarkusTestResourceLifecycleManager {

        private static @Nullable RabbitNode node;

        static RabbitNode node() {
            return Objects.requireNonNull(node);
        }

        @Override
        public Map<String, String> start() {
            RabbitNode created = RabbitNode.create();
            created.stop();
            node = created;
            return Map.of("anivia.broker.uri", created.uri());
        }

        @Override
        public void stop() {
            if (node != null) {
                node.close();
            }
        }
    }
}
