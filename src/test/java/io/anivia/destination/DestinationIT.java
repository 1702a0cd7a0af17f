package io.anivia.destination;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.stream.IntStream;

import com.rabbitmq.client.AMQP;
import io.anivia.broker.TestBrokers;
import io.anivia.broker.consume.Delivery;
import io.anivia.broker.consume.QueueSubscription;
import io.anivia.broker.publish.OutboundMessage;
import io.anivia.common.CapturedLog;
import io.anivia.contract.MessageHeaders;
import io.anivia.destination.delivery.DeferredAcknowledgement;
import io.anivia.destination.delivery.DeliveryException;
import io.anivia.destination.delivery.StrictRepository;
import io.anivia.fakes.Answer;
import io.anivia.fakes.FakePartner;
import io.anivia.fakes.NeedsRabbit;
import io.anivia.fakes.RabbitNode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import org.apache.camel.Processor;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Delivery from a RabbitMQ node to a partner over HTTP, and all that can go wrong on the way. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
@NeedsRabbit
class DestinationIT {

    private static final AtomicInteger NAMES = new AtomicInteger();
    private static RabbitNode node;

    @TempDir
    private Path files;
    private final FakePartner partner = new FakePartner().start();
    private final List<DestinationContext> contexts = new ArrayList<>();
    /** Each test has a destination, and so queues, of its own. */
    private String name;

    @BeforeAll
    static void startNode() {
        node = RabbitNode.create();
        node.start();
    }

    @AfterAll
    static void stopNode() {
        if (node != null) {
            node.close();
        }
    }

    @BeforeEach
    void nameAnew() {
        name = "d" + NAMES.incrementAndGet();
    }

    @AfterEach
    void stop() {
        contexts.forEach(DestinationContext::close);
        partner.close();
    }

    @Test
    void deliversBatchesAndCounts() {
        DestinationContext anivia = anivia("batchSize: 10");
        route(anivia, 0, 25);

        patiently().until(() -> partner.deliveredCount() == 25);

        assertThat(delivered()).containsExactlyElementsOf(names(0, 25));
        assertThat(partner.requestCount()).isLessThan(25);
        patiently().until(() -> anivia.status(name).backlog() == 0);
        assertThat(counted(anivia, "anivia.events.delivered")).isEqualTo(25);
        assertThat(anivia.meters().find("anivia.end.to.end").timer().count()).isEqualTo(25);
        assertThat(anivia.meters().find("anivia.destination.suspended").gauge().value()).isZero();
        awaitBalance(anivia);
    }

    @Test
    void countsWhatAStepDropsAsFilteredAndNotAsDelivered() {
        for (int batchSize : new int[]{1, 10}) {
            nameAnew();
            DestinationContext anivia = context();
            anivia.file(name, route("batchSize: " + batchSize, """
                        - to: {uri: "sample:half", parameters: {rate: 1/2}}
                """)).load();
            route(anivia, 0, 40);

            patiently().until(() -> anivia.status(name).backlog() == 0
                    && counted(anivia, "anivia.events.delivered") + counted(anivia, "anivia.events.filtered") == 40);

            assertThat(counted(anivia, "anivia.events.filtered")).isBetween(1.0, 39.0);
            awaitBalance(anivia);
        }
    }

