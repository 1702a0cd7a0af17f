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
import io.anivia.destination.delivery.DeliveryException.Fault;
import io.anivia.destination.delivery.DeliveryException;
import io.anivia.fakes.Answer;
import io.anivia.fakes.FakeSplunk;
import io.anivia.fakes.ReceivedRequest;
import io.anivia.fakes.Reply;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the producer promises, and when it keeps or breaks that. */
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
    void keepsItsPromiseOnceSplunkHasIndexedTheEvents() {
        splunk.ackAfter(Duration.ofMillis(500));

        assertKept(promise(events(100), ""));
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
    void breaksItsPromiseIfSplunkDoesNotAcknowledgeInTime() {
        splunk.ackNever();

        DeliveryException failure = broken(promise(event("a"), SHORT));

        assertThat(failure.fault()).isEqualTo(Fault.TRANSIENT);
        assertThat(failure).hasMessage("Splunk HEC at " + splunk.url()
                + " has not acknowledged the events within 700 ms; they are sent again");
    }

    @Test
    void breaksItsPromiseOfEventsThatSplunkLost() {
        splunk.loseNext(1);

        broken(promise(event("a"), SHORT));
        assertThat(splunk.indexedCount()).isZero();

        assertKept(promise(event("a"), SHORT));
        assertThat(splunk.timesIndexed("a")).isEqualTo(1);
    }

    @Test
    void breaksItsPromiseOfEventsThatARestartedIndexerKnowsNothingOf() {
        splunk.ackAfter(Duration.ofMinutes(10));
        CompletableFuture<?> promise = promise(event("a"), SHORT);
        splunk.forgetAcks();

        broken(promise);
    }

    @ParameterizedTest
    @ValueSource(strings = {"busy", "forbidden", "garbage", "empty", "odd", "hang", "reset", "half"})
    void goesOnAskingWhateverTheAnswer(String kind) {
        Answer odd = Answer.reply(json("{\"acks\":{\"0\":\"true\",\"zero\":true,\"-1\":true,\"99999999999999999999\":true}}"));
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

        assertKept(promise(event("a"), "responseTimeout=300ms"));
        assertThat(questions()).hasSize(3);
        assertThat(splunk.timesIndexed("a")).isEqualTo(1);
    }

    @Test
    void breaksItsPromiseIfTheAcknowledgementItselfWasLost() {
        splunk.nextAck(1, Answer.lost());

        broken(promise(event("a"), SHORT));
        assertThat(splunk.acksOutstanding()).isZero();
    }

    @Test
    void asksAboutEverythingOfAChannelAtOnce() {
        splunk.ackNever();
        List<CompletableFuture<?>> promises = IntStream.range(0, 5)
                .<CompletableFuture<?>>mapToObj(i -> promise(event("e-" + i), "ackTimeout=1m")).toList();

        await().atMost(SOON).untilAsserted(() -> assertThat(questions())
                .extracting(ReceivedRequest::text).contains("{\"acks\":[0, 1, 2, 3, 4]}"));
        assertThat(promises).allSatisfy(promise -> assertThat(promise).isNotDone());
    }

    @Test
    void findsTheIndexerAgainThatTookTheEvents() {
        splunk.stickyCookies(true).ackAfter(Duration.ofMillis(300));

        List.of(promise(event("a"), ""), promise(event("b"), ""), promise(event("c"), ""))
                .forEach(HecAcknowledgementIT::assertKept);
        assertThat(questions()).hasSizeGreaterThan(1)
                .allSatisfy(question -> assertThat(question.cookie("HEC-NODE")).isPresent());
    }

    @Test
    void sendsOverOneChannelForEachThreadAndNeverMixesThemUp() throws Exception {
        splunk.stickyCookies(true).ackAfter(Duration.ofMillis(50));
        int threads = 4;
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        try {
            List<Future<CompletableFuture<?>>> sending = IntStream.range(0, 200)
                    .<Future<CompletableFuture<?>>>mapToObj(i -> workers.submit(() -> promise(event("e-" + i), "")))
                    .toList();
            for (Future<CompletableFuture<?>> sent : sending) {
                assertKept(sent.get());
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
    void keepsUpWithAskingWhileItSendsWithoutAPause() {
        splunk.always(Answer.slow(Duration.ofMillis(60)));
        CompletableFuture<?> first = promise(event("first"), "");
        int sent = 0;
        while (!first.isDone() && sent < 200) {
            promise(event("e-" + sent++), "");
        }

        assertKept(first);
    }

    @Test
    void doesNotTakeAnAckIdGivenByTwoIndexersForOne() {
        splunk.stickyCookies(true).ackNever();
        splunk.next(Answer.usual().header("Set-Cookie", "HEC-NODE=another; Path=/"));
        CompletableFuture<?> first = promise(event("a"), "");
        splunk.ackAfter(Duration.ZERO);

        DeliveryException failure = failure(event("b"), "");

        assertThat(failure.fault()).isEqualTo(Fault.TRANSIENT);
        assertThat(failure).hasMessageContaining("ackId 0 to two requests").hasMessageContaining("load balancer");
        assertThat(broken(first)).hasMessage(failure.getMessage());
        assertKept(promise(event("b"), ""));
    }

    @Test
    void doesNotTakeTheAcknowledgementOfARequestWithoutAnAnswerForAnotherOnes() {
        splunk.stickyCookies(true).loseNext(1);
        splunk.next(Answer.usual().header("Set-Cookie", "HEC-NODE=another; Path=/"), Answer.lost());
        CompletableFuture<?> first = promise(event("a"), "ackPollInterval=500ms");

        assertThat(failure(event("b"), "ackPollInterval=500ms").fault()).isEqualTo(Fault.TRANSIENT);

        broken(first);
        assertThat(splunk.timesIndexed("a")).isZero();
        assertThat(splunk.timesIndexed("b")).isEqualTo(1);
    }

    @Test
    void leavesAChannelThatMetAnotherIndexerButAsksOn() {
        splunk.stickyCookies(true);
        assertKept(promise(event("a"), SHORT));
        splunk.ackAfter(Duration.ofMillis(300));
        splunk.next(Answer.usual().header("Set-Cookie", "HEC-NODE=another; Path=/"));
        CompletableFuture<?> second = promise(event("b"), SHORT);
        CompletableFuture<?> third = promise(event("c"), SHORT);
        CompletableFuture<?> fourth = promise(event("d"), SHORT);

        assertKept(third);
        assertKept(fourth);
        // The indexer that knows of it cannot be asked any more.
        broken(second);
        List<String> channels = deliveries().stream().map(request -> request.header(CHANNEL).orElseThrow()).toList();
        assertThat(channels.subList(1, 3)).containsOnly(channels.get(0));
        assertThat(channels.get(3)).isNotEqualTo(channels.get(0));
    }

    @Test
    void sendsNothingMoreWhenTooMuchIsPending() {
        splunk.ackNever();
        String options = "maxPendingAcks=2&requestTimeout=300ms&ackTimeout=2s";
        CompletableFuture<?> first = promise(event("a"), options);
        promise(event("b"), options);

        DeliveryException failure = failure(event("c"), options);

        assertThat(failure.fault()).isEqualTo(Fault.TRANSIENT);
        assertThat(failure).hasMessageContaining("2 requests").hasMessageContaining("maxPendingAcks");
        assertThat(splunk.ids()).containsExactlyInAnyOrder("a", "b");

        // What is given up makes room.
        broken(first);
        splunk.ackAfter(Duration.ZERO);
        assertKept(promise(event("c"), options));
    }

    @Test
    void waitsForRoomBeforeItGivesUp() {
        splunk.ackAfter(Duration.ofMillis(100));

        CompletableFuture<?> promise = promise(events(50), "maxContentLength=2000&maxPendingAcks=1");

        assertKept(promise);
        assertThat(deliveries()).hasSizeGreaterThan(3);
    }

    @Test
    void makesOnePromiseForAllRequestsOfAnExchange() {
        splunk.loseNext(1);
        broken(promise(events(50), "maxContentLength=2000&" + SHORT));

        assertKept(promise(events(50), "maxContentLength=2000&" + SHORT));
    }

    @Test
    void callsNothingDeliveredIfOneRequestOfAnExchangeFails() {
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
    void promisesNothingAboutAnEmptyBatch() {
        Exchange exchange = send(List.of(), "");

        assertThat(exchange.getException()).isNull();
        assertThat(DeferredAcknowledgements.of(exchange)).isEmpty();
    }

    @Test
    void breaksItsPromisesWhenItIsStopped() {
        splunk.ackNever();
        CompletableFuture<?> promise = promise(event("a"), "");

        camel.stop();

        assertThat(broken(promise)).hasMessageContaining("stopped");
    }

    @Test
    void waitsForNobodyWhenItIsStopped() throws Exception {
        splunk.ackNever().nextAck(1, Answer.hang());
        String options = "maxPendingAcks=1";
        CompletableFuture<?> promise = promise(event("a"), options);
        ExecutorService worker = Executors.newSingleThreadExecutor();
        try {
            Future<DeliveryException> waiting = worker.submit(() -> failure(event("b"), options));
            await().atMost(SOON).until(() -> !questions().isEmpty());

            camel.stop();

            await().atMost(SOON).untilAsserted(() -> assertThat(promise).isCompletedExceptionally());
            await().atMost(SOON).until(waiting::isDone);
            assertThat(waiting.get().fault()).isEqualTo(Fault.TRANSIENT);
        } finally {
            worker.shutdownNow();
        }
        assertThat(splunk.ids()).containsExactly("a");
    }

    @Test
    void takesATokenWithoutAcknowledgementForALastingFault() {
        splunk.acknowledge(false);

        DeliveryException failure = failure(event("a"), "");

        assertThat(failure.fault()).isEqualTo(Fault.PERMANENT);
        assertThat(failure).hasMessageContaining("ackId").hasMessageContaining("ack=false");
    }

    @Test
    void saysWhatATokenWithAcknowledgementNeeds() {
        DeliveryException failure = failure(event("a"), "ack=false");

        assertThat(failure.fault()).isEqualTo(Fault.PERMANENT);
        assertThat(failure).hasMessageContaining("code 10").hasMessageContaining("ack=true");
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 11, 14})
    void takesWhatIsWrongWithChannelsForALastingFault(int code) {
        splunk.nextCode(1, code);

        assertThat(failure(event("a"), "").fault()).isEqualTo(Fault.PERMANENT);
    }

    @Test
    void takesACollectorWhoseChannelIsFullForAPassingFault() {
        splunk.nextCode(1, 27, Duration.ofSeconds(7));
        assertThat(failure(event("a"), "")).returns(Fault.TRANSIENT, DeliveryException::fault)
                .satisfies(failure -> assertThat(failure.retryAfter()).hasValue(Duration.ofSeconds(7)));

        splunk.nextCode(1, 25);
        assertKept(promise(event("a"), ""));
    }

    private static void assertKept(CompletableFuture<?> promise) {
        assertThat(promise).succeedsWithin(SOON);
    }

    private static DeliveryException broken(CompletableFuture<?> promise) {
        await().atMost(SOON).until(promise::isCompletedExceptionally);
        return (DeliveryException) promise.handle((kept, why) -> why).join();
    }

    private CompletableFuture<?> promise(Object body, String options) {
        Exchange exchange = send(body, options);
        assertThat(exchange.getException()).isNull();
        return DeferredAcknowledgements.of(exchange).orElseThrow();
    }

    private DeliveryException failure(Object body, String options) {
        return send(body, options).getException(DeliveryException.class);
    }

    private Exchange send(@Nullable Object body, String options) {
        String ack = options.contains("ack=") ? "" : "&ack=true";
        String interval = options.contains("ackPollInterval") ? "" : "&ackPollInterval=50ms";
        return template.send("splunk:" + splunk.url() + "?token=" + FakeSplunk.TOKEN + ack + interval
                + (options.isEmpty() ? "" : "&" + options), e -> e.getMessage().setBody(body));
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
