package io.anivia.destination.delivery;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import io.anivia.common.Backoff;
import org.jspecify.annotations.Nullable;

/**
 * Lets deliveries to a destination pass, or holds them back while it is down.
 *
 * <p>While it is delivering, any number of deliveries are in flight. While it is backing off or suspended, none begins
 * until the wait is over; then one does, the probe. An earlier delivery is any other that is in flight: it began before
 * the failure, and its success says nothing about the destination now, except that a probe is worth while.
 *
 * <table>
 * <caption>The next state</caption>
 * <tr><th>event</th>                                <th>DELIVERING</th> <th>BACKING_OFF</th><th>SUSPENDED</th></tr>
 * <tr><td>the probe succeeds</td>                   <td>DELIVERING</td> <td>DELIVERING</td> <td>DELIVERING</td></tr>
 * <tr><td>the probe fails transiently</td>          <td>BACKING_OFF</td><td>BACKING_OFF</td><td>BACKING_OFF</td></tr>
 * <tr><td>the probe fails permanently</td>          <td>SUSPENDED</td>  <td>SUSPENDED</td>  <td>SUSPENDED</td></tr>
 * <tr><td>the probe ends with neither</td>          <td>DELIVERING</td> <td>BACKING_OFF</td><td>SUSPENDED</td></tr>
 * <tr><td>an earlier delivery succeeds</td>         <td>DELIVERING</td> <td>BACKING_OFF</td><td>SUSPENDED</td></tr>
 * <tr><td>an earlier delivery fails transiently</td><td>BACKING_OFF</td><td>BACKING_OFF</td><td>SUSPENDED</td></tr>
 * <tr><td>an earlier delivery fails permanently</td><td>SUSPENDED</td>  <td>SUSPENDED</td>  <td>SUSPENDED</td></tr>
 * <tr><td>an earlier delivery ends with neither</td><td>DELIVERING</td> <td>BACKING_OFF</td><td>SUSPENDED</td></tr>
 * <tr><td>an operator pauses or resumes</td>        <td>DELIVERING</td> <td>BACKING_OFF</td><td>SUSPENDED</td></tr>
 * <tr><td>the consumer ends</td>                    <td>DELIVERING</td> <td>BACKING_OFF</td><td>SUSPENDED</td></tr>
 * </table>
 *
 * <p>In the column DELIVERING, the probe is the one that has just succeeded and goes on. A delivery ends with neither
 * if its events are poison. A failure while delivering sets the wait, and so does the probe's, for longer each time; an
 * earlier delivery's extends it only by a {@code Retry-After}. An operator's resume ends the wait, whatever set it.
 *
 * <p>A failure may be doubted ({@link Permit#doubt}): before it is believed, another event is tried at once, alone; two
 * others, before a destination that was up is suspended. The state stays as it is until one has passed, which refutes
 * the failure, or they have failed, too, or until there turns out to be no other. If there is none, the failure is
 * believed for the time being, and the next other event to arrive is tried at once.
 *
 * <p>An operator's pause is apart from the state: no delivery begins while it lasts, and the state goes on from where
 * it was. Thread-safe; never waits, except in {@link #awaitIdle}.
 */
public final class CircuitBreaker {

    /** Whether deliveries pass; see the table above. */
    public enum BreakerState {
        /** Deliveries pass. */
        DELIVERING,
        /** A transient failure; probed after a wait that grows with each failure. */
        BACKING_OFF,
        /** A permanent failure, such as wrong credentials; probed at the longest wait. */
        SUSPENDED
    }

    /**
     * The state, for health checks and the admin API.
     *
     * @param reason the last failure; absent when delivering
     * @param nextTryMillis when a probe may begin; epoch milliseconds
     * @param sinceMillis when the state began, or the pause, if there is one; epoch milliseconds
     */
    public record BreakerStatus(BreakerState state, Optional<String> reason, long nextTryMillis, long sinceMillis) {
    }

    /** Events that have to fail permanently, one after the other, before a destination that was up is suspended. */
    private static final int PERMANENT_FAILURES = 3;
    /** How long another event is waited for before that, in first waits. */
    private static final int FIRST_WAITS_OF_DOUBT = 10;

    private final RetryPolicy policy;
    private final SlowStart slowStart;
    private final Runnable changed;
    private BreakerState state = BreakerState.DELIVERING;
    private long stateSinceMillis = System.currentTimeMillis();
    private long pausedSinceMillis;
    private @Nullable DeliveryException reason;
    private @Nullable DeliveryException doubted;
    private int doubts;
    private long doubtedSince;
    /** Whether only one event has failed, so that another may be tried before the wait is over. */
    private boolean wantsOther;
    private long failingSince;
    private long nextProbeAt;
    private boolean hasFailed;
    private long recoveredAt;
    private int failures;
    private long passed;
    private int inFlight;
    private @Nullable Permit probe;
    private boolean paused;
    private boolean ended;