    @Test
    void keepsEventsUntilTheirPromiseIsKeptAndDeliversThemAgainIfItIsBroken() {
        List<CompletableFuture<Void>> promises = new CopyOnWriteArrayList<>();
        DestinationContext anivia = context();
        anivia.camel().getRegistry().bind("promising", (Processor) exchange -> {
            CompletableFuture<Void> safe = new CompletableFuture<>();
            promises.add(safe);
            DeferredAcknowledgement.give(exchange, safe);
        });
        anivia.file(name, route("batchSize: 10", """
                    - process: {ref: promising}
            """)).load();
        route(anivia, 0, 10);
        patiently().until(() -> promises.size() >= 1 && partner.ids().size() == 10);
        patiently().until(() -> anivia.status(name).backlog() == 10);
        assertThat(counted(anivia, "anivia.events.delivered")).isZero();
        awaitBalance(anivia);

        int before = promises.size();
        promises.forEach(
                safe -> safe.completeExceptionally(DeliveryException.transientFailure("not safe", null, null)));
        patiently().until(() -> promises.size() > before && partner.duplicates() == 10);

        patiently().until(() -> {
            promises.forEach(safe -> safe.complete(null));
            return anivia.status(name).backlog() == 0;
        });
        assertThat(counted(anivia, "anivia.events.delivered")).isEqualTo(10);
        awaitBalance(anivia);
    }

    @Test
    void anEventThatIsRefusedGoesToTheDeadLettersUntouchedAndTheRestOfItsBatchArrives() {
        partner.statusFor(400, "e7");
        DestinationContext anivia = anivia("batchSize: 10");
        List<Delivery> dead = anivia.deadLetters(name);
        route(anivia, 0, 20);

        patiently().until(() -> partner.deliveredCount() == 19 && dead.size() == 1);

        assertThat(delivered()).doesNotHaveDuplicates().doesNotContain("e7");
        Delivery letter = dead.get(0);
        assertThat(letter.body()).asString(UTF_8).isEqualTo(json("e7"));
        assertThat(letter.contentType()).isEqualTo("application/json");
        assertThat(letter.headers())
                .containsEntry("anivia-destination", name)
                .containsEntry("anivia-stage", "delivery")
                .containsEntry("anivia-reason", "HTTP 400 Bad Request")
                .containsEntry("anivia-attempts", 1)
                .containsEntry("anivia-receipt", "receipt-e7")
                .containsKeys("anivia-failed-at", "anivia-received-at");
        assertThat(counted(anivia, "anivia.events.dead")).isEqualTo(1);
        awaitBalance(anivia);
    }

    @Test
    void anEventOnWhichTheRouteItselfFailsIsDead() {
        DestinationContext anivia = context().file(name, route("batchSize: 1", """
                    - setProperty:
                        name: number
                        expression: {simple: {expression: "${body[id].length().nothing()}"}}
            """)).load();
        List<Delivery> dead = anivia.deadLetters(name);
        anivia.route(name, "e1", json("e1"));
        anivia.route(name, "e2", "not JSON");

        patiently().until(() -> dead.size() == 2);
        assertThat(dead).allSatisfy(letter -> assertThat(letter.header("anivia-reason")).isNotBlank());
        assertThat(partner.requestCount()).isZero();
    }

    @Test
    void deliversAnEventThatComesTwiceOnce() {
        DestinationContext anivia = anivia("batchSize: 10", "dedupe: 10m");
        route(anivia, 0, 20);
        patiently().until(() -> partner.ids().size() == 20 && anivia.status(name).backlog() == 0);
        long before = partner.deliveredCount();

        route(anivia, 10, 30);

        patiently().until(() -> partner.ids().size() == 30 && anivia.status(name).backlog() == 0);
        assertThat(partner.deliveredCount()).isEqualTo(before + 10);
        awaitBalance(anivia);
    }

    @Test
    void startsAndStopsTheRepositoryThatRemembersDeliveredEvents() throws Exception {
        StrictRepository repository = new StrictRepository().failing(1);
        DestinationContext anivia = context();
        anivia.camel().getRegistry().bind("repository", repository);
        anivia.file(name, route("batchSize: 10\ndedupeRepository: '#repository'", "")).load();
        route(anivia, 0, 5);
        patiently().until(() -> partner.ids().size() == 5 && anivia.status(name).backlog() == 0);
        patiently().until(repository::isStarted);
        route(anivia, 5, 10);
        patiently().until(() -> partner.ids().size() == 10 && anivia.status(name).backlog() == 0);

        route(anivia, 5, 10);

        patiently().until(() -> counted(anivia, "anivia.events.duplicate") == 5);
        assertThat(partner.deliveredCount()).isEqualTo(10);
        awaitBalance(anivia);
        anivia.camel().getRouteController().stopRoute(name);
        assertThat(repository.isStarted()).isFalse();
        anivia.camel().getRouteController().startRoute(name);
        assertThat(repository.isStarted()).isTrue();
    }

