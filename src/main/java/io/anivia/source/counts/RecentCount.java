package io.anivia.source.counts;

import java.util.Arrays;

/** How many there were in the last five minutes, in slots of ten seconds. Not thread-safe. */
final class RecentCount {

    private static final int SLOT_MILLIS = 10_000;
    /** Five minutes. */
    static final int SLOTS = 30;
    private static final int SLOTS_OF_RATE = 6;

    private final long[] counts = new long[SLOTS];
    private long newest;

    /** @param now epoch milliseconds */
    void add(long count, long now) {
        moveTo(now / SLOT_MILLIS);
        counts[(int) (newest % SLOTS)] += count;
    }

    /** In the last five minutes, up to the current slot. */
    long sum(long now) {
        moveTo(now / SLOT_MILLIS);
        return Arrays.stream(counts).sum();
    }

    /** A second, in the last minute. */
    double perSecond(long now) {
        moveTo(now / SLOT_MILLIS);
        long sum = 0;
        for (long slot = newest; slot > newest - SLOTS_OF_RATE; slot--) {
            sum += counts[Math.floorMod(slot, SLOTS)];
        }
        double seconds = ((SLOTS_OF_RATE - 1) * SLOT_MILLIS + now % SLOT_MILLIS) / 1000.0;
        return sum / seconds;
    }

    /** A clock that goes back counts into the newest slot. */
    private void moveTo(long slot) {
        long first = Math.max(newest + 1, slot - SLOTS + 1);
        for (long empty = first; empty <= slot; empty++) {
            counts[(int) (empty % SLOTS)] = 0;
        }
        newest = Math.max(newest, slot);
    }
}
