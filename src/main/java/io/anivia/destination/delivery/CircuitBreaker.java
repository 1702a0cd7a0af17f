package io.anivia.destination.delivery;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.anivia.common.Backoff;
import org.jspecify.annotations.Nullable;

/**
 * Lets deliveries to a destination pass, or holds them while it is down; the same for all its workers.
 *
 * <p>After a failure it is closed for a while, then lets one worker in as a probe. The probe's success opens it for
 * all, its failure closes it for longer. A success that was under way when it closed does not open it: it says what the
 * destination was like before. Thread-safe.
 */
public final class CircuitBreaker {

    /** Whether deliveries pass. */
    public enum State {
        /** They do. */
        OPEN,
        /** The destination is down for a while; it is tried with growing pauses. */
        BACKING_OFF,
        /** The destination refuses everything until somebody mends something; it is tried now and then. */
        SUSPENDED
    }

    /**
     * What the gate is doing, for people.
     *
     * @param reason why it is closed; absent when open
     * @param nextTryMillis when it lets a probe in; epoch milliseconds
     */
    public record Status(State state, Optional<String> reason, long nextTryMillis) {
    }

    private final Duration first;
    private final Duration ceiling;
    private final SlowStart slowStart;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private State state = State.OPEN;
    private @Nullable String reason;
    private long closedAt;
    private long closedUntil;
    private boolean wasClosed;
    private long openedAt;
    private int failures;
    private long passed;
    private int inside;
    private @Nullable Thread prober;
    private boolean halted;
    private boolean ended;

    public CircuitBreaker(Duration first, Duration ceiling, SlowStart slowStart) {
        this.first = first;
        this.ceiling = ceiling;
        this.slowStart = slowStart;
    }

    /**
     * Waits until a delivery may be tried. The same thread calls {@link #leave} after it.
     *
     * @return false if none may ever be, because it has ended
     */
    boolean enter() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!ended) {
                long left = state == State.OPEN ? 0 : closedUntil - System.nanoTime();
                boolean waitsForOthers = halted || state != State.OPEN && prober != null;
                if (!waitsForOthers && left <= 0) {
                    prober = state == State.OPEN ? prober : Thread.currentThread();
                    inside++;
                    return true;
                }
                if (waitsForOthers) {
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

    /** A worker has done with its delivery, whatever came of it. */
    void leave() {
        lock.lock();
        try {
            inside--;
            prober = isProber() ? null : prober;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * A delivery was taken: the destination is up.
     *
     * @return whether that was news
     */
    boolean passed() {
        lock.lock();
        try {
            State before = state;
            if (before == State.OPEN || isProber()) {
                passed++;
                failures = 0;
                reason = null;
                openedAt = before == State.OPEN ? openedAt : System.nanoTime();
                state = State.OPEN;
                changed.signalAll();
            }
            return before != state;
        } finally {
            lock.unlock();
        }
    }

    /** How many deliveries have passed so far that were begun while it was open, or as probes. */
    long passedSoFar() {
        lock.lock();
        try {
            return passed;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The destination could not, or would not, take a delivery.
     *
     * @return whether that changed the state
     */
    boolean failed(DeliveryException failure) {
        lock.lock();
        try {
            State before = state;
            long now = System.nanoTime();
            boolean lasting = failure.fault() == DeliveryException.Fault.PERMANENT;
            // Obeyed even above the ceiling: it knows best.
            Duration asked = failure.retryAfter().orElse(Duration.ZERO);
            // Of workers that fail together, the first one makes the pause.
            if (before == State.OPEN || isProber()) {
                Duration wait = lasting ? ceiling : Backoff.fullJitter(first, ceiling, failures);
                closedUntil = now + (asked.compareTo(wait) > 0 ? asked : wait).toNanos();
                closedAt = before == State.OPEN ? now : closedAt;
                failures++;
            } else if (now + asked.toNanos() - closedUntil > 0) {
                closedUntil = now + asked.toNanos();
            }
            reason = failure.getMessage();
            wasClosed = true;
            state = lasting ? State.SUSPENDED : State.BACKING_OFF;
            changed.signalAll();
            return before != state;
        } finally {
            lock.unlock();
        }
    }

    /** Lets nobody in, until {@link #resume}; who is inside stays. */
    public void halt() {
        change(() -> halted = true);
    }

    public void resume() {
        change(() -> halted = false);
    }

    /** Sends all away that wait or will come. */
    public void end() {
        change(() -> ended = true);
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

    /** Does something if nobody is inside, and lets nobody in meanwhile. */
    public void ifIdle(Runnable action) {
        lock.lock();
        try {
            if (inside == 0) {
                action.run();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until nobody is inside, but not for ever. */
    public void awaitIdle(Duration longest) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = longest.toNanos();
            while (inside > 0 && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isProber() {
        return prober == Thread.currentThread();
    }

    /** How long it has been closed; zero when open. */
    public Duration closedFor() {
        lock.lock();
        try {
            return state == State.OPEN ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - closedAt);
        } finally {
            lock.unlock();
        }
    }

    /** Waits after a delivery, if the destination has been back for a short while only. */
    void rest(Duration took) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = state == State.OPEN && wasClosed
                    ? slowStart.rest(took, Duration.ofNanos(System.nanoTime() - openedAt)).toNanos() : 0;
            while (left > 0 && !ended) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    public boolean isHalted() {
        lock.lock();
        try {
            return halted;
        } finally {
            lock.unlock();
        }
    }

    public Status status() {
        lock.lock();
        try {
            long left = TimeUnit.NANOSECONDS.toMillis(closedUntil - System.nanoTime());
            return new Status(state, Optional.ofNullable(reason), System.currentTimeMillis() + Math.max(0, left));
        } finally {
            lock.unlock();
        }
    }
}
