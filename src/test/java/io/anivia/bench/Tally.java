package io.anivia.bench;

import java.util.BitSet;

import org.HdrHistogram.Histogram;

/** What one destination has had. For one thread. */
final class Tally {

    private final BitSet numbers = new BitSet();
    private final Histogram micros = Quantiles.histogram();
    private long distinct;
    private long duplicates;
    private byte[] lastBody = {};

    /** @param nowMicros epoch microseconds */
    void add(byte[] body, long nowMicros) {
        lastBody = body;
        Mark.findAll(body, (number, due) -> add(number, nowMicros - due));
    }

    private void add(long number, long tookMicros) {
        int index = Math.toIntExact(number);
        if (numbers.get(index)) {
            duplicates++;
        } else {
            numbers.set(index);
            distinct++;
            // The clock may be set back.
            micros.recordValue(Math.max(0, tookMicros));
        }
    }

    /** Later quantiles are those of what comes from now on; the counts go on. */
    void forgetTimes() {
        micros.reset();
    }

    byte[] lastBody() {
        return lastBody;
    }

    /** As {@link Arrivals#parse} reads it. */
    String describe() {
        Quantiles took = Quantiles.of(micros);
        return distinct + " " + duplicates + " " + took.p50() + " " + took.p99() + " " + took.p999();
    }
}
