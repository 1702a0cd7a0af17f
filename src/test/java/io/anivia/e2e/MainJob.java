package io.anivia.e2e;

import static io.anivia.e2e.Downstreams.ADOBE;
import static io.anivia.e2e.Downstreams.PARTNER;
import static io.anivia.e2e.Downstreams.SPLUNK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

import jakarta.inject.Inject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.anivia.broker.Broker;
import io.anivia.broker.consume.Delivery;
import io.anivia.broker.consume.Prefetch;
import io.anivia.broker.consume.QueueSubscription;
import io.anivia.fakes.IndexedEvent;
import io.quarkus.test.common.http.TestHTTPResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the program is for; the same tests for each broker. */
abstract class MainJob {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TestHTTPResource("/v1/events")
    URI events;

    @TestHTTPResource(value = "/health/ready", management = true)
    URI ready;

    @TestHTTPResource(value = "/metrics", management = true)
    URI metrics;

    @Inject
    Broker broker;

    /** In percent. */
    int backlogUncertainty() {
        return 0;
    }

    @BeforeEach
    void healthyDownstreams() {
        Downstreams.reset();
    }

    @Test
    void everyEventArrivesAtAllThree() throws Exception {
        Set<String> ids = ids("all", 250);

        for (List<String> batch : batches(ids, 10)) {
            assertThat(post(batchOf(batch)).statusCode()).isEqualTo(202);
        }

        await().atMost(SOON).untilAsserted(() -> {
            assertThat(SPLUNK.ids()).containsAll(ids);
            assertThat(ADOBE.ids()).containsAll(ids);
            assertThat(PARTNER.ids()).containsAll(ids);
        });
        assertThat(SPLUNK.duplicates() + ADOBE.duplicates() + PARTNER.duplicates()).isZero();
    }

    @Test
    void anEventArrivesAsItWasSentWithItsClockCorrectedAndDecorated() throws Exception {
        Instant deviceNow = Instant.parse("2001-01-01T00:00:10Z");
        String receipt = receipt(post("""
                {"sentAt": "%s", "device": {"id": "d-1"},
                 "events": [{"id": "decorated", "type": "purchase", "screen": "cart", "price": 12.970,
                             "timestamp": "2001-01-01T00:00:00Z", "anivia": "forged"}]}""".formatted(deviceNow)));

        await().atMost(SOON).until(() -> PARTNER.ids().contains("decorated") && SPLUNK.ids().contains("decorated")
                && ADOBE.ids().contains("decorated"));

        JsonNode event = PARTNER.deliveries().get(0).body();
        assertThat(event.at("/device/id").asText()).isEqualTo("d-1");
        assertThat(event.at("/price").decimalValue()).isEqualByComparingTo("12.97");
        assertThat(event.at("/anivia/receipt").asText()).isEqualTo(receipt);
        assertThat(event.at("/anivia/index").asInt()).isZero();
        assertThat(event.at("/anivia/clock/method").asText()).isEqualTo("sent-at");
        assertThat(event.at("/anivia/clock/original").asText()).isEqualTo("2001-01-01T00:00:00Z");
        Instant receivedAt = Instant.parse(event.at("/anivia/receivedAt").asText());
        Instant timestamp = Instant.parse(event.at("/timestamp").asText());
        assertThat(Duration.between(timestamp, receivedAt)).isEqualTo(Duration.ofSeconds(10));

        IndexedEvent indexed = SPLUNK.indexed().get(0);
        assertThat(indexed.event()).hasToString(event.toString());
        assertThat(indexed.time()).isNotNull();
        assertThat(indexed.time().movePointRight(3).longValueExact()).isEqualTo(timestamp.toEpochMilli());
        var hit = ADOBE.hits().get(0);
        assertThat(hit.field("pageName")).contains("cart");
        assertThat(hit.field("events")).contains("purchase");
        assertThat(hit.visitor()).isEqualTo("d1");
        assertThat(hit.contextData("type")).contains("purchase");
    }

    @Test
    void aDeadDestinationHoldsUpNobodyAndGetsEverythingWhenItIsBack() throws Exception {
        PARTNER.stop();
        Set<String> ids = ids("dead", 100);
        for (List<String> batch : batches(ids, 10)) {
            assertThat(post(batchOf(batch)).statusCode()).isEqualTo(202);
        }

        await().atMost(SOON).untilAsserted(() -> {
            assertThat(SPLUNK.ids()).containsAll(ids);
            assertThat(ADOBE.ids()).containsAll(ids);
        });
        assertThat(PARTNER.ids()).doesNotContainAnyElementsOf(ids);
        await().atMost(SOON).untilAsserted(() ->
                assertThat(metric("anivia_destination_backlog{destination=\"webhook\"}"))
                        .isCloseTo(100, withPercentage(backlogUncertainty())));
        assertThat(get(ready).statusCode()).isEqualTo(200);

        PARTNER.start();
        await().atMost(SOON).untilAsserted(() -> assertThat(PARTNER.ids()).containsAll(ids));
        assertThat(broker.messageCount("anivia.dead.webhook").orElseThrow()).isZero();
    }

