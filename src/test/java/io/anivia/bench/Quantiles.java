package io.anivia.bench;

import org.HdrHistogram.Histogram;

/** Of a distribution of times, in milliseconds; zeros if there are none. */
record Quantiles(double p50, double p99, double p999) {

    private static final int DIGITS = 3;

    /** For microseconds; it grows as needed. */
    static Histogram histogram() {
        return new Histogram(DIGITS);
    }

    static Quantiles of(Histogram micros) {
        return new Quantiles(millis(micros, 50), millis(micros, 99), millis(micros, 99.9));
    }

    private static double millis(Histogram micros, double percentile) {
        return micros.getValueAtPercentile(percentile) / 1000.0;
    }
}
