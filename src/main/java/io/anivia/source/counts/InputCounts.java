package io.anivia.source.counts;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.common.Shortened;

/**
 * What this process has read since it started: how clocks were corrected, warnings, write keys, and what was rejected,
 * with samples. Bounded, whatever clients send. Thread-safe.
 */
@Singleton
public final class InputCounts {

    static final int MAX_KEYS = 200;
    static final int MAX_WARNINGS = 50;
    static final int MAX_REASONS = 50;
    static final int MAX_SAMPLES = 5;
    private static final int MAX_TEXT_CHARACTERS = 300;
    /** After the first samples of a reason: a flood of rejections is not to be slowed down by its samples. */
    private static final long SAMPLE_EVERY_MILLIS = 1000;
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");

    /** A write key by its name, and how many payloads came with it. */
    public record KeyCount(String name, double perSecond, long accepted) {
    }

    /**
     * A part of a payload that was rejected, or a payload.
     *
     * @param excerpt names and kinds of its members, without values
     */
    public record RejectedSample(String receipt, String source, Map<String, Object> excerpt) {
    }

    /**
     * What was rejected for one reason.
     *
     * @param reason  of the last; reasons that differ in their numbers alone are the same
     * @param first   epoch milliseconds
     * @param last    epoch milliseconds
     * @param samples the last few
     */
    public record RejectedCount(String reason, long count, long first, long last, List<RejectedSample> samples) {
    }

    private static final class KeyRow {
        private final RecentCount recent = new RecentCount();
        private long accepted;
    }

    private static final class RejectedRow {
        private final Deque<RejectedSample> samples = new ArrayDeque<>();
        private String reason = "";
        private long count;
        private long first;
        private long last;
        private long lastSample;
    }

    private final LongSupplier clock;
    private final Map<String, Long> clocks = new TreeMap<>();
    private final BoundedRows<long[]> warnings = new BoundedRows<>(MAX_WARNINGS, () -> new long[1]);
    private final BoundedRows<KeyRow> keys = new BoundedRows<>(MAX_KEYS, KeyRow::new);
    private final BoundedRows<RejectedRow> rejected = new BoundedRows<>(MAX_REASONS, RejectedRow::new);

    @Inject
    InputCounts() {
        this(System::currentTimeMillis);
    }

    /** @param clock epoch milliseconds */
    public InputCounts(LongSupplier clock) {
        this.clock = clock;
    }

    /** Adds what a payload has. */
    public synchronized void add(InputTally tally) {
        tally.clocks().forEach((method, count) -> clocks.merge(method, (long) count, Long::sum));
        tally.warnings().forEach((sentence, count) ->
                warnings.of(Shortened.to(MAX_TEXT_CHARACTERS, sentence))[0] += count);
        if (!tally.keys().isEmpty()) {
            long now = clock.getAsLong();
            tally.keys().forEach(name -> {
                KeyRow row = keys.of(name);
                row.accepted++;
                row.recent.add(1, now);
            });
        }
    }

    /**
     * Counts what was rejected for a reason.
     *
     * @param sample of it; made only if it is kept
     */
    public synchronized void addRejected(String reason, int count, Supplier<RejectedSample> sample) {
        long now = clock.getAsLong();
        RejectedRow row = rejected.of(kindOf(reason));
        row.reason = Shortened.to(MAX_TEXT_CHARACTERS, reason);
        row.first = row.count == 0 ? now : row.first;
        row.count += count;
        row.last = now;
        if (row.samples.size() < MAX_SAMPLES || now - row.lastSample >= SAMPLE_EVERY_MILLIS) {
            row.lastSample = now;
            row.samples.addFirst(sample.get());
            if (row.samples.size() > MAX_SAMPLES) {
                row.samples.removeLast();
            }
        }
    }

    /** The same for reasons that differ in their numbers alone, such as sizes and positions. */
    public static String kindOf(String reason) {
        return NUMBER.matcher(Shortened.to(MAX_TEXT_CHARACTERS, reason)).replaceAll("0");
    }

    /** Events by what their times were corrected by. */
    public synchronized Map<String, Long> clocks() {
        return new TreeMap<>(clocks);
    }

    /** Events by their warnings. */
    public synchronized Map<String, Long> warnings() {
        Map<String, Long> all = new TreeMap<>();
        warnings.all().forEach(row -> all.put(row.getKey(), row.getValue()[0]));
        return all;
    }

    public synchronized List<KeyCount> keys() {
        long now = clock.getAsLong();
        return keys.all().stream().map(row -> new KeyCount(row.getKey(), row.getValue().recent.perSecond(now),
                row.getValue().accepted)).toList();
    }

    public synchronized List<RejectedCount> rejected() {
        return rejected.all().stream().map(Map.Entry::getValue).map(row -> new RejectedCount(row.reason, row.count,
                row.first, row.last, List.copyOf(row.samples))).toList();
    }
}