    @Test
    void aRefusedTokenSuspendsAndIsReportedAndNothingIsThrownAway() throws Exception {
        SPLUNK.alwaysCode(4);
        Set<String> ids = ids("token", 20);
        assertThat(post(batchOf(ids)).statusCode()).isEqualTo(202);

        await().atMost(SOON).untilAsserted(() -> {
            assertThat(metric("anivia_destination_suspended{destination=\"splunk\"}")).isEqualTo(1);
            assertThat(PARTNER.ids()).containsAll(ids);
        });
        HttpResponse<String> health = get(ready);
        assertThat(health.statusCode()).isEqualTo(200);
        assertThat(health.body()).contains("suspended").doesNotContain(io.anivia.fakes.FakeSplunk.TOKEN);

        SPLUNK.heal();
        await().atMost(SOON).untilAsserted(() -> assertThat(SPLUNK.ids()).containsAll(ids));
        assertThat(broker.messageCount("anivia.dead.splunk").orElseThrow()).isZero();
    }

    @Test
    void oneBadEventOfABatchIsADeadLetterAndTheOthersArrive() throws Exception {
        SPLUNK.refuseIds(6, "bad-13");
        Set<String> ids = ids("bad", 30);
        assertThat(post(batchOf(ids)).statusCode()).isEqualTo(202);

        Delivery dead = first("anivia.dead.splunk");
        assertThat(JSON.readTree(dead.body()).get("id").asText()).isEqualTo("bad-13");
        assertThat(dead.header("anivia-reason")).contains("code 6");
        assertThat(dead.header("anivia-destination")).isEqualTo("splunk");
        assertThat(dead.header("anivia-stage")).isEqualTo("delivery");
        assertThat(dead.header("anivia-attempts")).isEqualTo("1");
        assertThat(dead.headers()).containsKeys("anivia-failed-at", "anivia-receipt", "anivia-received-at");
        Set<String> others = ids.stream().filter(id -> !id.equals("bad-13")).collect(Collectors.toSet());
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(SPLUNK.ids()).containsAll(others).doesNotContain("bad-13");
            assertThat(PARTNER.ids()).containsAll(ids);
        });
    }

    @Test
    void aFailureInAnAnswerWithStatus200IsNoSuccess() throws Exception {
        ADOBE.refuseIds("Syntax Error", "hit-1");
        assertThat(post(batchOf(ids("hit", 3))).statusCode()).isEqualTo(202);

        Delivery dead = first("anivia.dead.omniture");
        assertThat(JSON.readTree(dead.body()).get("id").asText()).isEqualTo("hit-1");
        assertThat(dead.header("anivia-reason")).contains("Syntax Error");
        await().atMost(SOON).untilAsserted(() -> assertThat(ADOBE.ids()).contains("hit-0", "hit-2"));
    }

    @Test
    void whatIsNoEventIsRejectedWithItsBytesAndItsNeighboursGoOn() throws Exception {
        post("{\"events\":[{\"id\":\"n-0\",\"type\":\"tap\",\"visitorID\":\"v\"}, 5,"
                + " {\"id\":\"n-2\",\"type\":\"tap\",\"visitorID\":\"v\"}]}");

        Delivery rejected = first("anivia.rejected");
        assertThat(rejected.body()).isEqualTo("5".getBytes(StandardCharsets.UTF_8));
        assertThat(rejected.header("anivia-reason")).isNotBlank();
        assertThat(rejected.header("anivia-stage")).isEqualTo("split");
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(PARTNER.ids()).contains("n-0", "n-2");
            assertThat(SPLUNK.ids()).contains("n-0", "n-2");
        });
    }

    @Test
    void aPayloadThatCannotBeReadIsKeptUntouchedWithItsEncoding() throws Exception {
        byte[] truncated = gzip("{\"events\":[{\"id\":\"cut\"}]}");
        byte[] body = java.util.Arrays.copyOf(truncated, truncated.length - 9);
        HttpResponse<String> answer = post(HttpRequest.newBuilder(events).header("Content-Encoding", "gzip")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
        assertThat(answer.statusCode()).isEqualTo(202);

        Delivery rejected = first("anivia.rejected");
        assertThat(rejected.body()).isEqualTo(body);
        assertThat(rejected.contentEncoding()).isEqualTo("gzip");
        assertThat(rejected.header("anivia-receipt")).isEqualTo(receipt(answer));
    }

    @Test
    void everyKindOfPayloadIsUnderstood() throws Exception {
        post("{\"id\":\"bare\",\"type\":\"tap\",\"visitorID\":\"v\"}");
        post("[{\"id\":\"array-0\",\"type\":\"tap\",\"visitorID\":\"v\"},"
                + "{\"id\":\"array-1\",\"type\":\"tap\",\"visitorID\":\"v\"}]");
        post("{\"id\":\"line-0\",\"type\":\"tap\",\"visitorID\":\"v\"}\n"
                + "{\"id\":\"line-1\",\"type\":\"tap\",\"visitorID\":\"v\"}\n");
        post(HttpRequest.newBuilder(events).header("Content-Type", "application/x-www-form-urlencoded")
                .header("Content-Encoding", "gzip").POST(HttpRequest.BodyPublishers.ofByteArray(
                        gzip("{\"events\":[{\"id\":\"gzipped\",\"type\":\"tap\",\"visitorID\":\"v\"}]}"))));

        await().atMost(SOON).untilAsserted(() -> assertThat(ADOBE.ids())
                .contains("bare", "array-0", "array-1", "line-0", "line-1", "gzipped"));
    }

    @Test
    void aClientsTraceGoesOnToTheDelivery() throws Exception {
        String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        post(HttpRequest.newBuilder(events).header("traceparent", trace).POST(HttpRequest.BodyPublishers.ofString(
                "{\"id\":\"traced\",\"type\":\"tap\",\"visitorID\":\"v\"}")));

        await().atMost(SOON).until(() -> PARTNER.ids().contains("traced"));
        assertThat(PARTNER.deliveries()).filteredOn(delivery -> delivery.id().orElse("").equals("traced"))
                .allSatisfy(delivery -> assertThat(delivery.request().header("traceparent")).contains(trace));
    }

    @Test
    void countersAddUp() throws Exception {
        double routedBefore = metric("anivia_events_routed_total{destination=\"webhook\"}");
        double deliveredBefore = metric("anivia_events_delivered_total{destination=\"webhook\"}");
        double acceptedBefore = metric("anivia_payloads_accepted_total{source=\"events\"}");

        post(batchOf(ids("count", 7)));

        await().atMost(SOON).untilAsserted(() -> {
            assertThat(metric("anivia_payloads_accepted_total{source=\"events\"}") - acceptedBefore).isEqualTo(1);
            assertThat(metric("anivia_events_routed_total{destination=\"webhook\"}") - routedBefore).isEqualTo(7);
            assertThat(metric("anivia_events_delivered_total{destination=\"webhook\"}") - deliveredBefore)
                    .isEqualTo(7);
        });
    }

    private static Set<String> ids(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + "-" + i).collect(Collectors.toSet());
    }

    private static List<List<String>> batches(Set<String> ids, int size) {
        List<String> all = List.copyOf(ids);
        List<List<String>> batches = new ArrayList<>();
        for (int from = 0; from < all.size(); from += size) {
            batches.add(all.subList(from, Math.min(from + size, all.size())));
        }
        return batches;
    }

    private static String batchOf(Iterable<String> ids) throws IOException {
        List<Map<String, String>> events = new ArrayList<>();
        ids.forEach(id -> events.add(Map.of("id", id, "type", "tap", "visitorID", "v-" + id)));
        return JSON.writeValueAsString(Map.of("events", events));
    }

    private HttpResponse<String> post(String body) throws Exception {
        return post(HttpRequest.newBuilder(events).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static HttpResponse<String> post(HttpRequest.Builder request) throws Exception {
        return HTTP.send(request.timeout(SOON).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> get(URI uri) throws Exception {
        return HTTP.send(HttpRequest.newBuilder(uri).timeout(SOON).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String receipt(HttpResponse<String> answer) throws IOException {
        return JSON.readTree(answer.body()).get("receipt").asText();
    }

    private double metric(String name) throws Exception {
        return get(metrics).body().lines().filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1))).findFirst().orElse(0);
    }

    /** Takes the first message out of a queue, and the others with it, so that the next test finds it empty. */
    @SuppressWarnings("try")
    private Delivery first(String queue) {
        ConcurrentLinkedQueue<Delivery> found = new ConcurrentLinkedQueue<>();
        try (QueueSubscription ignored = broker.subscribe(queue, Prefetch.of(100), found::add)) {
            await().atMost(SOON).until(() -> !found.isEmpty());
            found.forEach(Delivery::ack);
            // Acknowledgements are written by a thread of their own.
            await().pollDelay(Duration.ofMillis(300)).until(() -> broker.messageCount(queue).orElse(-1) == 0);
        }
        return found.element();
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
