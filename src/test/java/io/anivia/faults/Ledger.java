package io.anivia.faults;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** Every event of a scenario by its id. Ids of others are ignored. Thread-safe. */
final class Ledger {

    private final Map<String, Fate> fates = new ConcurrentHashMap<>();

    /** Before it is sent, so that nothing can come back sooner. */
    void sent(String id, Kind kind) {
        fates.put(id, new Fate(kind));
    }

    /** Answered with 202 just now. */
    void accepted(List<String> ids) {
        long now = System.nanoTime();
        ids.forEach(id -> known(id).accepted(now));
    }

    void arrived(Sink sink, String id) {
        known(id).arrived(sink, System.nanoTime());
    }

    void dead(Sink sink, String id) {
        known(id).dead(sink);
    }

    void rejected(String id) {
        known(id).rejected();
    }

    private Fate known(String id) {
        Fate fate = fates.get(id);
        return fate == null ? new Fate(Kind.GOOD) : fate;
    }

    long accepted() {
        return count(Fate::isAccepted);
    }

    /** Accepted, and not where they must be. */
    long missing() {
        return count(Fate::isMissing);
    }

    /** Bad ones that were accepted, and have not come to their end. */
    long missingBad() {
        return count(fate -> fate.kind() != Kind.GOOD && fate.isMissing());
    }

    /** Among the dead letters or the rejected, and must not be. */
    long misplaced() {
        return count(Fate::isMisplaced);
    }

    long dead() {
        return Stream.of(Sink.values()).mapToLong(sink -> count(fate -> fate.isDead(sink))).sum();
    }

    long rejected() {
        return count(Fate::isRejected);
    }

    /** The most messages that were rejected of one payload. */
    int mostRejections() {
        return fates.values().stream().mapToInt(Fate::rejections).max().orElse(0);
    }

    long duplicates(Sink sink) {
        return fates.values().stream().mapToLong(fate -> fate.duplicates(sink)).sum();
    }

    /** Of how many events it is known that they came to this destination, and how often they did in all. */
    CountRange arrivals(Sink sink) {
        return new CountRange(count(fate -> fate.times(sink) > 0), sum(fate -> fate.times(sink)));
    }

    /** The same of its dead letters. */
    CountRange deaths(Sink sink) {
        return new CountRange(count(fate -> fate.isDead(sink)), sum(fate -> fate.deaths(sink)));
    }

    /** How many were accepted in this time. */
    long acceptedBetween(long from, long to) {
        return count(fate -> fate.acceptedBetween(from, to));
    }

    /** How many came to this destination in this time. */
    long arrivedBetween(Sink sink, long from, long to) {
        return count(fate -> fate.arrivedBetween(sink, from, to));
    }

    /** How long after this time the last event arrived that had been accepted before it. */
    Duration caughtUpAfter(long time, long start) {
        return Duration.ofNanos(fates.values().stream().filter(fate -> fate.acceptedBetween(start, time))
                .flatMapToLong(fate -> Stream.of(Sink.values()).mapToLong(sink -> fate.arrivedAfter(sink, time)))
                .max().orElse(0));
    }

    /** How long after this time the first event was accepted. */
    Duration takenAgainAfter(long time) {
        return Duration.ofNanos(fates.values().stream().mapToLong(fate -> fate.acceptedAfter(time)).min().orElse(0));
    }

    /** The longest way from the 202 to one of these destinations, of events accepted in this time. */
    Duration longestDelay(Set<Sink> sinks, long from, long to) {
        return Duration.ofNanos(fates.values().stream().filter(fate -> fate.acceptedBetween(from, to))
                .flatMapToLong(fate -> sinks.stream().mapToLong(fate::delay)).max().orElse(0));
    }

    /** The longest way from the 202 to one of these destinations so far. */
    Duration longestDelay(Set<Sink> sinks) {
        return Duration.ofNanos(fates.values().stream().filter(Fate::isAccepted)
                .flatMapToLong(fate -> sinks.stream().mapToLong(fate::delay)).max().orElse(0));
    }

    /** A few of those that are missing or misplaced, for people. */
    List<String> wrong(int atMost) {
        return fates.entrySet().stream().filter(each -> each.getValue().isMissing() || each.getValue().isMisplaced())
                .limit(atMost).map(each -> each.getKey() + ": " + each.getValue()).toList();
    }

    private long sum(ToLongFunction<Fate> of) {
        return fates.values().stream().mapToLong(of).sum();
    }

    private long count(Predicate<Fate> wanted) {
        return fates.values().stream().filter(wanted).count();
    }
}