    @Test
    void eventsWaitInOrderWhileTheDestinationIsDown() {
        partner.next(5, Answer.status(503)).next(Answer.reset());
        DestinationContext anivia = anivia("batchSize: 1");
        List<Delivery> dead = anivia.deadLetters(name);
        route(anivia, 0, 10);

        patiently().until(() -> partner.deliveredCount() >= 10);
        assertThat(delivered()).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(names(0, 10));
        assertThat(dead).isEmpty();
    }

    @Test
    void isSuspendedWhileItIsRefusedAndThrowsNothingAway() {
        partner.always(Answer.status(401));
        DestinationContext anivia = anivia("batchSize: 1");
        List<Delivery> dead = anivia.deadLetters(name);
        route(anivia, 0, 10);
        patiently().until(() -> anivia.status(name).isSuspended());
        patiently().until(() -> anivia.status(name).backlog() == 10);
        assertThat(anivia.status(name).reason()).contains("HTTP 401 Unauthorized");
        assertThat(anivia.status(name).oldestSeconds()).isPositive();
        assertThat(anivia.meters().find("anivia.destination.suspended").gauge().value()).isEqualTo(1);

        partner.heal();

        patiently().until(() -> partner.ids().size() == 10);
        assertThat(anivia.status(name).state()).isEqualTo("delivering");
        assertThat(dead).isEmpty();
    }

    @Test
    void anEventThatFailsWhileOthersPassIsRetriedAndDeadAfterItsAttempts() {
        partner.statusFor(500, "e3");
        DestinationContext anivia = anivia("batchSize: 5", "maxAttempts: 3");
        List<Delivery> dead = anivia.deadLetters(name);
        route(anivia, 0, 10);

        int[] next = {10};
        patiently().until(() -> {
            route(anivia, next[0], ++next[0]);
            return dead.size() == 1;
        });

        assertThat(dead.get(0).body()).asString(UTF_8).isEqualTo(json("e3"));
        assertThat(dead.get(0).headers()).containsEntry("anivia-attempts", 3)
                .containsEntry("anivia-reason", "HTTP 500 Internal Server Error")
                .doesNotContainKey("anivia-retry-at");
        patiently().until(() -> partner.deliveredCount() == next[0] - 1);
        assertThat(delivered()).doesNotHaveDuplicates();
        awaitBalance(anivia);
    }

    @Test
    void aStepThatThrowsIsLoggedOnceWithItsIdAndItsStackAndWithoutItsMessage() {
        DestinationContext anivia = context();
        anivia.file(name, route("batchSize: 1", """
                    - throwException: {id: breaks, exceptionType: java.lang.IllegalStateException, message: secret}
            """)).load();
        List<Delivery> dead = anivia.deadLetters(name);

        try (CapturedLog log = new CapturedLog()) {
            route(anivia, 0, 3);
            patiently().until(() -> dead.size() == 3);

            assertThat(log.records()).filteredOn(entry -> entry.getThrown() != null
                            && entry.getLevel().intValue() >= Level.WARNING.intValue())
                    .singleElement().satisfies(entry -> {
                        assertThat(entry.getMessage()).contains("'" + name + "'", "'breaks'", "IllegalStateException")
                                .doesNotContain("secret");
                        assertThat(entry.getThrown().toString()).doesNotContain("secret");
                        assertThat(entry.getThrown().getStackTrace()).isNotEmpty();
                    });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"setBody: {id: total, simple: \"${body.sum(1)}\"}",
            "setHeader: {id: total, name: x, simple: \"${body.sum(1)}\"}",
            "setProperty: {id: total, name: x, expression: {simple: {expression: \"${body.sum(1)}\"}}}",
            "filter: {id: total, simple: \"${body.sum(1)} > 3\", steps: [{log: x}]}"})
    void anExpressionThatThrowsIsNamedInTheLogAndItsStepInTheDeadLetter(String step) {
        DestinationContext anivia = context();
        anivia.file(name, route("batchSize: 1", "        - " + step)).load();
        List<Delivery> dead = anivia.deadLetters(name);

        try (CapturedLog log = new CapturedLog()) {
            route(anivia, 0, 1);
            patiently().until(() -> dead.size() == 1);

            assertThat(log.records()).filteredOn(entry -> entry.getThrown() != null
                            && entry.getLevel().intValue() >= Level.WARNING.intValue())
                    .singleElement().satisfies(entry -> assertThat(entry.getMessage())
                            .contains("'total'", "${body.sum(1)}", name + ".camel", "MethodNotFoundException")
                            .doesNotContain("1.10"));
        }
        assertThat(dead.get(0).headers().get("anivia-reason").toString()).contains("step 'total'", "MethodNotFoundException");
    }