    /** @param changed called, without a lock, when deliveries may begin that could not before */
    public CircuitBreaker(RetryPolicy policy, SlowStart slowStart, Runnable changed) {
        this.policy = policy;
        this.slowStart = slowStart;
        this.changed = changed;
    }

    /**
     * Lets a delivery begin, if one may begin now.
     *
     * @return {@code null} if none may; otherwise to be ended by {@link Permit#release} or {@link Permit#cancel}
     */
    synchronized @Nullable Permit tryAcquire() {
        if (paused || ended) {
            return null;
        }
        boolean isDoubtful = doubted != null;
        if (state == BreakerState.DELIVERING && !isDoubtful) {
            inFlight++;
            return new Permit(false, passed);
        }
        boolean isDue = state != BreakerState.DELIVERING && nextProbeAt - System.nanoTime() <= 0;
        if (probe != null || !isDoubtful && !isDue && !wantsOther) {
            return null;
        }
        inFlight++;
        Permit next = new Permit(isDoubtful || !isDue, passed);
        probe = next;
        return next;
    }

    /** Nanoseconds until {@link #tryAcquire} may succeed, if nothing else happens; very long if it depends on that. */
    synchronized long nanosToProbe() {
        if (probe != null || paused || ended) {
            return Long.MAX_VALUE;
        }
        if (doubted != null) {
            return Math.max(0, doubtedSince + doubtNanos() - System.nanoTime());
        }
        return state == BreakerState.DELIVERING ? Long.MAX_VALUE : Math.max(0, nextProbeAt - System.nanoTime());
    }

    /** Leave for one delivery, and what came of it. */
    final class Permit {

        private final boolean forOther;
        private final long passedBefore;

        private Permit(boolean forOther, long passedBefore) {
            this.forOther = forOther;
            this.passedBefore = passedBefore;
        }

        /** Whether an event has to be delivered that has not failed yet. */
        boolean isForOther() {
            return forOther;
        }

        /** {@link #passedSoFar} when it was given. */
        long passedBefore() {
            return passedBefore;
        }

        /**
         * The delivery has succeeded.
         *
         * @return whether that has changed the state
         */
        boolean passed() {
            return CircuitBreaker.this.passed(this);
        }

        /**
         * The delivery has failed, and not for its events' own sake.
         *
         * @return whether that has changed the state
         */
        boolean failed(DeliveryException failure) {
            return CircuitBreaker.this.failed(this, failure);
        }

        /**
         * The delivery has failed, and it may be for its event's own sake: another one is to be tried.
         *
         * @return whether that has changed the state, because another one has failed already
         */
        boolean doubt(DeliveryException failure) {
            return CircuitBreaker.this.doubt(this, failure);
        }

        /**
         * Nothing was delivered: there was no event, or for {@link #isForOther} no other.
         *
         * @return whether that has changed the state, because a failure is believed now
         */
        boolean cancel() {
            return CircuitBreaker.this.cancel(this);
        }

        /** The delivery has ended, with whatever result. */
        void release() {
            CircuitBreaker.this.release(this);
        }
    }

    private boolean passed(Permit permit) {
        boolean isNews;
        synchronized (this) {
            if (state != BreakerState.DELIVERING && permit != probe) {
                boolean isAskedToWait = reason != null && reason.retryAfter().isPresent();
                nextProbeAt = isAskedToWait ? nextProbeAt : System.nanoTime();
                return false;
            }
            isNews = state != BreakerState.DELIVERING;
            passed++;
            failures = 0;
            reason = null;
            doubted = null;
            wantsOther = false;
            recoveredAt = isNews ? System.nanoTime() : recoveredAt;
            become(BreakerState.DELIVERING);
        }
        changed.run();
        return isNews;
    }

    private synchronized boolean doubt(Permit permit, DeliveryException failure) {
        doubts = doubted == null ? 1 : doubts + 1;
        doubtedSince = doubts == 1 ? System.nanoTime() : doubtedSince;
        boolean isFirst = doubts == 1 && (state == BreakerState.DELIVERING || permit == probe);
        boolean isToBeRepeated = state == BreakerState.DELIVERING && isPermanent(failure)
                && doubts < PERMANENT_FAILURES;
        if (!isFirst && !isToBeRepeated) {
            return failed(permit, failure);
        }
        doubted = failure;
        return false;
    }

