package io.anivia.ops.books;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** How much a counter has risen within the last minutes. Bounded; not thread-safe. */
final class RecentRise {

    /** How far back it looks. */
    static final Duration WITHIN = Duration.ofMinutes(5);
    private static final long STEP_MILLIS = 10_000;

    private record CounterReading(long atMillis, long count) {
    }

    /** The first one is the last from before the window, if there is one. */
    private final Deque<CounterReading> readings = new ArrayDeque<>();
    private long count;

    RecentRise(long nowMillis, long count) {
        this.count = count;
        readings.addLast(new CounterReading(nowMillis, count));
    }

    /** Takes what the counter stands at now. */
    void read(long nowMillis, long now) {
        count = now;
        if (Math.abs(nowMillis - readings.getLast().atMillis()) >= STEP_MILLIS) {
            readings.addLast(new CounterReading(nowMillis, now));
            if (readings.size() > WITHIN.toMillis() / STEP_MILLIS + 1) {
                readings.removeFirst();
            }
        }
    }

    long rise() {
        return count - readings.getFirst().count();
    }
}
