package io.anivia.bench;

import java.util.Locale;

/** What is measured, in the order in which it is printed. */
enum Metric {

    REQUESTS("requests/s", "%,.0f"),
    YARDSTICK("… of the yardstick", "%,.0f"),
    YARDSTICK_SHARE("… as a share of that", "%.2f"),
    START("from the start of the JVM to the first 202, s", "%.2f"),
    EVENTS_IN("events/s in (202)", "%,.0f"),
    DELIVERIES_OUT("deliveries/s out", "%,.0f"),
    BROKER_MESSAGES("messages/s through the broker", "%,.0f"),
    PERF_TEST("… PerfTest's", "%,.0f"),
    PERF_TEST_SHARE("… as a share of PerfTest's", "%.2f"),
    ACCEPTED_P50("POST to 202, p50, ms", "%,.1f"),
    ACCEPTED_P99("… p99, ms", "%,.1f"),
    ACCEPTED_P999("… p99.9, ms", "%,.1f"),
    DELIVERED_P50("POST to delivery, slowest destination, p50, ms", "%,.1f"),
    DELIVERED_P99("… p99, ms", "%,.1f"),
    DELIVERED_P999("… p99.9, ms", "%,.1f"),
    OTHERS_P99("… p99, slowest destination that is not replaced, ms", "%,.1f"),
    TAPPED("events that the tap shows", "%,.0f"),
    UNTAPPED("… that it drops", "%,.0f"),
    RELOADS("reloads", "%,.0f"),
    CPU_ANIVIA("CPU s per 1,000 events, Anivia", "%.3f"),
    COMPILERS("… of which its JIT compilers, %", "%.1f"),
    CPU_BROKER("… broker", "%.3f"),
    CPU_SINKS("… destinations (not ours)", "%.3f"),
    CPU_LOAD("… load (not ours)", "%.3f"),
    CPU_PER_DELIVERY("CPU µs per delivery, Anivia and broker", "%,.0f"),
    CPU_SHARE_OF_NEAR("… as a share of that at 0 ms", "%.2f"),
    CPU_MORE("… Anivia's above that of the first column, % of one core", "%.1f"),
    CPU_SHARE_OF_FIRST("… Anivia's as a share of the first column's", "%.3f"),
    CPU_SHARE_OF_EVENTS("… Anivia's as a share of that of events", "%.2f"),
    THREADS("threads, Anivia", "%,.0f"),
    PEAK_ANIVIA("peak RSS since the start, MiB, Anivia", "%,.0f"),
    PEAK_BROKER("… broker", "%,.0f"),
    GC("share of time in GC, %", "%.2f"),
    FAILED("POSTs failed", "%,.0f"),
    MISSING("events missing", "%,.0f"),
    DUPLICATES("duplicates", "%,.0f"),
    WARNINGS("warnings in the log", "%,.0f");

    private final String label;
    private final String format;

    Metric(String label, String format) {
        this.label = label;
        this.format = format;
    }

    String label() {
        return label;
    }

    String format(double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
