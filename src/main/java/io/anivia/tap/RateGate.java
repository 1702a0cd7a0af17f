package io.anivia.tap;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Lets a number through in each second. Never blocks, and takes no lock. Thread-safe. */
final class RateGate {

    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final int COUNT_BITS = 31;
    private static final long COUNT_MASK = (1L << COUNT_BITS) - 1;

    private final int perSecond;
    private final LongSupplier nanoTime;
    private final long began;
    /** The second since the beginning, and in the lower bits how many were let through in it. */
    private final AtomicLong state = new AtomicLong();

    RateGate(int perSecond) {
        this(perSecond, System::nanoTime);
    }

    RateGate(int perSecond, LongSupplier nanoTime) {
        this.perSecond = perSecond;
        this.nanoTime = nanoTime;
        this.began = nanoTime.getAsLong();
    }

    boolean tryPass() {
        long second = (nanoTime.getAsLong() - began) / SECOND_NANOS;
        while (true) {
            long now = state.get();
            boolean isSame = now >>> COUNT_BITS == second;
            if (isSame && (now & COUNT_MASK) >= perSecond) {
                return false;
            }
            if (state.compareAndSet(now, isSame ? now + 1 : second << COUNT_BITS | 1)) {
                return true;
            }
        }
    }
}
