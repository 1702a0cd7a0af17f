package io.anivia.elmer.admission;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A token bucket in one number: the time at which it will be full again (the generic cell rate algorithm, ITU-T I.371).
 * Thread-safe, without locks. Times are {@link System#nanoTime()}'s.
 */
final class TokenBucket {

    /**
     * How fast a bucket fills, and how much it holds.
     *
     * @param intervalNanos the time between two tokens
     */
    record Size(long intervalNanos, int tokens) {

        static Size of(int perSecond, int burst) {
            return new Size(Math.max(1, 1_000_000_000L / perSecond), burst);
        }

        /** How long it takes to fill when empty: a bucket left alone for so long is as good as new. */
        Duration toFill() {
            return Duration.ofNanos(intervalNanos * tokens);
        }
    }

    private final Size size;
    private final AtomicLong fullAt;

    /** A full one. */
    TokenBucket(Size size, long now) {
        this.size = size;
        this.fullAt = new AtomicLong(now);
    }

    /** Takes a token; if there is none, takes nothing and tells how long until there is one. */
    Duration take(long now) {
        long capacity = size.intervalNanos() * size.tokens();
        while (true) {
            long before = fullAt.get();
            // By differences: nanoTime may overflow.
            long after = (before - now > 0 ? before : now) + size.intervalNanos();
            long missing = after - now - capacity;
            if (missing > 0) {
                return Duration.ofNanos(missing);
            }
            if (fullAt.compareAndSet(before, after)) {
                return Duration.ZERO;
            }
        }
    }
}
