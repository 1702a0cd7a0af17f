package io.anivia.destination.delivery;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.anivia.common.Backoff;
import org.jspecify.annotations.Nullable;

/**
 * Lets deliveries to a destination pass, or holds them back while it is down. All workers of a destination share it.
 *
 * <p>While it is delivering, any number of deliveries are in flight. While it is backing off or suspended, none begins
 * until the wait is over; then one does, the probe. An earlier delivery is any other that is in flight: it began before
 * the failure, and its success says nothing about the destination now.
 *
 * <table>
 * <caption>The next state</caption>
 * <tr><th>event</th>                                <th>DELIVERING</th> <th>BACKING_OFF</th><th>SUSPENDED</th></tr>
 * <tr><td>the probe succeeds</td>                   <td>DELIVERING</td> <td>DELIVERING</td> <td>DELIVERING</td></tr>
 * <tr><td>the probe fails transiently</td>          <td>BACKING_OFF</td><td>BACKING_OFF</td><td>BACKING_OFF</td></tr>
 * <tr><td>the probe fails permanently</td>          <td>SUSPENDED</td>  <td>SUSPENDED</td>  <td>SUSPENDED</td></tr>
 * <tr><td>the probe ends with neither</td>          <td>DELIVERING</td> <td>BACKING_OFF</td><td>SUSPENDED</td></tr>
 * <tr><td>an earlier delivery succeeds</td>         <td>DELIVERING</td> <td>BACKING_OFF</td><td>SUSPENDED</td></tr>
 * <tr><td>an earlier delivery fails transiently</td><td>BACKING_OFF</td><td>BACKING_OFF</td><td>BACKING_OFF</td></tr>
 * <tr><td>an earlier delivery fails permanently</td><td>SUSPENDED</td>  <td>SUSPENDED</td>  <td>SUSPENDED</td></tr>
 * <tr><td>an earlier delivery ends with neither</td><td>DELIVERING</td> <td>BACKING_OFF</td><td>SUSPENDED</td></tr>
 * <tr><td>an operator pauses or resumes</td>        <td>DELIVERING</td> <td>BACKING_OFF</td><td>SUSPENDED</td></tr>
 * <tr><td>the consumer ends</td>                    <td>DELIVERING</td> <td>BACKING_OFF</td><td>SUSPENDED</td></tr>
 * </table>
 *
 * <p>In the column DELIVERING, the probe is the one that has just succeeded and goes on. A delivery ends with neither
 * if its events are poison. A failure while delivering sets the wait, and so does the probe's, for longer each time; an
 * earlier delivery's extends it only by a {@code Retry-After}.
 *
 * <p>An operator's pause is apart from the state: no delivery begins while it lasts, and the state goes on from where
 * it was. Thread-safe.
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
     */
    public record BreakerStatus(BreakerState state, Optional<String> reason, long nextTryMillis) {
    }

    private final Duration first;
    /** The longest wait. */
    private final Duration ceiling;
    private final SlowStart slowStart;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private BreakerState state = BreakerState.DELIVERING;
    private @Nullable String reason;
    private long failingSince;
    private long nextProbeAt;
    private boolean hasFailed;
    private long recoveredAt;
    private int failures;
    private long passed;
    private int inFlight;
    private @Nullable Thread probe;
    private boolean paused;
    private boolean ended;

    public CircuitBreaker(Duration first, Duration ceiling, SlowStart slowStart) {
        this.first = first;
        this.ceiling = ceiling;
        this.slowStart = slowStart;
    }

    /**
     * Waits until a delivery may begin. The same thread calls {@link #release} when it has ended.
     *
     * @return false if no delivery may begin any more
     */
    boolean acquire() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!ended) {
                long left = state == BreakerState.DELIVERING ? 0 : nextProbeAt - System.nanoTime();
                boolean isHeldBack = paused || state != BreakerState.DELIVERING && probe != null;
                if (!isHeldBack && left <= 0) {
                    probe = state == BreakerState.DELIVERING ? probe : Thread.currentThread();
                    inFlight++;
                    return true;
                }
                if (isHeldBack) {
                    changed.await();
                } else {
                    changed.await(left, TimeUnit.NANOSECONDS);
                }
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the delivery of the calling thread, successful or not. */
    void release() {
        lock.lock();
        try {
            inFlight--;
            probe = isProbe() ? null : probe;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Records the success of the calling thread's delivery.
     *
     * @return whether that changed the state
     */
    boolean passed() {
        lock.lock();
        try {
            BreakerState before = state;
            if (before == BreakerState.DELIVERING || isProbe()) {
                passed++;
                failures = 0;
                reason = null;
                recoveredAt = before == BreakerState.DELIVERING ? recoveredAt : System.nanoTime();
                state = BreakerState.DELIVERING;
                changed.signalAll();
            }
            return before != state;
        } finally {
            lock.unlock();
        }
    }

    /** Number of successes so far, without those of deliveries that began before a failure. */
    long passedSoFar() {
        lock.lock();
        try {
            return passed;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Records a failure of the calling thread's delivery; never one that is {@link DeliveryException.Fault#POISON}.
     *
     * @return whether that changed the state
     */
    boolean failed(DeliveryException failure) {
        lock.lock();
        try {
            BreakerState before = state;
            long now = System.nanoTime();
            boolean isPermanent = failure.fault() == DeliveryException.Fault.PERMANENT;
            // Retry-After is obeyed even above the ceiling.
            Duration asked = failure.retryAfter().orElse(Duration.ZERO);
            // Only the first of several concurrent failures sets the wait.
            if (before == BreakerState.DELIVERING || isProbe()) {
                Duration wait = isPermanent ? ceiling : Backoff.fullJitter(first, ceiling, failures);
                nextProbeAt = now + (asked.compareTo(wait) > 0 ? asked : wait).toNanos();
                failingSince = before == BreakerState.DELIVERING ? now : failingSince;
                failures++;
            } else if (now + asked.toNanos() - nextProbeAt > 0) {
                nextProbeAt = now + asked.toNanos();
            }
            reason = failure.getMessage();
            hasFailed = true;
            state = isPermanent ? BreakerState.SUSPENDED : BreakerState.BACKING_OFF;
            changed.signalAll();
            return before != state;
        } finally {
            lock.unlock();
        }
    }

    /** Lets no delivery begin until {@link #resume}; those in flight go on. */
    public void pause() {
        change(() -> paused = true);
    }

    /** Ends a {@link #pause}. */
    public void resume() {
        change(() -> paused = false);
    }

    /** Lets no delivery begin any more; every waiting {@link #acquire} returns false. */
    public void end() {
        change(() -> ended = true);
    }

    /** Whether {@link #end} was called. */
    boolean hasEnded() {
        lock.lock();
        try {
            return ended;
        } finally {
            lock.unlock();
        }
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Runs an action if no delivery is in flight; none begins meanwhile. */
    public void ifIdle(Runnable action) {
        lock.lock();
        try {
            if (inFlight == 0) {
                action.run();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until no delivery is in flight, at most as long as given. */
    public void awaitIdle(Duration longest) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = longest.toNanos();
            while (inFlight > 0 && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isProbe() {
        return probe == Thread.currentThread();
    }

    /** Time since the first failure of this outage; zero when delivering. */
    public Duration failingFor() {
        lock.lock();
        try {
            return state == BreakerState.DELIVERING ? Duration.ZERO
                    : Duration.ofNanos(System.nanoTime() - failingSince);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits after a delivery for as long as the slow start asks, if the destination has recovered a short while ago.
     */
    void rest(Duration took) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = state == BreakerState.DELIVERING && hasFailed
                    ? slowStart.rest(took, Duration.ofNanos(System.nanoTime() - recoveredAt)).toNanos() : 0;
            while (left > 0 && !ended) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    public boolean isPaused() {
        lock.lock();
        try {
            return paused;
        } finally {
            lock.unlock();
        }
    }

    public BreakerStatus status() {
        lock.lock();
        try {
            long left = TimeUnit.NANOSECONDS.toMillis(nextProbeAt - System.nanoTime());
            long nextTryMillis = System.currentTimeMillis() + Math.max(0, left);
            return new BreakerStatus(state, Optional.ofNullable(reason), nextTryMillis);
        } finally {
            lock.unlock();
        }
    }
}
