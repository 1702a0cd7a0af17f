package io.anivia.bench;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

import org.HdrHistogram.Histogram;

/** What became of the POSTs of one run. For one thread at a time. */
final class Posted {

    private final Map<String, Long> failures = new TreeMap<>();
    private final Histogram micros = Quantiles.histogram();
    private Duration took = Duration.ZERO;

    void accepted(long nanos) {
        micros.recordValue(nanos / 1000);
    }

    void failed(String why) {
        failures.merge(why, 1L, Long::sum);
    }

    void took(Duration time) {
        took = time;
    }

    /** Those that were not answered 202, by what happened instead. */
    Map<String, Long> failures() {
        return Map.copyOf(failures);
    }

    /** From the start to the last answer. */
    Duration took() {
        return took;
    }

    /** From when a POST was due to its 202. */
    Quantiles latency() {
        return Quantiles.of(micros);
    }
}
