package io.anivia.destination.splunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

import io.anivia.destination.delivery.DeliveryException;
import io.anivia.destination.delivery.DeliveryException.Fault;
import io.anivia.fakes.Answer;
import io.anivia.fakes.FakeSplunk;
import io.anivia.fakes.HecCode;
import io.anivia.fakes.IndexedEvent;
import io.anivia.fakes.ReceivedRequest;
import io.anivia.fakes.Reply;
import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The producer with a collector that works, refuses, or is away. */
class SplunkProducerIT {

    private final CamelContext camel = new DefaultCamelContext();
    private final FakeSplunk splunk = new FakeSplunk();
    private final ProducerTemplate template = camel.createProducerTemplate();

    @BeforeEach
    void start() throws Exception {
        splunk.start();
        camel.addComponent("splunk", new SplunkComponent());
        camel.start();
    }

    @AfterEach
    void stop() {
        camel.stop();
        splunk.close();
    }

    @Test
    void deliversAnEvent() throws Exception {
        send(event("a"), "host=pod-1");

        assertThat(splunk.indexed()).singleElement().satisfies(event -> {
            assertThat(event.time()).isEqualTo(new BigDecimal("1772366400.123"));
            assertThat(event.host()).isEqualTo("pod-1");
            assertThat(event.source()).isEqualTo("anivia");
            assertThat(event.sourcetype()).isEqualTo("anivia");
            assertThat(event.index()).isNull();
            assertThat(event.event().toString()).contains("\"id\":\"a\"", "\"type\":\"purchase\"");
            assertThat(event.fields().toString()).isEqualTo("{\"id\":\"a\"}");
        });
    }

    @Test
    void marksEventsAsConfigured() throws Exception {
        send(event("a"), "index=mobile&source=phones&sourceType=json&splunkEndpoint=/services/collector/event/1.0");

        assertThat(splunk.indexed()).extracting(IndexedEvent::index, IndexedEvent::source, IndexedEvent::sourcetype)
                .containsExactly(tuple("mobile", "phones", "json"));
    }

