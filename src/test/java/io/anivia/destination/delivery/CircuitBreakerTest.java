package io.anivia.destination.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.anivia.destination.delivery.CircuitBreaker.BreakerState;
import io.anivia.destination.delivery.CircuitBreaker.Permit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class CircuitBreakerTest {

    private static final DeliveryException BUSY = DeliveryException.transientFailure("HTTP 503", null, null);
    private static final DeliveryException REFUSED = DeliveryException.permanent("HTTP 401", null);
    private static final SlowStart NO_SLOW_START = new SlowStart(Duration.ZERO);
    private static final Duration MAX_RETRY_AFTER = Duration.ofMinutes(15);

    private final AtomicInteger changes = new AtomicInteger();
    /** Its waits are over at once, or never. */
    private final CircuitBreaker breaker = breaker(Duration.ofNanos(1_000_000), Duration.ofMillis(2));

    private CircuitBreaker breaker(Duration first, Duration longest) {
        return new CircuitBreaker(new RetryPolicy(first, longest, MAX_RETRY_AFTER, 10, 50), NO_SLOW_START,
                changes::incrementAndGet);
    }

    /** What the breaker is called for, with two deliveries in flight. */
    private enum Event {
        PROBE_SUCCEEDS((breaker, probe, earlier) -> probe.passed()),
        PROBE_FAILS_TRANSIENTLY((breaker, probe, earlier) -> probe.failed(BUSY)),
        PROBE_FAILS_PERMANENTLY((breaker, probe, earlier) -> probe.failed(REFUSED)),
        PROBE_ENDS((breaker, probe, earlier) -> noNews(probe::release)),
        EARLIER_SUCCEEDS((breaker, probe, earlier) -> earlier.passed()),
        EARLIER_FAILS_TRANSIENTLY((breaker, probe, earlier) -> earlier.failed(BUSY)),
        EARLIER_FAILS_PERMANENTLY((breaker, probe, earlier) -> earlier.failed(REFUSED)),
        EARLIER_ENDS((breaker, probe, earlier) -> noNews(earlier::release)),
        PAUSE((breaker, probe, earlier) -> noNews(breaker::pause)),
        RESUME((breaker, probe, earlier) -> noNews(breaker::resume)),
        END((breaker, probe, earlier) -> noNews(breaker::end));

        private interface Call {
            /** @return whether the breaker says that its state has changed */
            boolean on(CircuitBreaker breaker, Permit probe, Permit earlier);
        }

        private final Call call;

        Event(Call call) {
            this.call = call;
        }

        private static boolean noNews(Runnable action) {
            action.run();
            return false;
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
            EARLIER_FAILS_TRANSIENTLY | BACKING_OFF | BACKING_OFF | SUSPENDED
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
        CircuitBreaker one = breaker(Duration.ofMillis(1), Duration.ofMillis(2));
        Permit earlier = acquire(one);
        fail(one, from == BreakerState.SUSPENDED ? REFUSED : BUSY);
        Permit probe = acquire(one);
        if (from == BreakerState.DELIVERING) {
            probe.passed();
        }
        assertThat(one.status().state()).isEqualTo(from);

        boolean changed = event.call.on(one, probe, earlier);

        assertThat(one.status().state()).as("from %s", from).isEqualTo(next);
        assertThat(changed).as("from %s: news", from).isEqualTo(from != next);
    }

    @Test
    void letsAllBeginWhileItDelivers() {
        assertThat(breaker.tryAcquire()).isNotNull();
        assertThat(breaker.tryAcquire()).isNotNull();
        assertThat(breaker.failingFor()).isZero();
        assertThat(breaker.nanosToProbe()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void letsOneProbeBeginAtATime() {
        fail(breaker, BUSY);
        Permit probe = acquire(breaker);

        assertThat(breaker.tryAcquire()).isNull();

        probe.passed();
        assertThat(breaker.tryAcquire()).as("all may begin, though the probe is in flight").isNotNull();
        assertThat(breaker.status().state()).isEqualTo(BreakerState.DELIVERING);
        assertThat(breaker.status().reason()).isEmpty();
    }

    @Test
    void aProbeThatTellsNothingMakesRoomForTheNext() {
        fail(breaker, BUSY);
        Permit probe = acquire(breaker);

        probe.release();

        assertThat(acquire(breaker)).isNotNull();
        assertThat(breaker.status().state()).isEqualTo(BreakerState.BACKING_OFF);
    }

    @Test
    void anEarlierSuccessIsAReasonToProbeAtOnce() {
        CircuitBreaker slow = breaker(Duration.ofHours(1), Duration.ofHours(1));
        Permit earlier = acquire(slow);
        fail(slow, BUSY);
        assertThat(slow.tryAcquire()).isNull();

        assertThat(earlier.passed()).isFalse();

        assertThat(slow.status().state()).isEqualTo(BreakerState.BACKING_OFF);
        assertThat(slow.passedSoFar()).isZero();
        assertThat(slow.tryAcquire()).isNotNull();
    }

    @Test
    void anEarlierSuccessDoesNotShortenTheWaitThatTheDestinationAskedFor() {
        Permit earlier = acquire(breaker);
        fail(breaker, DeliveryException.transientFailure("HTTP 429", Duration.ofMinutes(1), null));

        earlier.passed();

        assertThat(breaker.tryAcquire()).isNull();
    }

    @Test
    void anEarlierDeliveryThatEndsMakesNoRoomForASecondProbe() {
        Permit earlier = acquire(breaker);
        fail(breaker, BUSY);
        acquire(breaker);

        earlier.release();

        assertThat(breaker.tryAcquire()).isNull();
    }

    @Test
    void ofDeliveriesThatFailTogetherTheFirstSetsTheWait() {
        CircuitBreaker doubling = breaker(Duration.ofSeconds(10), Duration.ofHours(1));
        Permit[] permits = new Permit[10];
        for (int i = 0; i < permits.length; i++) {
            permits[i] = acquire(doubling);
        }
        for (Permit permit : permits) {
            permit.failed(BUSY);
        }
        assertThat(doubling.status().nextTryMillis())
                .isLessThanOrEqualTo(System.currentTimeMillis() + TimeUnit.SECONDS.toMillis(10));
    }

    @Test
    void theWaitGrowsUpToTheCeiling() {
        for (int i = 0; i < 20; i++) {
            fail(breaker, BUSY);
        }
        assertThat(breaker.status().nextTryMillis()).isLessThanOrEqualTo(System.currentTimeMillis() + 2);
    }

    @Test
    void isSuspendedByAPermanentFailureAndProbesAtTheCeiling() {
        CircuitBreaker slow = breaker(Duration.ofSeconds(1), Duration.ofMinutes(1));
        Permit one = acquire(slow);
        Permit other = acquire(slow);

        assertThat(one.failed(REFUSED)).as("news").isTrue();
        assertThat(other.failed(REFUSED)).as("news").isFalse();

        assertThat(slow.status().state()).isEqualTo(BreakerState.SUSPENDED);
        assertThat(slow.status().reason()).contains("HTTP 401");
        assertThat(slow.status().nextTryMillis()).isGreaterThan(System.currentTimeMillis() + 50_000);
    }

    @Test
    void aLateTransientFailureLeavesTheReasonOfASuspension() {
        Permit late = acquire(breaker);
        fail(breaker, REFUSED);

        late.failed(BUSY);

        assertThat(breaker.status().state()).isEqualTo(BreakerState.SUSPENDED);
        assertThat(breaker.status().reason()).contains("HTTP 401");
    }

    @Test
    void obeysRetryAfterAboveTheCeilingFromAnyDelivery() {
        Permit one = acquire(breaker);
        Permit other = acquire(breaker);
        one.failed(BUSY);
        other.failed(DeliveryException.transientFailure("HTTP 429", Duration.ofMinutes(5), null));

        assertThat(breaker.status().nextTryMillis()).isGreaterThan(System.currentTimeMillis() + 290_000);
    }

    @Test
    void obeysNoRetryAfterBeyondItsBound() {
        fail(breaker, DeliveryException.transientFailure("HTTP 429", Duration.ofDays(1), null));

        assertThat(breaker.status().nextTryMillis())
                .isLessThanOrEqualTo(System.currentTimeMillis() + MAX_RETRY_AFTER.toMillis());
    }

    @Test
    void resumesWhateverTheDestinationSaid() {
        fail(breaker, DeliveryException.transientFailure("HTTP 429", Duration.ofMinutes(5), null));
        assertThat(breaker.tryAcquire()).isNull();

        breaker.resume();

        assertThat(breaker.tryAcquire()).isNotNull();
    }

    @Test
    void aPauseLetsNoneBeginAndIsNews() {
        breaker.pause();
        assertThat(breaker.tryAcquire()).isNull();
        changes.set(0);

        breaker.resume();

        assertThat(changes).hasValue(1);
        assertThat(breaker.tryAcquire()).isNotNull();
    }

    @Test
    void aPauseHasASinceAndSoHasWhatComesAfterIt() {
        long began = breaker.status().sinceMillis();
        await().until(() -> System.currentTimeMillis() > began);
        breaker.pause();
        long paused = breaker.status().sinceMillis();
        assertThat(paused).isGreaterThan(began);
        await().until(() -> System.currentTimeMillis() > paused);
        breaker.pause();
        assertThat(breaker.status().sinceMillis()).isEqualTo(paused);

        breaker.resume();

        assertThat(breaker.status().sinceMillis()).isGreaterThan(paused);
    }

    @Test
    void letsNoneBeginWhenItHasEnded() {
        breaker.end();

        assertThat(breaker.tryAcquire()).isNull();
        assertThat(breaker.hasEnded()).isTrue();
    }

    @Test
    void aDoubtedFailureIsRefutedByTheSuccessOfAnotherEvent() {
        assertThat(acquire(breaker).doubt(BUSY)).isFalse();

        Permit other = acquire(breaker);
        assertThat(other.isForOther()).isTrue();
        assertThat(breaker.tryAcquire()).as("one at a time").isNull();
        assertThat(other.passed()).as("news").isFalse();

        assertThat(breaker.status().state()).isEqualTo(BreakerState.DELIVERING);
        assertThat(acquire(breaker).isForOther()).isFalse();
    }

    @Test
    void aDoubtedFailureIsBelievedWhenAnotherEventFails() {
        acquire(breaker).doubt(BUSY);

        assertThat(acquire(breaker).doubt(BUSY)).as("news").isTrue();

        assertThat(breaker.status().state()).isEqualTo(BreakerState.BACKING_OFF);
    }

    @Test
    void aDestinationThatWasUpIsSuspendedWhenThreeEventsFailPermanently() {
        acquire(breaker).doubt(REFUSED);
        Permit second = acquire(breaker);
        assertThat(second.doubt(REFUSED)).isFalse();
        second.release();

        Permit third = acquire(breaker);
        assertThat(third.isForOther()).isTrue();
        assertThat(third.doubt(REFUSED)).as("news").isTrue();

        assertThat(breaker.status().state()).isEqualTo(BreakerState.SUSPENDED);
    }

    @Test
    void aPermanentFailureIsBelievedWhenAnotherEventFailsTransiently() {
        acquire(breaker).doubt(REFUSED);

        acquire(breaker).failed(BUSY);

        assertThat(breaker.status().state()).isEqualTo(BreakerState.SUSPENDED);
        assertThat(breaker.status().reason()).contains("HTTP 401");
    }

    @Test
    void withoutAnotherEventADoubtedFailureIsBelievedUntilOneArrives() {
        CircuitBreaker slow = breaker(Duration.ofMillis(1), Duration.ofHours(1));
        Permit alone = acquire(slow);
        alone.doubt(REFUSED);
        alone.release();

        assertThat(cancelUntilBelieved(slow)).as("news").isTrue();
        assertThat(slow.status().state()).isEqualTo(BreakerState.SUSPENDED);

        Permit other = acquire(slow);
        assertThat(other.isForOther()).isTrue();
        other.passed();
        assertThat(slow.status().state()).isEqualTo(BreakerState.DELIVERING);
    }

    @Test
    void waitsAWhileForAnotherEventBeforeItSuspends() {
        CircuitBreaker slow = breaker(Duration.ofMinutes(1), Duration.ofHours(1));
        Permit alone = acquire(slow);
        alone.doubt(REFUSED);
        alone.release();

        assertThat(acquire(slow).cancel()).isFalse();

        assertThat(slow.status().state()).isEqualTo(BreakerState.DELIVERING);
        assertThat(slow.nanosToProbe()).isBetween(1L, Duration.ofMinutes(10).toNanos());
        assertThat(acquire(slow).isForOther()).isTrue();
    }

    @Test
    void believesAtOnceThatADestinationIsDownForNow() {
        CircuitBreaker slow = breaker(Duration.ofMinutes(1), Duration.ofHours(1));
        acquire(slow).doubt(BUSY);

        assertThat(acquire(slow).cancel()).as("news").isTrue();

        assertThat(slow.status().state()).isEqualTo(BreakerState.BACKING_OFF);
    }

    @Test
    void sparesADestinationThatHasJustComeBack() {
        CircuitBreaker slow = new CircuitBreaker(new RetryPolicy(Duration.ofMillis(1), Duration.ofMillis(2),
                MAX_RETRY_AFTER, 10, 50), new SlowStart(Duration.ofHours(1)), changes::incrementAndGet);
        assertThat(slow.rest(Duration.ofMinutes(1))).isZero();
        fail(slow, BUSY);
        assertThat(slow.rest(Duration.ofMinutes(1))).isZero();

        acquire(slow).passed();

        assertThat(slow.rest(Duration.ofMinutes(1))).isGreaterThan(Duration.ofMinutes(5));
    }

    @Test
    void knowsWhenNoDeliveryIsInFlight() throws Exception {
        AtomicInteger ran = new AtomicInteger();
        Permit permit = acquire(breaker);
        breaker.ifIdle(ran::incrementAndGet);
        assertThat(ran).hasValue(0);
        breaker.awaitIdle(Duration.ofMillis(1));

        permit.release();
        breaker.awaitIdle(Duration.ofMinutes(1));
        breaker.ifIdle(ran::incrementAndGet);
        assertThat(ran).hasValue(1);
    }

    private static boolean cancelUntilBelieved(CircuitBreaker breaker) {
        boolean isNews = acquire(breaker).cancel();
        while (!isNews && breaker.status().state() == BreakerState.DELIVERING) {
            Thread.onSpinWait();
            isNews = acquire(breaker).cancel();
        }
        return isNews;
    }

    private static void fail(CircuitBreaker breaker, DeliveryException failure) {
        Permit permit = acquire(breaker);
        permit.failed(failure);
        permit.release();
    }

    /** Waits for the wait of a few milliseconds that a failure has set. */
    private static Permit acquire(CircuitBreaker breaker) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        @Nullable Permit permit = breaker.tryAcquire();
        while (permit == null && System.nanoTime() < until) {
            Thread.onSpinWait();
            permit = breaker.tryAcquire();
        }
        return Objects.requireNonNull(permit, "no delivery may begin");
    }
}