    @Test
    void anErrorOfAStepIsNoEventsFaultAndIsLoggedWithItsStack() {
        AtomicInteger errors = new AtomicInteger(2);
        DestinationContext anivia = context();
        anivia.camel().getRegistry().bind("breaking", (Processor) exchange -> {
            if (errors.getAndDecrement() > 0) {
                throw new AssertionError("secret");
            }
        });
        anivia.file(name, route("batchSize: 5", "        - process: {ref: breaking}")).load();
        List<Delivery> dead = anivia.deadLetters(name);
        try (CapturedLog log = new CapturedLog()) {
            route(anivia, 0, 10);

            patiently().until(() -> partner.ids().size() == 10 && anivia.status(name).backlog() == 0);
            assertThat(dead).isEmpty();
            assertThat(log.records()).filteredOn(entry -> entry.getThrown() != null
                            && entry.getLevel().intValue() >= Level.WARNING.intValue())
                    .singleElement().satisfies(entry -> {
                        assertThat(entry.getMessage()).contains("AssertionError").doesNotContain("secret");
                        assertThat(entry.getMessage()).contains("process");
                        assertThat(entry.getThrown().toString()).doesNotContain("secret");
                    });
        }
        awaitBalance(anivia);
    }

    @Test
    void drainsTheRetryQueueUnderTheNameThatItHadBefore() {
        fillFormerRetryQueue();

        DestinationContext anivia = anivia("batchSize: 1");
        route(anivia, 3, 5);

        patiently().until(() -> partner.ids().size() == 5);
        awaitBalance(anivia);
        assertThat(TestBrokers.<Long>as(node, channel -> channel.messageCount("anivia.later." + name))).isZero();
        assertThat(delivered()).doesNotHaveDuplicates();
    }

    @Test
    void looksForTheFormerRetryQueueAgainWhenItsRouteStartsAgain() throws Exception {
        DestinationContext anivia = anivia("batchSize: 1");
        route(anivia, 3, 4);
        patiently().until(() -> partner.ids().size() == 1);
        patiently().until(() -> anivia.status(name).backlog() == 0);

        anivia.camel().getRouteController().stopRoute(name);
        fillFormerRetryQueue();
        anivia.camel().getRouteController().startRoute(name);

        patiently().until(() -> partner.ids().size() == 4);
    }

    /** Three events, as a process of the release before has left them. */
    private void fillFormerRetryQueue() {
        String former = "anivia.later." + name;
        TestBrokers.as(node, channel -> {
            channel.queueDeclare(former, true, false, false, Map.of("x-queue-type", "quorum"));
            channel.confirmSelect();
            for (int i = 0; i < 3; i++) {
                long retryAt = System.currentTimeMillis() + 200 * i;
                channel.basicPublish("", former, new AMQP.BasicProperties.Builder().deliveryMode(2)
                        .headers(Map.of("anivia-receipt", "r", "anivia-received-at", System.currentTimeMillis(),
                                "anivia-attempts", 1, "anivia-not-before", retryAt)).build(),
                        json("e" + i).getBytes(UTF_8));
            }
            channel.waitForConfirmsOrDie(10_000);
            return null;
        });
    }