    private synchronized boolean failed(Permit permit, DeliveryException failure) {
        BreakerState before = state;
        DeliveryException worse = doubted != null && isPermanent(doubted) ? doubted : failure;
        boolean decides = before == BreakerState.DELIVERING || permit == probe;
        Duration asked = failure.retryAfter().map(this::bounded).orElse(Duration.ZERO);
        long now = System.nanoTime();
        if (decides) {
            Duration wait = isPermanent(worse) ? policy.longest()
                    : Backoff.fullJitter(policy.first(), policy.longest(), failures);
            nextProbeAt = now + (asked.compareTo(wait) > 0 ? asked : wait).toNanos();
            failingSince = before == BreakerState.DELIVERING ? now : failingSince;
            failures++;
        } else if (now + asked.toNanos() - nextProbeAt > 0) {
            nextProbeAt = now + asked.toNanos();
        }
        if (decides || isPermanent(worse) || before != BreakerState.SUSPENDED) {
            reason = worse;
            become(isPermanent(worse) ? BreakerState.SUSPENDED : BreakerState.BACKING_OFF);
        }
        doubted = null;
        wantsOther = false;
        hasFailed = true;
        return before != state;
    }

    private void become(BreakerState next) {
        stateSinceMillis = next == state ? stateSinceMillis : System.currentTimeMillis();
        state = next;
    }

    private static boolean isPermanent(DeliveryException failure) {
        return failure.fault() == DeliveryException.Fault.PERMANENT;
    }

    private Duration bounded(Duration asked) {
        return asked.compareTo(policy.maxRetryAfter()) > 0 ? policy.maxRetryAfter() : asked;
    }

    private synchronized boolean cancel(Permit permit) {
        DeliveryException believed = permit.isForOther() ? doubted : null;
        boolean isNews = false;
        if (believed != null && !mayStillBeRefuted(believed)) {
            isNews = failed(permit, believed);
            wantsOther = true;
        }
        end(permit);
        return isNews;
    }

    /** A destination that was up is not suspended, for want of another event to try. */
    private boolean mayStillBeRefuted(DeliveryException failure) {
        return state == BreakerState.DELIVERING && isPermanent(failure)
                && System.nanoTime() - doubtedSince < doubtNanos();
    }

    private long doubtNanos() {
        Duration doubt = policy.first().multipliedBy(FIRST_WAITS_OF_DOUBT);
        return (doubt.compareTo(policy.longest()) < 0 ? doubt : policy.longest()).toNanos();
    }

    private void release(Permit permit) {
        synchronized (this) {
            end(permit);
        }
        changed.run();
    }

    private void end(Permit permit) {
        inFlight--;
        probe = probe == permit ? null : probe;
        notifyAll();
    }

    /** Whether nothing is known to be wrong with the destination. */
    synchronized boolean isSound() {
        return state == BreakerState.DELIVERING && doubted == null;
    }

    /** Whether deliveries pass: it is neither paused nor down. */
    public synchronized boolean isDelivering() {
        return state == BreakerState.DELIVERING && !paused;
    }

    /** Number of successes so far, without those of deliveries that began before a failure. */
    synchronized long passedSoFar() {
        return passed;
    }

    /** Lets no delivery begin until {@link #resume}; those in flight go on. */
    public synchronized void pause() {
        pausedSinceMillis = paused ? pausedSinceMillis : System.currentTimeMillis();
        paused = true;
    }

    /** Ends a {@link #pause}, and the wait for the next probe. */
    public void resume() {
        synchronized (this) {
            stateSinceMillis = paused ? System.currentTimeMillis() : stateSinceMillis;
            paused = false;
            nextProbeAt = System.nanoTime();
        }
        changed.run();
    }

    /** Lets no delivery begin any more. */
    public void end() {
        synchronized (this) {
            ended = true;
            notifyAll();
        }
        changed.run();
    }

    /** Whether {@link #end} was called. */
    synchronized boolean hasEnded() {
        return ended;
    }

    /** Runs an action if no delivery is in flight; none begins meanwhile. */
    public synchronized void ifIdle(Runnable action) {
        if (inFlight == 0) {
            action.run();
        }
    }

    /** Waits until no delivery is in flight, at most as long as given. */
    public synchronized void awaitIdle(Duration longest) throws InterruptedException {
        long until = System.nanoTime() + longest.toNanos();
        for (long left = longest.toNanos(); inFlight > 0 && left > 0; left = until - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    /** Time since the first failure of this outage; zero when delivering. */
    public synchronized Duration failingFor() {
        return state == BreakerState.DELIVERING ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - failingSince);
    }

    /** How long to wait after a delivery, if the destination has recovered a short while ago. */
    synchronized Duration rest(Duration took) {
        return state == BreakerState.DELIVERING && hasFailed
                ? slowStart.rest(took, Duration.ofNanos(System.nanoTime() - recoveredAt)) : Duration.ZERO;
    }

    public synchronized boolean isPaused() {
        return paused;
    }

    public synchronized BreakerStatus status() {
        long left = TimeUnit.NANOSECONDS.toMillis(nextProbeAt - System.nanoTime());
        long nextTryMillis = System.currentTimeMillis() + Math.max(0, left);
        return new BreakerStatus(state, Optional.ofNullable(reason).map(DeliveryException::getMessage), nextTryMillis,
                paused ? pausedSinceMillis : stateSinceMillis);
    }
}
