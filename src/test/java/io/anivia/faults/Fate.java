package io.anivia.faults;

import java.util.EnumMap;
import java.util.Map;

/** What has become of one event. Guarded by itself. */
final class Fate {

    /** Arrivals at one destination; times as {@link System#nanoTime}. */
    private record Arrival(long firstAt, int times) {
    }

    private final Kind kind;
    private final Map<Sink, Arrival> arrivals = new EnumMap<>(Sink.class);
    private final Map<Sink, Integer> deaths = new EnumMap<>(Sink.class);
    private int rejections;
    private boolean accepted;
    private long acceptedAt;

    Fate(Kind kind) {
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }

    synchronized void accepted(long at) {
        accepted = true;
        acceptedAt = at;
    }

    synchronized void arrived(Sink sink, long at) {
        arrivals.merge(sink, new Arrival(at, 1), (before, now) -> new Arrival(before.firstAt(), before.times() + 1));
    }

    synchronized void dead(Sink sink) {
        deaths.merge(sink, 1, Integer::sum);
    }

    synchronized void rejected() {
        rejections++;
    }

    synchronized boolean isAccepted() {
        return accepted;
    }

    synchronized boolean isDead(Sink sink) {
        return deaths.containsKey(sink);
    }

    synchronized boolean isRejected() {
        return rejections > 0;
    }

    /** Accepted, and not where it must be. */
    synchronized boolean isMissing() {
        if (!accepted) {
            return false;
        }
        if (kind == Kind.UNREADABLE) {
            return rejections == 0;
        }
        for (Sink sink : Sink.values()) {
            if (kind.diesAt(sink) ? !deaths.containsKey(sink) : !arrivals.containsKey(sink)) {
                return true;
            }
        }
        return false;
    }

    /** Somewhere where it must never be, such as a good event among the dead letters. */
    synchronized boolean isMisplaced() {
        return deaths.keySet().stream().anyMatch(sink -> !kind.diesAt(sink))
                || (kind == Kind.UNREADABLE ? !arrivals.isEmpty() : rejections > 0);
    }

    /** Messages among the rejected that are, or are of, this payload. */
    synchronized int rejections() {
        return rejections;
    }

    synchronized int duplicates(Sink sink) {
        return Math.max(0, times(sink) - 1);
    }

    /** How often it came to this destination. */
    synchronized int times(Sink sink) {
        Arrival arrival = arrivals.get(sink);
        return arrival == null ? 0 : arrival.times();
    }

    /** Messages of it among the dead letters of this destination. */
    synchronized int deaths(Sink sink) {
        return deaths.getOrDefault(sink, 0);
    }

    /** Whether it was accepted in this time. */
    synchronized boolean acceptedBetween(long from, long to) {
        return accepted && acceptedAt - from >= 0 && acceptedAt - to < 0;
    }

    /** Nanoseconds from a time to its 202; a long time if that was before, or never. */
    synchronized long acceptedAfter(long time) {
        return accepted && acceptedAt - time >= 0 ? acceptedAt - time : Long.MAX_VALUE;
    }

    /** Whether its first arrival there was in this time. */
    synchronized boolean arrivedBetween(Sink sink, long from, long to) {
        Arrival arrival = arrivals.get(sink);
        return arrival != null && arrival.firstAt() - from >= 0 && arrival.firstAt() - to < 0;
    }

    /** Nanoseconds from a time to its arrival; 0 if it has not arrived there, or had before. */
    synchronized long arrivedAfter(Sink sink, long time) {
        Arrival arrival = arrivals.get(sink);
        return arrival == null ? 0 : Math.max(0, arrival.firstAt() - time);
    }

    /** Nanoseconds from the 202 to the arrival. */
    synchronized long delay(Sink sink) {
        return arrivedAfter(sink, acceptedAt);
    }

    @Override
    public synchronized String toString() {
        return kind + ", accepted " + accepted + ", arrived at " + arrivals.keySet() + ", dead at " + deaths.keySet()
                + (rejections > 0 ? ", rejected " + rejections + " times" : "");
    }
}