    @Test
    void makesNoQueueUnderTheNameThatTheRetryQueueHadBefore() {
        DestinationContext anivia = anivia("batchSize: 1");
        route(anivia, 0, 1);
        patiently().until(() -> partner.ids().size() == 1);
        // Housekeeping has looked for it.
        patiently().until(() -> anivia.status(name).backlog() == 0);

        assertThatIllegalStateException()
                .isThrownBy(() -> TestBrokers.as(node, channel -> channel.messageCount("anivia.later." + name)))
                .withStackTraceContaining("NOT_FOUND");
    }

    @Test
    void losesNothingWhenTheBrokerRestartsWithEventsInHand() {
        partner.always(Answer.status(503));
        DestinationContext anivia = anivia("batchSize: 10", "concurrency: 2");
        route(anivia, 0, 100);
        patiently().until(() -> partner.requestCount() > 2);

        node.stop();
        node.start();
        partner.heal();

        patiently().until(() -> partner.ids().size() == 100);
        patiently().until(() -> anivia.status(name).backlog() == 0);
        // All but what was on its way when the connection went.
        assertThat(partner.deliveredCount()).isLessThanOrEqualTo(120);
        awaitBalance(anivia);
    }

    @Test
    void endsWhatItHasBegunAndGivesBackTheRestWhenItStops() throws Exception {
        partner.always(Answer.slow(Duration.ofMillis(500)));
        DestinationContext first = anivia("batchSize: 1");
        route(first, 0, 20);
        patiently().until(() -> partner.requestCount() >= 1);

        first.close();

        partner.heal();
        long before = partner.deliveredCount();
        assertThat(before).isBetween(1L, 3L);
        DestinationContext second = context().load();
        patiently().until(() -> partner.deliveredCount() >= 20);
        patiently().until(() -> second.status(name).backlog() == 0);
        assertThat(delivered()).containsExactlyElementsOf(names(0, 20));
    }

    @Test
    void givesEverythingToOthersWhileItIsPaused() throws Exception {
        partner.always(Answer.slow(Duration.ofMillis(200)));
        DestinationContext anivia = anivia("batchSize: 1");
        route(anivia, 0, 10);
        patiently().until(() -> partner.requestCount() >= 1);

        anivia.camel().getRouteController().suspendRoute(name);

        assertThat(anivia.status(name).state()).isEqualTo("paused");
        assertThat(anivia.destinations().on()).extracting(Destination::name).containsExactly(name);
        int arrived = (int) partner.deliveredCount();
        List<Delivery> taken = new CopyOnWriteArrayList<>();
        QueueSubscription other = anivia.takeAll("anivia.to." + name, taken);
        patiently().until(() -> taken.size() == 10 - arrived);
        other.close();

        anivia.camel().getRouteController().resumeRoute(name);

        patiently().until(() -> partner.deliveredCount() == 10);
        assertThat(delivered()).containsExactlyElementsOf(names(0, 10));
    }

