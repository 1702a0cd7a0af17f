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

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CircuitBreakerTest {

    private static final DeliveryException BUSY = DeliveryException.transientFailure("HTTP 503", null, null);
    private static final DeliveryException REFUSED = DeliveryException.permanent("HTTP 401", null);

    private static final SlowStart NO_SLOW_START = new SlowStart(Duration.ZERO);

    private final CircuitBreaker breaker = new CircuitBreaker(Duration.ofMillis(1), Duration.ofMillis(2), NO_SLOW_START);
    /** Each stands for a worker: the breaker knows its probe by its thread. */
    private final ExecutorService one = Executors.newSingleThreadExecutor();
    private final ExecutorService two = Executors.newSingleThreadExecutor();

    @AfterEach
    void stop() {
        one.shutdownNow();
        two.shutdownNow();
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
        assertThat(breaker.status().state()).isEqualTo(CircuitBreaker.BreakerState.DELIVERING);
        assertThat(breaker.status().reason()).isEmpty();
    }

    @Test
    void aProbeThatTellsNothingMakesRoomForTheNext() throws Exception {
        fail(one, BUSY);
        assertThat(enter(one)).isTrue();
        Future<Boolean> second = two.submit(breaker::acquire);

        leave(one);

        assertThat(second.get()).isTrue();
        assertThat(breaker.status().state()).isEqualTo(CircuitBreaker.BreakerState.BACKING_OFF);
    }

    @Test
    void aSuccessFromBeforeItClosedDoesNotOpenIt() throws Exception {
        enter(two);
        fail(one, DeliveryException.transientFailure("HTTP 429", Duration.ofMinutes(1), null));

        assertThat(on(two, breaker::passed)).isFalse();

        leave(two);
        assertThat(breaker.status().state()).isEqualTo(CircuitBreaker.BreakerState.BACKING_OFF);
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

        assertThat(slow.status().state()).isEqualTo(CircuitBreaker.BreakerState.SUSPENDED);
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
        CircuitBreaker slow = new CircuitBreaker(Duration.ofMillis(1), Duration.ofMillis(2), new SlowStart(Duration.ofHours(1)));
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
        on(worker, () -> {
            breaker.release();
            return true;
        });
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