    @Test
    void deliversABatchInOneCompressedRequest() throws Exception {
        send(events(100), "");

        assertThat(splunk.indexed()).extracting(event -> event.id().orElseThrow())
                .containsExactlyElementsOf(events(100).stream().map(event -> (String) event.get("id")).toList());
        assertThat(splunk.requests()).singleElement().satisfies(request -> {
            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.header("Authorization")).hasValue("Splunk " + FakeSplunk.TOKEN);
            assertThat(request.header("Content-Encoding")).hasValue("gzip");
            assertThat(request.header("Content-Type").orElseThrow()).startsWith("application/json");
            assertThat(new GZIPInputStream(new ByteArrayInputStream(request.body())).readAllBytes())
                    .hasSizeGreaterThan(5 * request.body().length);
        });
    }

    @Test
    void doesNotCompressIfSoSet() throws Exception {
        send(event("a"), "gzip=false");

        assertThat(splunk.requests()).singleElement().satisfies(request -> {
            assertThat(request.header("Content-Encoding")).isEmpty();
            assertThat(request.text()).startsWith("{\"time\":1772366400.123,");
        });
        assertThat(splunk.ids()).containsExactly("a");
    }

    @Test
    void sendsNothingForAnEmptyBatch() throws Exception {
        send(List.of(), "");

        assertThat(splunk.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {24, 25})
    void aCollectorThatIsNearlyFullHasAccepted(int code) throws Exception {
        splunk.nextCode(1, code);
        send(event("a"), "");

        assertThat(splunk.timesIndexed("a")).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(HecCode.class)
    void throwsUnlessTheEventsWereAccepted(HecCode code) {
        splunk.nextCode(1, code.code());

        DeliveryException failure = failure(events(3), "");

        if (code.status() == 200) {
            assertThat(failure).isNull();
        } else {
            assertThat(failure).hasMessageContaining(splunk.url()).hasMessageContaining("HTTP " + code.status())
                    .hasMessageContaining("code " + code.code());
            assertThat(splunk.indexedCount()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void namesTheEventThatSplunkRefuses(boolean indexesBefore) {
        splunk.refuseIds(6, "e-2").indexBeforeInvalid(indexesBefore);

        DeliveryException failure = failure(events(5), "");

        assertThat(failure.fault()).isEqualTo(Fault.POISON);
        assertThat(failure.failedIndexes()).containsExactly(2);
        assertThat(failure.answer()).hasValueSatisfying(answer -> assertThat(answer).contains("\"code\":6"));
        // Whether the events before it were indexed is not certain.
        assertThat(failure.delivered()).isEmpty();
    }

    @Test
    void aMistypedIndexIsAPermanentFailure() {
        splunk.indexes("mobile");

        DeliveryException failure = failure(events(5), "index=mobil");

        assertThat(failure.fault()).isEqualTo(Fault.PERMANENT);
        assertThat(failure.failedIndexes()).isEmpty();
    }

    @Test
    void namesNoEventIfSplunkNamesNone() {
        splunk.refuseIds(6, "e-2").tellInvalidEventNumber(false);

        assertThat(failure(events(5), "").fault()).isEqualTo(Fault.POISON);
        assertThat(failure(events(5), "").failedIndexes()).isEmpty();
    }

    @Test
    void passesOnRetryAfter() {
        splunk.nextCode(1, 26, Duration.ofSeconds(7));

        assertThat(failure(event("a"), "").retryAfter()).hasValue(Duration.ofSeconds(7));
    }

    @Test
    void splitsABatchThatIsTooLargeForOneRequest() throws Exception {
        splunk.maxRequestBytes(2000);
        send(events(50), "maxContentLength=2000");

        assertThat(splunk.requests()).hasSizeGreaterThan(3);
        assertThat(splunk.ids()).hasSize(50);
        assertThat(splunk.duplicates()).isZero();
    }

    @Test
    void reportsTheEventsDeliveredBeforeALaterRequestFailed() {
        splunk.refuseIds(15, "e-20");

        DeliveryException failure = failure(events(50), "maxContentLength=2000");

        assertThat(failure.fault()).isEqualTo(Fault.POISON);
        assertThat(failure.failedIndexes()).containsExactly(20);
        assertThat(failure.delivered()).isNotEmpty().isEqualTo(positions(splunk.indexed()));
    }

    @Test
    void reportsTheEventsDeliveredBeforeSplunkWentAway() {
        // A used connection that breaks is replaced once.
        splunk.next(Answer.usual(), Answer.usual(), Answer.reset(), Answer.reset());

        DeliveryException failure = failure(events(50), "maxContentLength=2000");

        assertThat(failure.fault()).isEqualTo(Fault.TRANSIENT);
        assertThat(failure.delivered()).isNotEmpty().isEqualTo(positions(splunk.indexed()));
        assertThat(splunk.requests()).hasSize(4);
    }

    @Test
    void refusesAnEventAboveTheLimitBeforeSendingAnything() {
        List<Map<String, Object>> batch = List.of(event("a"), event("b".repeat(3000)), event("c"));

        DeliveryException failure = failure(batch, "maxContentLength=2000");

        assertThat(failure.fault()).isEqualTo(Fault.POISON);
        assertThat(failure.failedIndexes()).containsExactly(1);
        assertThat(splunk.requests()).isEmpty();
    }

    @Test
    void status413IsPoison() {
        splunk.maxRequestBytes(500);

        assertThat(failure(events(50), "").fault()).isEqualTo(Fault.POISON);
        assertThat(failure(events(50), "").failedIndexes()).isEmpty();
        assertThat(failure(List.of(event("a".repeat(500))), "").failedIndexes()).containsExactly(0);
    }

    @Test
    void another200IsNoSuccess() {
        splunk.next(reply(200, "<html>Please log in</html>"));

        assertThat(failure(event("a"), "").fault()).isEqualTo(Fault.PERMANENT);
    }

    @Test
    void doesNotFollowRedirects() {
        splunk.next(Answer.reply(new Reply(307, Map.of("Location", splunk.url() + "/services/collector"), "")));

        assertThat(failure(event("a"), "").fault()).isEqualTo(Fault.PERMANENT);
        assertThat(splunk.requests()).hasSize(1);
    }

    @Test
    void keepsNoCookies() throws Exception {
        splunk.next(Answer.usual().header("Set-Cookie", "indexer=1; Path=/"));
        send(event("a"), "");
        send(event("b"), "");

        assertThat(splunk.requests()).hasSize(2)
                .allSatisfy(request -> assertThat(request.header("Cookie")).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"reset", "half", "lost", "hang"})
    void aBrokenConnectionIsATransientFailureAndNotRepeated(String way) {
        splunk.next(switch (way) {
            case "reset" -> Answer.reset();
            case "half" -> Answer.half();
            case "lost" -> Answer.lost();
            default -> Answer.hang();
        });

        assertThat(failure(event("a"), "responseTimeout=300ms").fault()).isEqualTo(Fault.TRANSIENT);
        assertThat(splunk.requests()).hasSize(1);
    }

    @Test
    void aCollectorThatIsDownIsATransientFailure() throws Exception {
        send(event("a"), "");
        splunk.stop();

        // The first may find the old connection dead, the second cannot connect.
        assertThat(failure(event("b"), "").fault()).isEqualTo(Fault.TRANSIENT);
        assertThat(failure(event("b"), "").fault()).isEqualTo(Fault.TRANSIENT);

        splunk.start();
        send(event("b"), "");
        assertThat(splunk.ids()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void aConnectionThatDiedInTheMeantimeCostsNoFailure() throws Exception {
        send(event("a"), "");
        splunk.next(Answer.reset());

        send(event("b"), "");

        assertThat(splunk.ids()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void callsBackOnceAndBlocksNobody() throws Exception {
        splunk.always(Answer.slow(Duration.ofMillis(300)));
        Endpoint endpoint = camel.getEndpoint("splunk:" + splunk.url() + "?token=" + FakeSplunk.TOKEN);
        AsyncProducer producer = endpoint.createAsyncProducer();
        producer.start();
        CountDownLatch calls = new CountDownLatch(50);
        for (int i = 0; i < 50; i++) {
            Exchange exchange = endpoint.createExchange();
            exchange.getMessage().setBody(event("e-" + i));
            assertThat(producer.process(exchange, sync -> calls.countDown())).isFalse();
        }

        assertThat(calls.getCount()).as("called back before anything was answered").isEqualTo(50);
        assertThat(calls.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(splunk.ids()).hasSize(50);
        assertThat(splunk.connectionCount()).isEqualTo(50);
        producer.stop();
    }

    @Test
    void anUnknownHostIsAPermanentFailure() {
        assertThat(catchThrowableOfType(DeliveryException.class,
                () -> send("http://splunk.invalid:8088", event("a"), "")).fault()).isEqualTo(Fault.PERMANENT);
    }

    @Test
    void reusesConnectionsAfterRefusals() throws Exception {
        splunk.next(reply(503, "<html>Busy</html>"));
        assertThat(failure(event("a"), "maxConnections=1").fault()).isEqualTo(Fault.TRANSIENT);
        for (int i = 0; i < 10; i++) {
            send(event("a"), "maxConnections=1");
        }

        assertThat(splunk.requests()).extracting(ReceivedRequest::connection).containsOnly(1L);
    }

    @Test
    void opensNoMoreConnectionsThanMaxConnections() throws Exception {
        splunk.always(Answer.slow(Duration.ofMillis(100)));
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Future<?>> sending = IntStream.range(0, 12)
                    .<Future<?>>mapToObj(i -> threads.submit(() -> {
                        send(event("e-" + i), "maxConnections=2");
                        return null;
                    })).toList();
            for (Future<?> sent : sending) {
                sent.get();
            }
        } finally {
            threads.shutdown();
        }

        assertThat(splunk.ids()).hasSize(12);
        assertThat(splunk.connectionCount()).isEqualTo(2);
    }

    @Test
    void aBodyThatIsNoEventIsAFaultOfTheRoute() {
        assertThat(failure("text", "").fault()).isEqualTo(Fault.PERMANENT);
        assertThat(failure(null, "").fault()).isEqualTo(Fault.PERMANENT);
        assertThat(splunk.requests()).isEmpty();
    }

    private @Nullable DeliveryException failure(@Nullable Object body, String options) {
        DeliveryException failure = catchThrowableOfType(DeliveryException.class, () -> send(body, options));
        if (failure != null) {
            assertThat(failure.toString()).doesNotContain(FakeSplunk.TOKEN).doesNotContain("purchase");
        }
        return failure;
    }

    private void send(@Nullable Object body, String options) throws Exception {
        send(splunk.url(), body, options);
    }

    private void send(String url, @Nullable Object body, String options) throws Exception {
        String uri = "splunk:" + url + "?token=" + FakeSplunk.TOKEN + (options.isEmpty() ? "" : "&" + options);
        Exchange exchange = template.send(uri, e -> e.getMessage().setBody(body));
        if (exchange.getException() != null) {
            throw exchange.getException();
        }
    }

    private static Answer reply(int status, String html) {
        return Answer.reply(new Reply(status, Map.of("Content-Type", "text/html"), html));
    }

    private static List<Map<String, Object>> events(int count) {
        return IntStream.range(0, count).mapToObj(i -> event("e-" + i)).toList();
    }

    private static Map<String, Object> event(String id) {
        return Map.of("id", id, "timestamp", "2026-03-01T12:00:00.123Z", "type", "purchase");
    }

    private static Set<Integer> positions(List<IndexedEvent> events) {
        return events.stream().map(event -> Integer.valueOf(event.id().orElseThrow().substring(2)))
                .collect(Collectors.toSet());
    }
}
