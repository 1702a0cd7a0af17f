package io.anivia.destination.delivery;

import static io.anivia.destination.delivery.TestEvent.acks;
import static io.anivia.destination.delivery.TestEvent.ids;
import static io.anivia.destination.delivery.TestEvent.item;
import static io.anivia.destination.delivery.TestEvent.items;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.LogRecord;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.anivia.common.CapturedLog;
import io.anivia.common.ReplayFates;
import io.anivia.contract.MessageHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(30)
class DeliveryLoopTest {

    private static final Set<String> FAILING = Set.of("7", "50", "51");

    private final ScriptedDestination destination = new ScriptedDestination(100);

    @AfterEach
    void stop() {
        destination.close();
    }

    @Test
    void whatHasNoConsentIsNotDelivered() {
        QueuedEvent without = item("without", 0, Map.of("no-consent", true));
        QueuedEvent with = item("with");
        destination.start(List.of(without, with));

        await().until(() -> acks(without) == 1 && acks(with) == 1);
        assertThat(destination.delivered()).containsExactly("with");
        assertThat(destination.counted("anivia.events.delivered")).isEqualTo(1);
        assertThat(destination.counted("anivia.events.filtered")).isEqualTo(1);
    }

    @Test
    void deliversInOrderAndAcknowledges() {
        List<QueuedEvent> events = items(5);

        destination.start(events);

        await().until(() -> destination.deliveredCount() == 5);
        assertThat(destination.delivered()).containsExactly("0", "1", "2", "3", "4");
        assertThat(events).allMatch(event -> acks(event) == 1);
        assertThat(destination.counted("anivia.events.delivered")).isEqualTo(5);
    }

    @Test
    void findsThePoisonEventsOfABatchAndDeliversTheRestOnce() {
        List<QueuedEvent> events = items(100);
        destination.refuse(FAILING, DeliveryException.poison("HTTP 400 Bad Request", null));

        destination.start(events);

        await().until(() -> destination.deliveredCount() + destination.dead().size() == 100);
        assertThat(destination.dead()).containsOnlyKeys(FAILING);
        assertThat(destination.delivered()).doesNotHaveDuplicates().hasSize(97)
                .containsExactlyElementsOf(ids(events).stream().filter(id -> !FAILING.contains(id)).toList());
        assertThat(events).allMatch(event -> acks(event) == 1);
        assertThat(destination.counted("anivia.events.dead")).isEqualTo(3);
    }

    @Test
    void deadLettersSayWhy() {
        destination.refuse(Set.of("1"),
                DeliveryException.poison("HTTP 422 Unprocessable", null).withAnswer("price: must be a number"));

        destination.start(List.of(item("1")));

        await().until(() -> destination.dead().size() == 1);
        assertThat(destination.dead().get("1"))
                .containsEntry(MessageHeaders.REASON, "HTTP 422 Unprocessable")
                .containsEntry(MessageHeaders.ANSWER, "price: must be a number")
                .containsEntry(MessageHeaders.STAGE, "delivery")
                .containsEntry(MessageHeaders.DESTINATION, "test")
                .containsEntry(MessageHeaders.ATTEMPTS, 1)
                .containsKey(MessageHeaders.FAILED_AT);
    }

    /** The replay's id goes with them, through the retry queue too. */
    @Test
    void itIsCountedWhatBecomesOfReplayedEvents() {
        destination.refuse(Set.of("1"), DeliveryException.poison("HTTP 422 Unprocessable", null));

        destination.start(List.of(item("0", 0, Map.of(MessageHeaders.REPLAY, "job")), item("2"),
                item("1", 0, Map.of(MessageHeaders.REPLAY, "job"))));

        await().until(() -> destination.deliveredCount() + destination.dead().size() == 3);
        await().untilAsserted(() -> assertThat(destination.replayFates().all())
                .isEqualTo(Map.of("job", new ReplayFates.ReplayFate(1, 1))));
        assertThat(destination.dead().get("1")).containsEntry(MessageHeaders.REPLAY, "job");
    }

