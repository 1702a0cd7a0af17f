package io.anivia.destination.splunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import io.anivia.destination.delivery.DeferredAcknowledgements;
import io.anivia.destination.delivery.DeliveryException;
import io.anivia.destination.delivery.DeliveryException.Fault;
import io.anivia.fakes.Answer;
import io.anivia.fakes.FakeSplunk;
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
import org.junit.jupiter.params.provider.ValueSource;

/** When the deferred acknowledgement of an exchange completes, and when it fails. */
class HecAcknowledgementIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String SHORT = "ackTimeout=700ms";
    private static final String CHANNEL = "X-Splunk-Request-Channel";

    private final CamelContext camel = new DefaultCamelContext();
    private final FakeSplunk splunk = new FakeSplunk().acknowledge(true);
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
    void completesWhenSplunkHasIndexedTheEvents() {
        splunk.ackAfter(Duration.ofMillis(500));

        assertCompleted(acknowledgement(events(100), ""));
        assertThat(splunk.acksOutstanding()).isZero();
        assertThat(questions()).hasSizeGreaterThan(1);
        assertThat(deliveries()).singleElement().satisfies(request -> {
            assertThat(request.header("Content-Encoding")).hasValue("gzip");
            assertThat(request.header(CHANNEL)).isPresent();
            assertThat(questions()).allSatisfy(question -> {
                assertThat(question.parameter("channel")).isEqualTo(request.header(CHANNEL));
                assertThat(question.header("Authorization")).isEqualTo(request.header("Authorization"));
            });
        });
    }

    @Test
    void failsIfSplunkDoesNotAcknowledgeInTime() {
        splunk.ackNever();

        DeliveryException failure = failed(acknowledgement(event("a"), SHORT));

        assertThat(failure.fault()).isEqualTo(Fault.TRANSIENT);
        assertThat(failure).hasMessage("Splunk HEC at " + splunk.url()
                + " has not acknowledged the events within 700 ms; they are sent again");
    }

    @Test
    void failsForEventsThatSplunkLost() {
        splunk.loseNext(1);

        failed(acknowledgement(event("a"), SHORT));
        assertThat(splunk.indexedCount()).isZero();

        assertCompleted(acknowledgement(event("a"), SHORT));
        assertThat(splunk.timesIndexed("a")).isEqualTo(1);
    }

    @Test
    void failsForEventsThatARestartedIndexerLost() {
        splunk.ackAfter(Duration.ofMinutes(10));
        CompletableFuture<?> acknowledgement = acknowledgement(event("a"), SHORT);
        splunk.forgetAcks();

        failed(acknowledgement);
    }

    @ParameterizedTest
    @ValueSource(strings = {"busy", "forbidden", "garbage", "empty", "odd", "hang", "reset", "half"})
    void goesOnPollingAfterAnyResponse(String kind) {
        Answer odd = Answer.reply(
                json("{\"acks\":{\"0\":\"true\",\"zero\":true,\"-1\":true,\"99999999999999999999\":true}}"));
        splunk.nextAck(2, switch (kind) {
            case "busy" -> Answer.status(503).retryAfter(Duration.ZERO);
            case "forbidden" -> Answer.reply(new Reply(403, Map.of(), "{\"text\":\"Invalid token\",\"code\":4}"));
            case "garbage" -> Answer.reply(new Reply(200, Map.of(), "<html>Please log in</html>"));
            case "empty" -> Answer.reply(json("{}"));
            case "odd" -> odd;
            case "hang" -> Answer.hang();
            case "reset" -> Answer.reset();
            default -> Answer.half();
        });

        assertCompleted(acknowledgement(event("a"), "responseTimeout=300ms"));
        assertThat(questions()).hasSize(3);
        assertThat(splunk.timesIndexed("a")).isEqualTo(1);
    }

    @Test
    void failsIfTheAcknowledgementIsLost() {
        splunk.nextAck(1, Answer.lost());

        failed(acknowledgement(event("a"), SHORT));
        assertThat(splunk.acksOutstanding()).isZero();
    }

    @Test
    void pollsForAllRequestsOfAChannelAtOnce() {
        splunk.ackNever();
        List<CompletableFuture<?>> acknowledgements = IntStream.range(0, 5)
                .<CompletableFuture<?>>mapToObj(i -> acknowledgement(event("e-" + i), "ackTimeout=1m")).toList();

        await().atMost(SOON).untilAsserted(() -> assertThat(questions())
                .extracting(ReceivedRequest::text).contains("{\"acks\":[0, 1, 2, 3, 4]}"));
        assertThat(acknowledgements).allSatisfy(acknowledgement -> assertThat(acknowledgement).isNotDone());
    }

    @Test
    void pollsTheIndexerThatTookTheEvents() {
        splunk.stickyCookies(true).ackAfter(Duration.ofMillis(300));

        List.of(acknowledgement(event("a"), ""), acknowledgement(event("b"), ""), acknowledgement(event("c"), ""))
                .forEach(HecAcknowledgementIT::assertCompleted);
        assertThat(questions()).hasSizeGreaterThan(1)
                .allSatisfy(question -> assertThat(question.cookie("HEC-NODE")).isPresent());
    }

    @Test
    void sendsOverOneChannelForEachThread() throws Exception {
        splunk.stickyCookies(true).ackAfter(Duration.ofMillis(50));
        int threads = 4;
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        try {
            List<Future<CompletableFuture<?>>> sending = IntStream.range(0, 200)
                    .<Future<CompletableFuture<?>>>mapToObj(
                            i -> workers.submit(() -> acknowledgement(event("e-" + i), "")))
                    .toList();
            for (Future<CompletableFuture<?>> sent : sending) {
                assertCompleted(sent.get());
            }
        } finally {
            workers.shutdownNow();
        }

        assertThat(splunk.ids()).hasSize(200);
        assertThat(splunk.duplicates()).isZero();
        assertThat(splunk.acksOutstanding()).isZero();
        assertThat(deliveries().stream().map(request -> request.header(CHANNEL)).distinct())
                .hasSizeBetween(1, threads + 1);
    }

    @Test
    void pollsWhileItSendsWithoutAPause() {
        splunk.always(Answer.slow(Duration.ofMillis(60)));
        CompletableFuture<?> first = acknowledgement(event("first"), "");
        int sent = 0;
        while (!first.isDone() && sent < 200) {
            acknowledgement(event("e-" + sent++), "");
        }

        assertCompleted(first);
    }

    @Test
    void anAckIdOfTwoIndexersAcknowledgesNeitherRequest() {
        splunk.stickyCookies(true).ackNever();
        splunk.next(Answer.usual().header("Set-Cookie", "HEC-NODE=another; Path=/"));
        CompletableFuture<?> first = acknowledgement(event("a"), "");
        splunk.ackAfter(Duration.ZERO);

        DeliveryException failure = failure(event("b"), "");

        assertThat(failure.fault()).isEqualTo(Fault.TRANSIENT);
        assertThat(failure).hasMessageContaining("ackId 0 to two requests").hasMessageContaining("load balancer");
        assertThat(failed(first)).hasMessage(failure.getMessage());
        assertCompleted(acknowledgement(event("b"), ""));
    }

    @Test
    void anAcknowledgementOfARequestWithoutAResponseCountsForNoOther() {
        splunk.stickyCookies(true).loseNext(1);
        // The second time over another channel.
        splunk.next(Answer.usual().header("Set-Cookie", "HEC-NODE=another; Path=/"), Answer.lost(), Answer.reset());
        CompletableFuture<?> first = acknowledgement(event("a"), "ackPollInterval=500ms");

        assertThat(failure(event("b"), "ackPollInterval=500ms").fault()).isEqualTo(Fault.TRANSIENT);

        failed(first);
        assertThat(splunk.timesIndexed("a")).isZero();
        assertThat(splunk.timesIndexed("b")).isEqualTo(1);
    }

    @Test
    void endsAChannelThatMetAnotherIndexerButPollsOn() {
        splunk.stickyCookies(true);
        assertCompleted(acknowledgement(event("a"), SHORT));
        splunk.ackAfter(Duration.ofMillis(300));
        splunk.next(Answer.usual().header("Set-Cookie", "HEC-NODE=another; Path=/"));
        CompletableFuture<?> second = acknowledgement(event("b"), SHORT);
        CompletableFuture<?> third = acknowledgement(event("c"), SHORT);
        CompletableFuture<?> fourth = acknowledgement(event("d"), SHORT);

        assertCompleted(third);
        assertCompleted(fourth);
        // The indexer that has it can no longer be polled.
        failed(second);
        List<String> channels = deliveries().stream().map(request -> request.header(CHANNEL).orElseThrow()).toList();
        assertThat(channels.subList(1, 3)).containsOnly(channels.get(0));
        assertThat(channels.get(3)).isNotEqualTo(channels.get(0));
    }

    @Test
    void sendsNothingMoreAtMaxPendingAcks() {
        splunk.ackNever();
        String options = "maxPendingAcks=2&requestTimeout=300ms&ackTimeout=2s";
        CompletableFuture<?> first = acknowledgement(event("a"), options);
        acknowledgement(event("b"), options);

        DeliveryException failure = failure(event("c"), options);

        assertThat(failure.fault()).isEqualTo(Fault.TRANSIENT);
        assertThat(failure).hasMessageContaining("2 requests").hasMessageContaining("maxPendingAcks");
        assertThat(splunk.ids()).containsExactlyInAnyOrder("a", "b");

        // Overdue requests release their permits.
        failed(first);
        splunk.ackAfter(Duration.ZERO);
        assertCompleted(acknowledgement(event("c"), options));
    }

    @Test
    void waitsAtMaxPendingAcksBeforeItFails() {
        splunk.ackAfter(Duration.ofMillis(100));

        CompletableFuture<?> acknowledgement = acknowledgement(events(50), "maxContentLength=2000&maxPendingAcks=1");

        assertCompleted(acknowledgement);
        assertThat(deliveries()).hasSizeGreaterThan(3);
    }

    @Test
    void givesOneAcknowledgementForAllRequestsOfAnExchange() {
        splunk.loseNext(1);
        failed(acknowledgement(events(50), "maxContentLength=2000&" + SHORT));

        assertCompleted(acknowledgement(events(50), "maxContentLength=2000&" + SHORT));
    }

    @Test
    void reportsNothingDeliveredIfOneRequestOfAnExchangeFails() {
        splunk.refuseIds(15, "e-40");

        Exchange exchange = send(events(50), "maxContentLength=2000");

        assertThat(exchange.getException()).isInstanceOfSatisfying(DeliveryException.class, failure -> {
            assertThat(failure.fault()).isEqualTo(Fault.POISON);
            assertThat(failure.failedIndexes()).containsExactly(40);
            assertThat(failure.delivered()).isEmpty();
        });
        assertThat(DeferredAcknowledgements.of(exchange)).isEmpty();
        assertThat(deliveries()).hasSizeGreaterThan(2);
        await().atMost(SOON).untilAsserted(() -> assertThat(splunk.acksOutstanding()).isZero());
    }

    @Test
    void givesNoAcknowledgementForAnEmptyBatch() {
        Exchange exchange = send(List.of(), "");

        assertThat(exchange.getException()).isNull();
        assertThat(DeferredAcknowledgements.of(exchange)).isEmpty();
    }

    @Test
    void failsAllPendingRequestsWhenItIsStopped() {
        splunk.ackNever();
        CompletableFuture<?> acknowledgement = acknowledgement(event("a"), "");

        camel.stop();

        assertThat(failed(acknowledgement)).hasMessageContaining("stopped");
    }

    @Test
    void waitsForNoRequestWhenItIsStopped() throws Exception {
        splunk.ackNever().nextAck(1, Answer.hang());
        Endpoint endpoint = camel.getEndpoint(uri("maxPendingAcks=1"));
        AsyncProducer producer = endpoint.createAsyncProducer();
        producer.start();
        Exchange first = endpoint.createExchange();
        first.getMessage().setBody(event("a"));
        producer.process(first);
        CompletableFuture<?> acknowledgement = DeferredAcknowledgements.of(first).orElseThrow();
        CompletableFuture<DeliveryException> waiting = new CompletableFuture<>();
        Exchange second = endpoint.createExchange();
        second.getMessage().setBody(event("b"));
        producer.process(second, sync -> waiting.complete(second.getException(DeliveryException.class)));
        await().atMost(SOON).until(() -> !questions().isEmpty());

        producer.stop();

        await().atMost(SOON).untilAsserted(() -> assertThat(acknowledgement).isCompletedExceptionally());
        assertThat(waiting).succeedsWithin(SOON).returns(Fault.TRANSIENT, DeliveryException::fault);
        assertThat(splunk.ids()).containsExactly("a");
    }

    @Test
    void aChannelWhoseConnectionDiedIsReplacedOnce() {
        splunk.ackAfter(Duration.ofMillis(300));
        String options = "ackPollInterval=500ms";
        assertCompleted(acknowledgement(event("a"), options));
        splunk.next(Answer.reset());

        assertCompleted(acknowledgement(event("b"), options));

        List<String> channels = deliveries().stream().map(request -> request.header(CHANNEL).orElseThrow()).toList();
        assertThat(channels).hasSize(3);
        assertThat(channels.get(2)).isNotEqualTo(channels.get(1));
    }

    @Test
    void aTokenWithoutAcknowledgementIsAPermanentFailure() {
        splunk.acknowledge(false);

        DeliveryException failure = failure(event("a"), "");

        assertThat(failure.fault()).isEqualTo(Fault.PERMANENT);
        assertThat(failure).hasMessageContaining("ackId").hasMessageContaining("ack=false");
    }

    @Test
    void namesTheOptionThatATokenWithAcknowledgementNeeds() {
        DeliveryException failure = failure(event("a"), "ack=false");

        assertThat(failure.fault()).isEqualTo(Fault.PERMANENT);
        assertThat(failure).hasMessageContaining("code 10").hasMessageContaining("ack=true");
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 11, 14})
    void faultsOfChannelsArePermanentFailures(int code) {
        splunk.nextCode(1, code);

        assertThat(failure(event("a"), "").fault()).isEqualTo(Fault.PERMANENT);
    }

    @Test
    void aFullChannelIsATransientFailure() {
        splunk.nextCode(1, 27, Duration.ofSeconds(7));
        assertThat(failure(event("a"), "")).returns(Fault.TRANSIENT, DeliveryException::fault)
                .satisfies(failure -> assertThat(failure.retryAfter()).hasValue(Duration.ofSeconds(7)));

        splunk.nextCode(1, 25);
        assertCompleted(acknowledgement(event("a"), ""));
    }

    private static void assertCompleted(CompletableFuture<?> acknowledgement) {
        assertThat(acknowledgement).succeedsWithin(SOON);
    }

    private static DeliveryException failed(CompletableFuture<?> acknowledgement) {
        await().atMost(SOON).until(acknowledgement::isCompletedExceptionally);
        return (DeliveryException) acknowledgement.handle((indexed, failure) -> failure).join();
    }

    private CompletableFuture<?> acknowledgement(Object body, String options) {
        Exchange exchange = send(body, options);
        assertThat(exchange.getException()).isNull();
        return DeferredAcknowledgements.of(exchange).orElseThrow();
    }

    private DeliveryException failure(Object body, String options) {
        return send(body, options).getException(DeliveryException.class);
    }

    private Exchange send(@Nullable Object body, String options) {
        return template.send(uri(options), e -> e.getMessage().setBody(body));
    }

    private String uri(String options) {
        String ack = options.contains("ack=") ? "" : "&ack=true";
        String interval = options.contains("ackPollInterval") ? "" : "&ackPollInterval=50ms";
        return "splunk:" + splunk.url() + "?token=" + FakeSplunk.TOKEN + ack + interval
                + (options.isEmpty() ? "" : "&" + options);
    }

    private List<ReceivedRequest> deliveries() {
        return splunk.requests().stream().filter(request -> !request.path().endsWith("/ack")).toList();
    }

    private List<ReceivedRequest> questions() {
        return splunk.requests().stream().filter(request -> request.path().endsWith("/ack")).toList();
    }

    private static Reply json(String body) {
        return new Reply(200, Map.of("Content-Type", "application/json"), body);
    }

    private static List<Map<String, Object>> events(int count) {
        return IntStream.range(0, count).mapToObj(i -> event("e-" + i)).toList();
    }

    private static Map<String, Object> event(String id) {
        return Map.of("id", id, "timestamp", "2026-03-01T12:00:00.123Z", "type", "purchase");
    }
}
