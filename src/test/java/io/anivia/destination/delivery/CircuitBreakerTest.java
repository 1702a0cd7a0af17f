package io.anivia.destination.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.anivia.destination.delivery.CircuitBreaker.BreakerState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class CircuitBreakerTest {

    private static final DeliveryException BUSY = DeliveryException.transientFailure("HTTP 503", null, null);
    private static final DeliveryException REFUSED = DeliveryException.permanent("HTTP 401", null);

    private static final SlowStart NO_SLOW_START = new SlowStart(Duration.ZERO);

    private final CircuitBreaker breaker =
            new CircuitBreaker(Duration.ofMillis(1), Duration.ofMillis(2), NO_SLOW_START);
    /** Each stands for a worker: the breaker knows its probe by its thread. */
    private final ExecutorService one = Executors.newSingleThreadExecutor();
    private final ExecutorService two = Executors.newSingleThreadExecutor();

    @AfterEach
    void stop() {
        one.shutdownNow();
        two.shutdownNow();
    }

    /** What the breaker is called for; {@code probe} and {@code earlier} are threads with a delivery in flight. */
    private enum Event {
        PROBE_SUCCEEDS((breaker, probe, earlier) -> on(probe, breaker::passed)),
        PROBE_FAILS_TRANSIENTLY((breaker, probe, earlier) -> on(probe, () -> breaker.failed(BUSY))),
        PROBE_FAILS_PERMANENTLY((breaker, probe, earlier) -> on(probe, () -> breaker.failed(REFUSED))),
        PROBE_ENDS((breaker, probe, earlier) -> on(probe, returning(false, breaker::release))),
        EARLIER_SUCCEEDS((breaker, probe, earlier) -> on(earlier, breaker::passed)),
        EARLIER_FAILS_TRANSIENTLY((breaker, probe, earlier) -> on(earlier, () -> breaker.failed(BUSY))),
        EARLIER_FAILS_PERMANENTLY((breaker, probe, earlier) -> on(earlier, () -> breaker.failed(REFUSED))),
        EARLIER_ENDS((breaker, probe, earlier) -> on(earlier, returning(false, breaker::release))),
        PAUSE((breaker, probe, earlier) -> returning(false, breaker::pause).call()),
        RESUME((breaker, probe, earlier) -> returning(false, breaker::resume).call()),
        END((breaker, probe, earlier) -> returning(false, breaker::end).call());

        private interface Call {
            /** @return whether the breaker says that its state has changed */
            boolean on(CircuitBreaker breaker, ExecutorService probe, ExecutorService earlier) throws Exception;
        }

        private final Call call;

        Event(Call call) {
            this.call = call;
        }
    }

    /** The table of {@link CircuitBreaker}, cell by cell. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', useHeadersInDisplayName = true, textBlock = """
            event                     | DELIVERING  | BACKING_OFF | SUSPENDED
            PROBE_SUCCEEDS            | DELIVERING  | DELIVERING  | DELIVERING
            PROBE_FAILS_TRANSIENTLY   | BACKING_OFF | BACKING_OFF | BACKING_OFF
            PROBE_FAILS_PERMANENTLY   | SUSPENDED   | SUSPENDED   | SUSPENDED
            PROBE_ENDS                | DELIVERING  | BACKING_OFF | SUSPENDED
            EARLIER_SUCCEEDS          | DELIVERING  | BACKING_OFF | SUSPENDED
            EARLIER_FAILS_TRANSIENTLY | BACKING_OFF | BACKING_OFF | BACKING_OFF
            EARLIER_FAILS_PERMANENTLY | SUSPENDED   | SUSPENDED   | SUSPENDED
            EARLIER_ENDS              | DELIVERING  | BACKING_OFF | SUSPENDED
            PAUSE                     | DELIVERING  | BACKING_OFF | SUSPENDED
            RESUME                    | DELIVERING  | BACKING_OFF | SUSPENDED
            END                       | DELIVERING  | BACKING_OFF | SUSPENDED
            """)
    void goesFromOneStateToTheNext(Event event, BreakerState fromDelivering, BreakerState fromBackingOff,
            BreakerState fromSuspended) throws Exception {
        assertNext(BreakerState.DELIVERING, event, fromDelivering);
        assertNext(BreakerState.BACKING_OFF, event, fromBackingOff);
        assertNext(BreakerState.SUSPENDED, event, fromSuspended);
    }

    private void assertNext(BreakerState from, Event event, BreakerState next) throws Exception {
        CircuitBreaker breaker = inState(from);

        boolean changed = event.call.on(breaker, one, two);

        assertThat(breaker.status().state()).as("from %s", from).isEqualTo(next);
        assertThat(changed).as("from %s: news", from).isEqualTo(from != next);
    }

    /** A breaker with an earlier delivery of worker two in flight, and the probe of worker one. */
    private CircuitBreaker inState(BreakerState state) throws Exception {
        CircuitBreaker breaker = new CircuitBreaker(Duration.ofMillis(1), Duration.ofMillis(2), NO_SLOW_START);
        on(two, breaker::acquire);
        on(one, breaker::acquire);
        on(one, () -> breaker.failed(state == BreakerState.SUSPENDED ? REFUSED : BUSY));
        on(one, returning(true, breaker::release));
        on(one, breaker::acquire);
        if (state == BreakerState.DELIVERING) {
            on(one, breaker::passed);
        }
        assertThat(breaker.status().state()).isEqualTo(state);
        return breaker;
    }

    @Test
    void letsAllInWhileItIsOpen() throws Exception {
        assertThat(enter(one)).isTrue();
        assertThat(enter(two)).isTrue();
        assertThat(breaker.failingFor()).isZero();
    }

    @Test
    void letsOneProbeInAtATime() throws Exception {
        fail(one, BUSY);

        assertThat(enter(one)).isTrue();
        Future<Boolean> second = two.submit(breaker::acquire);
        assertThat(isWaiting(second)).isTrue();

        on(one, breaker::passed);
        assertThat(second.get()).as("open for all, though the probe is still inside").isTrue();
        assertThat(breaker.status().state()).isEqualTo(BreakerState.DELIVERING);
        assertThat(breaker.status().reason()).isEmpty();
    }

    @Test
    void aProbeThatTellsNothingMakesRoomForTheNext() throws Exception {
        fail(one, BUSY);
        assertThat(enter(one)).isTrue();
        Future<Boolean> second = two.submit(breaker::acquire);

        leave(one);

        assertThat(second.get()).isTrue();
        assertThat(breaker.status().state()).isEqualTo(BreakerState.BACKING_OFF);
    }

    @Test
    void aSuccessFromBeforeItClosedDoesNotOpenIt() throws Exception {
        enter(two);
        fail(one, DeliveryException.transientFailure("HTTP 429", Duration.ofMinutes(1), null));

        assertThat(on(two, breaker::passed)).isFalse();

        leave(two);
        assertThat(breaker.status().state()).isEqualTo(BreakerState.BACKING_OFF);
        assertThat(breaker.passedSoFar()).isZero();
    }

    @Test
    void whoWasInsideBeforeItClosedDoesNotGiveAwayTheProbesPlace() throws Exception {
        enter(two);
        fail(one, BUSY);
        enter(one);

        leave(two);

        assertThat(isWaiting(two.submit(breaker::acquire))).isTrue();
    }

    @Test
    void ofWorkersThatFailTogetherTheFirstMakesThePause() throws Exception {
        CircuitBreaker doubling = new CircuitBreaker(Duration.ofSeconds(10), Duration.ofHours(1), NO_SLOW_START);
        for (int i = 0; i < 10; i++) {
            doubling.failed(BUSY);
        }
        assertThat(doubling.status().nextTryMillis())
                .isLessThanOrEqualTo(System.currentTimeMillis() + TimeUnit.SECONDS.toMillis(10));
    }

    @Test
    void thePauseGrowsUpToTheCeiling() throws Exception {
        for (int i = 0; i < 20; i++) {
            fail(one, BUSY);
        }
        long now = System.currentTimeMillis();
        assertThat(breaker.status().nextTryMillis()).isLessThanOrEqualTo(now + 2);
    }

    @Test
    void isSuspendedByAPermanentFailureAndProbesAtTheCeiling() {
        CircuitBreaker slow = new CircuitBreaker(Duration.ofSeconds(1), Duration.ofMinutes(1), NO_SLOW_START);

        assertThat(slow.failed(REFUSED)).as("news").isTrue();
        assertThat(slow.failed(REFUSED)).as("news").isFalse();

        assertThat(slow.status().state()).isEqualTo(BreakerState.SUSPENDED);
        assertThat(slow.status().reason()).contains("HTTP 401");
        assertThat(slow.status().nextTryMillis()).isGreaterThan(System.currentTimeMillis() + 50_000);
    }

    @Test
    void obeysRetryAfterAboveTheCeilingWhoeverBringsIt() {
        breaker.failed(BUSY);
        breaker.failed(DeliveryException.transientFailure("HTTP 429", Duration.ofMinutes(5), null));

        assertThat(breaker.status().nextTryMillis()).isGreaterThan(System.currentTimeMillis() + 290_000);
    }

    @Test
    void haltsWithoutForgettingWhatItWas() throws Exception {
        breaker.pause();
        Future<Boolean> waiting = one.submit(breaker::acquire);
        assertThat(isWaiting(waiting)).isTrue();

        breaker.resume();

        assertThat(waiting.get()).isTrue();
    }

    @Test
    void sendsAllAwayWhenItEnds() throws Exception {
        breaker.failed(DeliveryException.transientFailure("HTTP 429", Duration.ofMinutes(5), null));
        Future<Boolean> waiting = one.submit(breaker::acquire);

        breaker.end();

        assertThat(waiting.get()).isFalse();
        assertThat(enter(two)).isFalse();
    }

    @Test
    void sparesADestinationThatHasJustComeBack() throws Exception {
        CircuitBreaker slow = new CircuitBreaker(Duration.ofMillis(1), Duration.ofMillis(2),
                new SlowStart(Duration.ofHours(1)));
        slow.rest(Duration.ofMinutes(1));
        slow.failed(BUSY);
        slow.rest(Duration.ofMinutes(1));
        on(one, () -> slow.acquire() && slow.passed());

        Future<Boolean> resting = one.submit(() -> {
            slow.rest(Duration.ofMinutes(1));
            return true;
        });

        assertThat(isWaiting(resting)).as("only now").isTrue();
        slow.end();
        assertThat(resting.get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void knowsWhenNobodyIsInside() throws Exception {
        boolean[] ran = {false};
        enter(one);
        breaker.ifIdle(() -> ran[0] = true);
        assertThat(ran[0]).isFalse();
        breaker.awaitIdle(Duration.ofMillis(1));

        leave(one);
        breaker.awaitIdle(Duration.ofMinutes(1));
        breaker.ifIdle(() -> ran[0] = true);
        assertThat(ran[0]).isTrue();
    }

    private boolean enter(ExecutorService worker) throws Exception {
        return on(worker, breaker::acquire);
    }

    private void leave(ExecutorService worker) throws Exception {
        on(worker, returning(true, breaker::release));
    }

    private static Callable<Boolean> returning(boolean result, Runnable action) {
        return Executors.callable(action, result);
    }

    private void fail(ExecutorService worker, DeliveryException failure) throws Exception {
        enter(worker);
        on(worker, () -> breaker.failed(failure));
        leave(worker);
    }

    private static <T> T on(ExecutorService worker, Callable<T> action) throws Exception {
        return worker.submit(action).get(10, TimeUnit.SECONDS);
    }

    private static boolean isWaiting(Future<?> future) throws InterruptedException, ExecutionException {
        try {
            future.get(50, TimeUnit.MILLISECONDS);
            return false;
        } catch (TimeoutException e) {
            return true;
        }
    }
}
