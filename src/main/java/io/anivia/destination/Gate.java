package io.anivia.destination;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.anivia.rabbitmq.Backoff;
import org.jspecify.annotations.Nullable;

/**
 * Lets deliveries to a destination pass, or holds them while it is down; the same for all its workers.
 *
 * <p>After a failure it is closed for a while, then lets one worker through as a probe. The probe's success opens it
 * for all, its failure closes it for longer. Thread-safe.
 */
final class Gate {

    /** Whether deliveries pass. */
    enum State {
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
     * @param nextTryMillis when it lets a probe through; epoch milliseconds
     */
    record Status(State state, Optional<String> reason, long nextTryMillis) {
    }

    private final Duration first;
    private final Duration ceiling;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private State state = State.OPEN;
    private @Nullable String reason;
    private long closedAt;
    private long closedUntil;
    private int failures;
    private boolean probing;
    private long passed;

    Gate(Duration first, Duration ceiling) {
        this.first = first;
        this.ceiling = ceiling;
    }

    /** Waits until a delivery may be tried; it must end in {@link #passed}, {@link #failed} or {@link #undecided}. */
    void await() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (state != State.OPEN) {
                long left = closedUntil - System.nanoTime();
                if (left <= 0 && !probing) {
                    probing = true;
                    return;
                }
                changed.await(probing ? ceiling.toNanos() : left, TimeUnit.NANOSECONDS);
            }
        } finally {
            lock.unlock();
        }
    }

    /** A delivery was taken: the destination is up. */
    void passed() {
        lock.lock();
        try {
            passed++;
            failures = 0;
            probing = false;
            reason = null;
            state = State.OPEN;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** How many deliveries have passed so far. */
    long passedSoFar() {
        lock.lock();
        try {
            return passed;
        } finally {
            lock.unlock();
        }
    }

    /** The destination could not, or would not, take a delivery. */
    void failed(DeliveryException failure) {
        lock.lock();
        try {
            long now = System.nanoTime();
            if (state == State.OPEN) {
                closedAt = now;
            }
            // Of workers that fail together, the first one makes the pause.
            boolean another = state == State.OPEN || probing;
            boolean lasting = failure.fault() == DeliveryException.Fault.LASTING;
            Duration wait = lasting ? ceiling : Backoff.fullJitter(first, ceiling, failures);
            // Obeyed even above the ceiling: it knows best.
            Duration asked = failure.retryAfter().orElse(Duration.ZERO);
            long until = now + (asked.compareTo(wait) > 0 ? asked : wait).toNanos();
            closedUntil = another ? until : Math.max(closedUntil, asked.isZero() ? closedUntil : until);
            failures += another ? 1 : 0;
            probing = false;
            reason = failure.getMessage();
            state = lasting ? State.SUSPENDED : State.BACKING_OFF;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** A delivery failed in a way that says nothing about the destination: the next may be tried at once. */
    void undecided() {
        lock.lock();
        try {
            probing = false;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** How long it has been closed; zero when open. */
    Duration closedFor() {
        lock.lock();
        try {
            return state == State.OPEN ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - closedAt);
        } finally {
            lock.unlock();
        }
    }

    Status status() {
        lock.lock();
        try {
            long left = TimeUnit.NANOSECONDS.toMillis(closedUntil - System.nanoTime());
            return new Status(state, Optional.ofNullable(reason), System.currentTimeMillis() + Math.max(0, left));
        } finally {
            lock.unlock();
        }
    }
}