    @Test
    void takesTheDestinationsWordForWhichEventsArePoison() {
        destination.script(events -> {
            Set<Integer> at = IntStream.range(0, events.size())
                    .filter(i -> FAILING.contains(TestEvent.id(events.get(i)))).boxed().collect(toSet());
            return at.isEmpty() ? DeliveryResult.delivered()
                    : DeliveryResult.failed(DeliveryException.poisonAt("invalid", at));
        });

        destination.start(items(100));

        await().until(() -> destination.deliveredCount() == 97);
        assertThat(destination.dead()).containsOnlyKeys(FAILING);
        assertThat(destination.requests()).isEqualTo(2);
    }

    @Test
    void looksForThePoisonEventItselfIfTheDestinationNamesOnesThatAreNotThere() {
        destination.refuse(Set.of("3"), DeliveryException.poisonAt("invalid", Set.of(-1, 100)));

        destination.start(items(4));

        await().until(() -> destination.deliveredCount() == 3);
        assertThat(destination.dead()).containsOnlyKeys("3");
    }

    @Test
    void doesNotRepeatWhatArrivedBeforeAFailure() {
        List<QueuedEvent> events = items(4);
        destination.failNext(DeliveryException.transientFailure("HTTP 503", null, null).afterDelivering(Set.of(0, 1)));

        destination.start(events);

        await().until(() -> events.stream().allMatch(event -> acks(event) == 1));
        assertThat(destination.tried()).containsExactly(List.of("0", "1", "2", "3"), List.of("2", "3"));
        assertThat(destination.counted("anivia.events.delivered")).isEqualTo(4);
    }

    @Test
    void mixesDeliveredPoisonAndRest() {
        List<QueuedEvent> events = items(4);
        destination.failNext(DeliveryException.poisonAt("invalid", Set.of(1, 2)).afterDelivering(Set.of(0, 1)));

        destination.start(events);

        await().until(() -> events.stream().allMatch(event -> acks(event) == 1));
        assertThat(destination.dead()).containsOnlyKeys("2");
        assertThat(destination.delivered()).containsExactly("3");
    }

    @Test
    void chargesNobodyWhileTheDestinationIsDownAndKeepsTheOrder() {
        ScriptedDestination inOrder = ScriptedDestination.inOrder(100, Integer.MAX_VALUE);
        try (inOrder) {
            inOrder.down(DeliveryException.transientFailure("connection refused", null, null));
            inOrder.start(items(250));
            await().until(() -> inOrder.requests() > 30);
            assertThat(inOrder.breaker().status().state()).isEqualTo(CircuitBreaker.BreakerState.BACKING_OFF);

            inOrder.up();

            await().until(() -> inOrder.deliveredCount() == 250);
            assertThat(inOrder.delivered()).containsExactlyElementsOf(ids(items(250)));
            assertThat(inOrder.moved()).isZero();
            assertThat(inOrder.breaker().status().state()).isEqualTo(CircuitBreaker.BreakerState.DELIVERING);
        }
    }

    @Test
    void suspendsAndProbesWhileTheDestinationRefusesEverything() {
        destination.down(DeliveryException.permanent("HTTP 401 Unauthorized", null));
        destination.start(items(3));
        await().until(() -> destination.requests() > 5);
        assertThat(destination.breaker().status().state()).isEqualTo(CircuitBreaker.BreakerState.SUSPENDED);
        assertThat(destination.breaker().status().reason()).contains("HTTP 401 Unauthorized");
        assertThat(destination.buffer().size()).isEqualTo(3);

        destination.up();

        await().until(() -> destination.deliveredCount() == 3);
        assertThat(destination.moved()).isZero();
    }

