package io.anivia.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

import jakarta.inject.Inject;

import com.rabbitmq.client.GetResponse;
import io.anivia.broker.TestBrokers;
import io.anivia.fakes.Answer;
import io.anivia.fakes.NeedsRabbit;
import io.anivia.fakes.RabbitNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** A broker that takes no message over 64 KiB, which the program has to find out, and a queue that is full. */
@NeedsRabbit
@QuarkusTest
@TestProfile(BrokerLimitsIT.SmallMessages.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BrokerLimitsIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int LIMIT = 65_536;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TestHTTPResource("/v1/events")
    URI events;

    @TestHTTPResource(value = "/health/ready", management = true)
    URI ready;

    @TestHTTPResource(value = "/metrics", management = true)
    URI metrics;

    @TestHTTPResource(value = "/", management = true)
    URI admin;

    @Inject
    MeterRegistry meters;

    /** The first that is too large, so that Prospector learns the limit by it. */
    @Test
    @Order(1)
    void anEventThatUnfoldsBeyondItIsRejectedAndItsNeighboursGoOn() throws Exception {
        String payload = "{\"events\":[" + event("before", 10) + "," + event("huge", 200_000) + ","
                + event("after", 10) + "]}";
        List<CompletableFuture<HttpResponse<String>>> neighbours =
                IntStream.range(0, 50).mapToObj(i -> post(event("n" + i, 10).getBytes(StandardCharsets.UTF_8), "identity"))
                        .toList();
        assertThat(post(gzip(payload), "gzip").join().statusCode()).isEqualTo(202);

        neighbours.forEach(each -> assertThat(each.join().statusCode()).isEqualTo(202));
        await().atMost(SOON).until(() -> Downstreams.PARTNER.ids().containsAll(List.of("before", "after", "n0", "n49")));
        GetResponse rejected = await().atMost(SOON).until(() -> TestBrokers.as(LimitedNode.node(),
                channel -> channel.basicGet("anivia.rejected", true)), Objects::nonNull);
        assertThat(rejected.getProps().getHeaders().get("anivia-reason")).asString()
                .contains("an event of 200", "the broker takes at most " + LIMIT);
        assertThat(gunzip(rejected.getBody())).contains("\"huge\"").doesNotContain("before");
        assertThat(Downstreams.PARTNER.ids()).doesNotContain("huge");
        await().atMost(SOON).until(() -> TestBrokers.as(LimitedNode.node(),
                channel -> channel.messageCount("anivia.collected")) == 0);
    }

    @Test
    @Order(2)
    void aPayloadBeyondItIsAnsweredWith413() {
        byte[] large = event("large", LIMIT).getBytes(StandardCharsets.UTF_8);
        HttpResponse<String> answer = post(large, "identity").join();
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("at most " + LIMIT);
        assertThat(answer.headers().firstValue("Retry-After")).isEmpty();
        byte[] justFits = event("fits", LIMIT - 200).getBytes(StandardCharsets.UTF_8);
        assertThat(post(justFits, "identity").join().statusCode()).isEqualTo(202);
    }

    @Test
    @Order(3)
    void aQueueThatRefusesIsNamedUntilItTakesMessagesAgain() {
        RabbitNode node = LimitedNode.node();
        Downstreams.PARTNER.always(Answer.status(503));
        node.ctl("set_policy", "full", "^anivia\\.to\\.webhook$", "{\"max-length\":1,\"overflow\":\"reject-publish\"}");
        await().atMost(SOON).untilAsserted(() -> {
            post(event("full-" + UUID.randomUUID(), 10).getBytes(StandardCharsets.UTF_8), "identity").join();
            assertThat(get(metrics)).contains("anivia_broker_queue_refusing{queue=\"anivia.to.webhook\"");
            assertThat(gauge()).isEqualTo(1);
        });
        assertThat(get(admin.resolve("/admin/destinations/webhook"))).contains("\"refusing\":{\"anivia.to.webhook\":\"it "
                + "refuses messages: it is full, or has lost its majority\"}");
        assertThat(get(admin.resolve("/admin/destinations/splunk"))).doesNotContain("refusing");
        assertThat(get(admin.resolve("/admin/broker"))).contains("\"refusing\":{\"anivia.to.webhook\"");
        assertThat(get(ready)).contains("\"webhook.refusing.anivia.to.webhook\"", "\"refusing.anivia.to.webhook\"");

        // RabbitMQ 3.10 goes on refusing on a channel whose queue was full when its limit went away, for ever.
        node.ctl("clear_policy", "full");
        await().atMost(SOON).untilAsserted(() -> {
            post(event("again-" + UUID.randomUUID(), 10).getBytes(StandardCharsets.UTF_8), "identity").join();
            assertThat(gauge()).isZero();
        });
        assertThat(get(admin.resolve("/admin/destinations/webhook"))).doesNotContain("refusing");
        Downstreams.PARTNER.heal();
    }

    private double gauge() {
        return meters.get("anivia.broker.queue.refusing").tag("queue", "anivia.to.webhook").gauge().value();
    }

    private static String get(URI uri) {
        return HTTP.sendAsync(HttpRequest.newBuilder(uri).timeout(SOON).build(), HttpResponse.BodyHandlers.ofString())
                .join().body();
    }

    private CompletableFuture<HttpResponse<String>> post(byte[] body, String encoding) {
        return HTTP.sendAsync(HttpRequest.newBuilder(events).timeout(SOON).header("Content-Type", "application/json")
                .header("Content-Encoding", encoding).POST(HttpRequest.BodyPublishers.ofByteArray(body)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static String event(String id, int characters) {
        return "{\"id\":\"" + id + "\",\"type\":\"tap\",\"visitorID\":\"v\",\"text\":\"" + "x".repeat(characters) + "\"}";
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static String gunzip(byte[] bytes) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    public static class SmallMessages implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(new RabbitProfile().getConfigOverrides());
            // Few events are handed out then, so that the others soon fill the queue.
            settings.put("webhook.concurrency", "1");
            return settings;
        }

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(Downstreams.class), new TestResourceEntry(LimitedNode.class));
        }
    }

    public static class LimitedNode implements QuarkusTestResourceLifecycleManager {

        private static @Nullable RabbitNode node;

        static RabbitNode node() {
            return Objects.requireNonNull(node);
        }

        @Override
        public Map<String, String> start() {
            RabbitNode created = RabbitNode.create();
            created.limitMessageSize(LIMIT);
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
