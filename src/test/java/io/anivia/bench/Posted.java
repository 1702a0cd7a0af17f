package io.anivia.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** What became of the POSTs of one run. For one thread at a time. */
final class Posted {

    private final Map<String, Long> failures = new TreeMap<>();
    private long[] latencies = new long[1 << 16];
    private int accepted;
    private Duration took = Duration.ZERO;
    private Duration heldBack = Duration.ZERO;

    void accepted(long latencyNanos) {
        if (accepted == latencies.length) {
            latencies = Arrays.copyOf(latencies, 2 * accepted);
        }
        latencies[accepted++] = latencyNanos;
    }

    void failed(String why) {
        failures.merge(why, 1L, Long::sum);
    }

    void took(Duration time) {
        took = time;
    }

    void heldBack(Duration time) {
        heldBack = heldBack.plus(time);
    }

    /** How many were answered 202. */
    int accepted() {
        return accepted;
    }

    /** Those that were not, by what happened instead. */
    Map<String, Long> failures() {
        return Map.copyOf(failures);
    }

    /** From the first POST to the last answer. */
    Duration took() {
        return took;
    }

    /** How long no POST was sent because a destination was too far behind; over all connections, on average. */
    Duration heldBack() {
        return heldBack;
    }

    /** The time from POST to 202 that this share of them did not exceed; zero if there were none. */
    Duration quantile(double share) {
        long[] sorted = Arrays.copyOf(latencies, accepted);
        Arrays.sort(sorted);
        return accepted == 0 ? Duration.ZERO : Duration.ofNanos(sorted[(int) Math.ceil(share * accepted) - 1]);
    }
}