    @Test
    void setsAsideAnEventThatKeepsFailingWhileOthersPass() {
        List<QueuedEvent> events = items(100);
        destination.refuse(FAILING, DeliveryException.transientFailure("HTTP 500", null, null));

        destination.startWithOthers(events);

        await().until(() -> destination.dead().size() == 3 && destination.deliveredCount() == 97);
        assertThat(destination.dead()).containsOnlyKeys(FAILING);
        assertThat(destination.dead().values())
                .allSatisfy(headers -> assertThat(headers)
                        .containsEntry(MessageHeaders.ATTEMPTS, ScriptedDestination.MAX_ATTEMPTS)
                        .doesNotContainKey(MessageHeaders.RETRY_AT));
        assertThat(destination.retried()).containsOnlyKeys(FAILING);
        assertThat(destination.retried().values()).containsOnly(ScriptedDestination.MAX_ATTEMPTS - 1);
        assertThat(destination.delivered()).doesNotHaveDuplicates().hasSize(97);
        assertThat(events).allMatch(event -> acks(event) == 1);
    }

    @Test
    void getsPastManyNeighboursThatKeepFailing() {
        ScriptedDestination singles = new ScriptedDestination(1);
        Set<String> neighbours = IntStream.range(0, 20).mapToObj(Integer::toString).collect(toSet());
        singles.refuse(neighbours, DeliveryException.transientFailure("HTTP 500", null, null));
        try (singles) {
            singles.startWithOthers(items(40));

            await().until(() -> singles.dead().size() == 20 && singles.deliveredCount() == 20);
            assertThat(singles.delivered()).doesNotHaveDuplicates().hasSize(20).doesNotContainAnyElementsOf(neighbours);
        }
    }

    @Test
    void getsPastAnEventThatTheDestinationAnswersAsIfItRefusedEverything() {
        ScriptedDestination singles = new ScriptedDestination(1);
        singles.refuse(Set.of("0"), DeliveryException.permanent("HTTP 404 Not Found", null));
        try (singles) {
            singles.startWithOthers(items(10));

            await().until(() -> singles.deliveredCount() == 9 && singles.dead().size() == 1);
        }
    }

    @Test
    void getsPastAnEventThatTheDestinationIsAlwaysTooBusyFor() {
        ScriptedDestination singles = new ScriptedDestination(1);
        singles.refuse(Set.of("0"), DeliveryException.transientFailure("HTTP 503", Duration.ofMillis(2), null));
        try (singles) {
            singles.startWithOthers(items(10));

            await().until(() -> singles.deliveredCount() == 9 && singles.dead().size() == 1);
        }
    }