    @ParameterizedTest
    @ValueSource(strings = {"anivia.to.", "anivia.retry."})
    void knowsItsOldestEventThoughItIsPausedAndHasNoneBuffered(String queue) throws Exception {
        DestinationContext anivia = anivia("batchSize: 1");
        route(anivia, 0, 1);
        patiently().until(() -> partner.deliveredCount() == 1);
        patiently().until(() -> anivia.broker().messageCount("anivia.retry." + name).isPresent());
        anivia.camel().getRouteController().suspendRoute(name);
        long anHourAgo = System.currentTimeMillis() - Duration.ofHours(1).toMillis();
        OutboundMessage first = OutboundMessage.json(queue + name,
                Map.of(MessageHeaders.RECEIPT, "r", MessageHeaders.RECEIVED_AT, anHourAgo), json("e1").getBytes(UTF_8));
        OutboundMessage second = OutboundMessage.json(queue + name,
                Map.of(MessageHeaders.RECEIPT, "r", MessageHeaders.RECEIVED_AT, anHourAgo + 1000),
                json("e2").getBytes(UTF_8));
        anivia.publishBatch(first, second);

        Gauge age = anivia.meters().find("anivia.destination.oldest.seconds").gauge();
        patiently().until(() -> age.value() >= 3600);
        double seen = age.value();
        patiently().until(() -> age.value() > seen);

        anivia.camel().getRouteController().resumeRoute(name);

        patiently().until(() -> partner.deliveredCount() == 3 && age.value() == 0);
        awaitBalance(anivia);
    }

    @Test
    void staysKnownWhileItsRouteIsStoppedAndGoesOnAfterwards() throws Exception {
        DestinationContext anivia = anivia("batchSize: 1");
        anivia.camel().getRouteController().stopRoute(name);
        assertThat(anivia.destinations().on()).extracting(Destination::name).containsExactly(name);
        route(anivia, 0, 3);

        anivia.camel().getRouteController().startRoute(name);

        patiently().until(() -> partner.deliveredCount() == 3);
        patiently().until(() -> anivia.meters().find("anivia.destination.backlog").gauge().value() == 0);
    }

    @Test
    void aDeliveryThatHangsDoesNotHoldUpTheShutdownForEver() {
        partner.always(Answer.hang());
        DestinationContext anivia = anivia("batchSize: 1");
        anivia.camel().getShutdownStrategy().setTimeout(1);
        route(anivia, 0, 1);
        patiently().until(() -> partner.requestCount() >= 1);
        patiently().until(() -> anivia.status(name).underWaySeconds() > 1);
        assertThat(anivia.status(name).state()).isEqualTo("delivering");

        CompletableFuture<Void> stopped = CompletableFuture.runAsync(anivia::close);

        patiently().until(stopped::isDone);
        partner.heal();
        context().load();
        patiently().until(() -> partner.deliveredCount() == 1);
    }

    private DestinationContext context() {
        DestinationContext context = DestinationContext.on(node.uri(), files);
        contexts.add(context);
        return context;
    }

    private DestinationContext anivia(String... options) {
        return context().file(name, route(String.join("\n", options), "")).load();
    }

    private String route(String options, String step) {
        return """
            - route:
                id: %s
                from:
                  uri: destination:%s
                  parameters:
                    backoff: 20ms,200ms
                    batchInterval: 50ms
                    %s
                  steps:
            %s
                    - marshal: {json: {}}
                    - setHeader:
                        name: Content-Type
                        expression: {constant: {expression: application/json}}
                    - to:
                        uri: %s
            """.formatted(name, name, options.replace("\n", "\n        "), step, partner.url());
    }

    /** What was taken from the broker and what became of it are the same. */
    private static void awaitBalance(DestinationContext anivia) {
        patiently().until(() -> anivia.meters().find("anivia.events.unaccounted").gauge().value() == 0);
    }

    private void route(DestinationContext anivia, int from, int to) {
        names(from, to).forEach(id -> anivia.route(name, id, json(id)));
    }

    private static String json(String id) {
        return "{ \"id\" : \"" + id + "\",  \"amount\": 1.10 }";
    }

    private static List<String> names(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "e" + i).toList();
    }

    private List<String> delivered() {
        return partner.deliveries().stream().map(delivery -> delivery.id().orElseThrow()).toList();
    }

    private static double counted(DestinationContext anivia, String meter) {
        return anivia.meters().find(meter).counters().stream().mapToDouble(Counter::count).sum();
    }

    private static ConditionFactory patiently() {
        return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(50));
    }
}