    @Test
    void obeysRetryAfter() {
        destination.failNext(DeliveryException.transientFailure("HTTP 429", Duration.ofMillis(300), null));
        long begun = System.nanoTime();

        destination.start(items(1));

        await().until(() -> destination.deliveredCount() == 1);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(299));
        assertThat(destination.requests()).isEqualTo(2);
    }

    @Test
    void deliversNothingThatTheBrokerHasTakenBack() {
        destination.down(DeliveryException.transientFailure("connection refused", null, null));
        List<QueuedEvent> lost = items(10);
        destination.start(lost);
        await().until(() -> destination.requests() > 2);

        lost.forEach(TestEvent::lose);
        destination.buffer().add(item("again"));
        destination.up();

        await().until(() -> destination.deliveredCount() == 1);
        assertThat(destination.delivered()).containsExactly("again");
    }

    @Test
    void begunDeliveriesEndAndNoneBeginsWhenItIsStopped() {
        destination.script(events -> {
            destination.breaker().pause();
            return DeliveryResult.delivered();
        });
        List<QueuedEvent> events = items(150);

        destination.start(events);

        await().until(() -> destination.deliveredCount() == 100);
        destination.close();
        assertThat(events.stream().filter(event -> acks(event) == 1)).hasSize(100);
    }

    @Test
    void keepsAnEventUntilItsDeadLetterIsConfirmed() {
        QueuedEvent event = item("1", 0, Map.of("custom", "kept"));
        destination.refuse(Set.of("1"), DeliveryException.poison("HTTP 400", null));
        destination.brokerRefusesNext(3);

        destination.start(List.of(event));

        await().until(() -> acks(event) == 1);
        assertThat(destination.dead().get("1")).containsEntry("custom", "kept");
        assertThat(destination.requests()).as("the destination is not asked again").isEqualTo(1);
        assertThat(destination.counted("anivia.events.dead")).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("throwables")
    void deliversAgainWhatTheRouteThrewOn(Throwable thrown) {
        throwOnce(thrown);
        List<QueuedEvent> events = items(150);
        try (CapturedLog log = new CapturedLog()) {
            destination.start(events);

            await().until(() -> events.stream().allMatch(event -> acks(event) == 1));
            assertThat(destination.delivered()).containsExactlyElementsOf(ids(events));
            assertThat(destination.moved()).isZero();
            assertThat(destination.loop().deadThreads()).isZero();
            assertThat(log.records()).filteredOn(entry -> entry.getThrown() != null).singleElement()
                    .satisfies(entry -> assertThat(entry.getThrown().getStackTrace()).isNotEmpty());
        }
    }

    static Stream<Throwable> throwables() {
        return Stream.of(new IllegalStateException("a fault"), new IOException("undeclared"),
                new AssertionError("a fault"), new NoClassDefFoundError("a/Class"), new StackOverflowError(),
                new OutOfMemoryError("a lot of it"));
    }

    private void throwOnce(Throwable thrown) {
        AtomicBoolean once = new AtomicBoolean(true);
        destination.script(events -> {
            if (once.getAndSet(false)) {
                StrictRepository.sneak(thrown);
            }
            return DeliveryResult.delivered();
        });
    }

    @Test
    void anEventOnWhichTheRouteAlwaysThrowsHoldsUpNoOther() {
        destination.script(events -> {
            if (ids(events).contains("7")) {
                throw new AssertionError("always");
            }
            return DeliveryResult.delivered();
        });

        destination.startWithOthers(items(20));

        await().until(() -> destination.dead().size() == 1 && destination.deliveredCount() == 19);
        assertThat(destination.dead().get("7"))
                .containsEntry(MessageHeaders.REASON, "the delivery broke off: java.lang.AssertionError");
    }

    @Test
    void goesOnWhenARouteInterruptsIt() {
        destination.script(events -> {
            Thread.currentThread().interrupt();
            return DeliveryResult.delivered();
        });
        List<QueuedEvent> events = items(250);

        destination.start(events);

        await().until(() -> events.stream().allMatch(event -> acks(event) == 1));
        assertThat(destination.requests()).isEqualTo(3);
    }

    @Test
    void deliversAgainWhatIsNotAcknowledgedWhenAnAcknowledgementFails() {
        List<QueuedEvent> events = items(4);
        TestEvent.failNextAck(events.get(1));

        destination.start(events);

        await().until(() -> events.stream().allMatch(event -> acks(event) == 1));
        assertThat(destination.tried()).containsExactly(List.of("0", "1", "2", "3"), List.of("1", "2", "3"));
        assertThat(destination.counted("anivia.events.delivered")).isEqualTo(4);
    }

    @Test
    void deliversAgainWhatIsNotAcknowledgedWhenThePromiseOfItIsKept() {
        CompletableFuture<Void> safe = new CompletableFuture<>();
        Iterator<DeliveryResult> results =
                List.of(DeliveryResult.promised(safe), DeliveryResult.delivered()).iterator();
        destination.script(batch -> results.next());
        List<QueuedEvent> events = items(4);
        TestEvent.failNextAck(events.get(1));
        destination.start(events);
        await().until(() -> destination.delivering().promisedEvents() == 4);

        safe.complete(null);

        await().until(() -> events.stream().allMatch(event -> acks(event) == 1));
        assertThat(destination.delivering().promisedEvents()).isZero();
        assertThat(destination.tried()).containsExactly(List.of("0", "1", "2", "3"), List.of("1", "2", "3"));
    }

    @Test
    void showsThatItHasDied() {
        QueuedEvent event = item("1");
        TestEvent.failNextLook(event);

        destination.start(List.of(event));

        await().dontCatchUncaughtExceptions().until(() -> destination.loop().deadThreads() == 1);
        assertThat(acks(event)).isZero();
    }

    @Test
    void hasNotDiedWhenItIsStopped() {
        destination.start(items(3));
        await().until(() -> destination.deliveredCount() == 3);

        destination.close();

        assertThat(destination.loop().deadThreads()).isZero();
    }

    @Test
    void countsWhatStepsHaveDroppedAsFiltered() {
        CompletableFuture<Void> safe = new CompletableFuture<>();
        Iterator<DeliveryResult> results = List.of(DeliveryResult.promised(safe).without(3),
                DeliveryResult.delivered().without(50)).iterator();
        destination.script(batch -> results.next());
        List<QueuedEvent> events = items(150);

        destination.start(events);
        safe.complete(null);

        await().until(() -> events.stream().allMatch(event -> acks(event) == 1));
        assertThat(destination.counted("anivia.events.delivered")).isEqualTo(97);
        assertThat(destination.counted("anivia.events.filtered")).isEqualTo(53);
    }

    @Test
    void acknowledgesNothingBeforeAPromiseIsKept() {
        CompletableFuture<Void> safe = new CompletableFuture<>();
        destination.script(batch -> DeliveryResult.promised(safe));
        List<QueuedEvent> events = items(250);

        destination.start(events);

        await().until(() -> destination.requests() == 3);
        assertThat(destination.delivering().promisedEvents()).isEqualTo(250);
        assertThat(events).noneMatch(event -> acks(event) > 0);
        assertThat(destination.counted("anivia.events.delivered")).isZero();

        safe.complete(null);

        assertThat(events).allMatch(event -> acks(event) == 1);
        assertThat(destination.delivering().promisedEvents()).isZero();
        assertThat(destination.counted("anivia.events.delivered")).isEqualTo(250);
    }

    @Test
    void deliversAgainAndInOrderWhatAPromiseWasBrokenFor() {
        CompletableFuture<Void> first = new CompletableFuture<>();
        Iterator<CompletableFuture<Void>> promises =
                List.of(first, CompletableFuture.<Void>completedFuture(null)).iterator();
        destination.script(batch -> DeliveryResult.promised(promises.next()));
        List<QueuedEvent> events = items(100);
        destination.start(events);
        await().until(() -> destination.delivering().promisedEvents() == 100);

        first.completeExceptionally(DeliveryException.transientFailure("not indexed within 300 s", null, null));

        await().until(() -> events.stream().allMatch(event -> acks(event) == 1));
        assertThat(destination.tried()).containsExactly(ids(events), ids(events));
        assertThat(destination.counted("anivia.events.delivered")).isEqualTo(100);
    }

    @Test
    void forgetsAPromiseForWhatTheBrokerHasTakenBack() {
        CompletableFuture<Void> safe = new CompletableFuture<>();
        destination.script(batch -> DeliveryResult.promised(safe));
        List<QueuedEvent> events = items(10);
        destination.start(events);
        await().until(() -> destination.delivering().promisedEvents() == 10);

        events.forEach(TestEvent::lose);
        safe.completeExceptionally(DeliveryException.transientFailure("stopped", null, null));

        assertThat(destination.delivering().promisedEvents()).isZero();
        assertThat(destination.buffer().poll().isEmpty()).isTrue();
        assertThat(destination.requests()).isEqualTo(1);
    }

    @Test
    void keepsTheOrderOfAllThroughPassingFailures() {
        ScriptedDestination singles = new ScriptedDestination(1);
        singles.failNext(DeliveryException.transientFailure("HTTP 503", null, null));
        singles.failNext(DeliveryException.transientFailure("HTTP 503", null, null));
        try (singles) {
            singles.start(items(5));

            await().until(() -> singles.deliveredCount() == 5);
            assertThat(singles.delivered()).containsExactly("0", "1", "2", "3", "4");
        }
    }

    /** Five keys, ten deliveries at once, answers out of order, one delivery in ten fails, and now and then all. */
    @RepeatedTest(5)
    void keepsTheOrderOfEachKeyAndDeliversOneOfItAtATime() {
        ScriptedDestination keyed = new ScriptedDestination(1, 10, DeliveryOrder.BY_KEY);
        Set<String> underWay = ConcurrentHashMap.newKeySet();
        List<String> twiceAtOnce = new CopyOnWriteArrayList<>();
        keyed.watch(events -> {
            String key = String.valueOf(events.get(0).orderKey());
            if (!underWay.add(key)) {
                twiceAtOnce.add(key);
            }
        }, events -> underWay.remove(String.valueOf(events.get(0).orderKey())));
        Map<String, Integer> failures = new ConcurrentHashMap<>();
        keyed.script(events -> ThreadLocalRandom.current().nextInt(10) == 0
                && failures.merge(ids(events).get(0), 1, Integer::sum) <= 3
                ? DeliveryResult.failed(DeliveryException.transientFailure("HTTP 503", null, null))
                : DeliveryResult.delivered());
        keyed.answerWithin(Duration.ofMillis(2));
        List<QueuedEvent> events = IntStream.range(0, 1000)
                .mapToObj(i -> TestEvent.keyed("k" + i % 5, "k" + i % 5 + "-" + i)).toList();
        try (keyed) {
            keyed.start(events);
            await().until(() -> keyed.deliveredCount() > 300);
            keyed.down(DeliveryException.transientFailure("connection refused", null, null));
            keyed.up();

            await().until(() -> keyed.deliveredCount() == 1000);
            assertThat(keyed.moved()).isZero();
            assertThat(twiceAtOnce).isEmpty();
            assertThat(keyed.mostAtOnce()).isBetween(3, 5);
            for (int key = 0; key < 5; key++) {
                String prefix = "k" + key + "-";
                assertThat(keyed.delivered()).filteredOn(id -> id.startsWith(prefix))
                        .containsExactlyElementsOf(ids(events).stream().filter(id -> id.startsWith(prefix)).toList());
            }
        }
    }

    @Test
    void eventsOfOneKeyGoTogetherInABatchInOrder() {
        ScriptedDestination keyed = new ScriptedDestination(10, 4, DeliveryOrder.BY_KEY);
        keyed.answerWithin(Duration.ofMillis(2));
        List<QueuedEvent> events = IntStream.range(0, 400)
                .mapToObj(i -> TestEvent.keyed("k" + i % 3, "k" + i % 3 + "-" + i)).toList();
        try (keyed) {
            keyed.start(events);

            await().until(() -> keyed.deliveredCount() == 400);
            for (int key = 0; key < 3; key++) {
                String prefix = "k" + key + "-";
                assertThat(keyed.delivered()).filteredOn(id -> id.startsWith(prefix))
                        .containsExactlyElementsOf(ids(events).stream().filter(id -> id.startsWith(prefix)).toList());
            }
        }
    }

    @Test
    void anEventOutOfARefusedBatchIsNotSetAsideAtItsFirstFailure() {
        ScriptedDestination keyed = new ScriptedDestination(32, 4, DeliveryOrder.BY_KEY);
        Set<String> failed = ConcurrentHashMap.newKeySet();
        keyed.script(events -> {
            List<String> ids = ids(events);
            return ids.contains("bad") ? DeliveryResult.failed(DeliveryException.poison("HTTP 422", null))
                    : ids.size() == 1 && failed.add(ids.get(0))
                            ? DeliveryResult.failed(DeliveryException.transientFailure("HTTP 503", null, null))
                            : DeliveryResult.delivered();
        });
        keyed.answerWithin(Duration.ofMillis(2));
        List<QueuedEvent> events = IntStream.range(0, 320)
                .mapToObj(i -> TestEvent.keyed("k" + i % 40, i == 31 ? "bad" : "k" + i % 40 + "-" + i)).toList();
        try (keyed) {
            keyed.start(events);

            await().until(() -> keyed.deliveredCount() == 319);
            assertThat(failed).isNotEmpty();
            assertThat(keyed.retried()).isEmpty();
            assertThat(keyed.dead()).containsOnlyKeys("bad");
        }
    }

    @Test
    void anEventThatKeepsFailingHoldsUpItsKeyAlone() {
        ScriptedDestination keyed = new ScriptedDestination(1, 4, DeliveryOrder.BY_KEY);
        keyed.refuse(Set.of("bad"), DeliveryException.transientFailure("HTTP 500", null, null));
        List<QueuedEvent> events = Stream.concat(
                Stream.of(TestEvent.keyed("a", "bad"), TestEvent.keyed("a", "after")),
                IntStream.range(0, 100).mapToObj(i -> TestEvent.keyed("k" + i, "" + i))).toList();
        try (keyed) {
            keyed.startWithOthers(events);

            await().until(() -> keyed.deliveredCount() == 101 && keyed.dead().size() == 1);
            assertThat(keyed.tried()).filteredOn(batch -> batch.contains("bad"))
                    .hasSizeGreaterThanOrEqualTo(FailurePolicy.TRIES_BY_KEY);
            assertThat(keyed.dead()).containsOnlyKeys("bad");
        }
    }

    @Test
    void holdsNoThreadForADeliveryThatWaitsForItsAnswer() {
        ScriptedDestination many = new ScriptedDestination(1, 64, DeliveryOrder.NONE);
        many.answerWithin(Duration.ofMillis(50));
        try (many) {
            many.start(items(500));

            await().until(() -> many.deliveredCount() == 500);
            assertThat(many.mostAtOnce()).isEqualTo(64);
            assertThat(many.threads()).isEqualTo(1);
        }
    }

    @Test
    void addsThreadsForARouteThatBlocks() {
        ScriptedDestination many = new ScriptedDestination(1, 4, DeliveryOrder.NONE);
        CyclicBarrier all = new CyclicBarrier(4);
        AtomicBoolean isFirst = new AtomicBoolean(true);
        many.script(events -> {
            try {
                if (isFirst.getAndSet(false) || many.threads() < 4) {
                    new CountDownLatch(1).await(2, TimeUnit.MILLISECONDS);
                } else {
                    all.await(10, TimeUnit.SECONDS);
                }
            } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
                return DeliveryResult.delivered();
            }
            return DeliveryResult.delivered();
        });
        try (many) {
            many.start(items(400));

            await().until(() -> many.mostAtOnce() == 4);
            assertThat(many.threads()).isEqualTo(4);
        }
    }

    @Test
    void anEventThatIsRefusedAsIfForGoodCostsTheOthersNothing() {
        ScriptedDestination singles = new ScriptedDestination(1);
        singles.refuse(Set.of("5"), DeliveryException.permanent("HTTP 403 Forbidden", null));
        try (singles; CapturedLog log = new CapturedLog()) {
            singles.startWithOthers(items(60));

            await().until(() -> singles.deliveredCount() == 59 && singles.dead().containsKey("5"));
            assertThat(singles.breaker().status().state()).isEqualTo(CircuitBreaker.BreakerState.DELIVERING);
            assertThat(singles.delivered()).doesNotHaveDuplicates().doesNotContain("5");
            assertThat(log.records()).extracting(LogRecord::getMessage).noneMatch(text -> text.contains("next try"));
        }
    }

    @Test
    void suspendsWhenFiftyEventsInARowAreRefusedAndKeepsTheOthers() {
        ScriptedDestination singles = new ScriptedDestination(1);
        Set<String> all = IntStream.range(0, 100).mapToObj(Integer::toString).collect(toSet());
        singles.refuse(all, DeliveryException.poison("not deliverable: NullPointerException", null));
        try (singles) {
            singles.start(items(100));

            await().until(() -> singles.breaker().status().state() == CircuitBreaker.BreakerState.SUSPENDED);
            assertThat(singles.dead()).hasSize(49);
            assertThat(singles.buffer().size()).isEqualTo(51);
            assertThat(singles.breaker().status().reason()).get().asString()
                    .containsPattern("\\d\\d deliveries in a row .*NullPointerException");

            singles.script(events -> DeliveryResult.delivered());
            await().until(() -> singles.deliveredCount() == 51);
        }
    }

    @RepeatedTest(20)
    void aLateTransientFailureDoesNotHideThatCredentialsAreWrong() {
        ScriptedDestination two = new ScriptedDestination(1, 2, DeliveryOrder.NONE);
        two.script(events -> DeliveryResult.failed(ids(events).contains("0")
                ? DeliveryException.permanent("HTTP 401 Unauthorized", null)
                : DeliveryException.transientFailure("timed out", null, null)));
        two.answerWithin(Duration.ofMillis(2));
        try (two) {
            two.start(items(2));

            await().until(() -> two.requests() > 6);
            await().until(() -> two.breaker().status().reason().filter(r -> r.contains("401")).isPresent());
            assertThat(two.breaker().status().state()).isEqualTo(CircuitBreaker.BreakerState.SUSPENDED);
        }
    }

    @Test
    void keepsTheOrderOfAllThroughAPassingFailureThatLooksPermanent() {
        ScriptedDestination singles = new ScriptedDestination(1);
        singles.failNext(DeliveryException.permanent("HTTP 401 Unauthorized", null));
        try (singles) {
            singles.start(items(50));

            await().until(() -> singles.deliveredCount() == 50);
            assertThat(singles.delivered()).containsExactlyElementsOf(ids(items(50)));
            assertThat(singles.moved()).isZero();
        }
    }

    @Test
    void givesUpAnEventThatKeepsFailingThoughNoOtherComesAnyMore() {
        ScriptedDestination singles = new ScriptedDestination(1, 4, DeliveryOrder.NONE);
        singles.refuse(Set.of("5"), DeliveryException.permanent("HTTP 403 Forbidden", null));
        singles.answerWithin(Duration.ofMillis(2));
        try (singles) {
            singles.start(items(60));

            await().until(() -> singles.deliveredCount() == 59 && singles.dead().containsKey("5"));
            assertThat(singles.dead().get("5")).containsEntry(MessageHeaders.ATTEMPTS, ScriptedDestination.MAX_ATTEMPTS);
        }
    }

    @Test
    void suspendsInOrderAfterAFewTriesThoughEachEventGoesAlone() {
        ScriptedDestination singles = ScriptedDestination.inOrder(1, 10, Duration.ofMillis(1), Duration.ofHours(1));
        singles.down(DeliveryException.permanent("HTTP 401 Unauthorized", null));
        try (singles) {
            singles.start(items(10));

            await().until(() -> singles.breaker().status().state() == CircuitBreaker.BreakerState.SUSPENDED);
            assertThat(singles.requests()).as("twice the first, then two others").isEqualTo(4);
            assertThat(singles.buffer().size()).isEqualTo(10);

            singles.up();
            singles.breaker().resume();
            await().until(() -> singles.deliveredCount() == 10);
            assertThat(singles.delivered()).containsExactlyElementsOf(ids(items(10)));
            assertThat(singles.moved()).isZero();
        }
    }
}
