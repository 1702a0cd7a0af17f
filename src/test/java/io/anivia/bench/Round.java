package io.anivia.bench;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

import io.anivia.processes.Progress;

/** Posts for some time, then waits until every destination has everything; again and again. For one thread. */
final class Round {

    private static final Duration SAMPLE = Duration.ofMillis(100);
    private static final Duration TELL = Duration.ofSeconds(5);
    /** For answers to the last POSTs. */
    private static final Duration GRACE = Duration.ofSeconds(20);

    private final Load load;
    private final Sinks sinks;
    private final Settings settings;
    private volatile Sinks.Counts counts = new Sinks.Counts(List.of(0L, 0L, 0L), 0);
    private long toldAt = System.nanoTime();

    Round(Load load, Sinks sinks, Settings settings) {
        this.load = load;
        this.sinks = sinks;
        this.settings = settings;
    }

    /**
     * What came of a round.
     *
     * @param events accepted
     * @param arrived for each destination
     * @param duplicates at all destinations
     */
    record Outcome(Posted posted, long events, List<Arrived> arrived, long duplicates) {

        /** Events a second from the first POST until the last destination had the last of them. */
        double eventsPerSecond() {
            return arrived.stream().mapToDouble(Arrived::perSecond).min().orElseThrow();
        }
    }

    /**
     * What one destination got in a round.
     *
     * @param perSecondUnderLoad events, while there was load
     * @param perSecond events, from the first POST until it had everything, or until waiting was over
     * @param missing events that were accepted and are not there; too few if there are some of POSTs that failed
     */
    record Arrived(String destination, double perSecondUnderLoad, double perSecond, long missing) {
    }

    /**
     * Runs once.
     *
     * @param most events that a destination may be behind; beyond it posting pauses
     */
    Outcome run(Duration time, long most) throws IOException {
        Sinks.Counts before = sample();
        long acceptedBefore = load.acceptedEvents();
        long start = System.nanoTime();
        BooleanSupplier keepsUp = () -> load.acceptedEvents() - counts.least() < most;
        CompletableFuture<Posted> posting = load.run(time, keepsUp).toCompletableFuture();
        every(time.plus(GRACE), posting::isDone);
        double loaded = secondsSince(start);
        Sinks.Counts atEnd = counts;
        Posted posted = posting.join();
        posted.failures().forEach((why, times) -> Progress.tell("%,d POSTs failed: %s", times, why));

        List<Double> complete = drain(start);
        Sinks.Counts last = sample();
        List<Arrived> arrived = IntStream.range(0, complete.size()).mapToObj(i -> new Arrived(Sinks.NAMES.get(i),
                gained(i, before, atEnd) / loaded,
                gained(i, before, last) / complete.get(i),
                Math.max(0, load.acceptedEvents() - last.distinct().get(i)))).toList();
        return new Outcome(posted, load.acceptedEvents() - acceptedBefore, arrived,
                last.duplicates() - before.duplicates());
    }

    private static double gained(int destination, Sinks.Counts before, Sinks.Counts after) {
        return after.distinct().get(destination) - before.distinct().get(destination);
    }

    /** Waits, and gives for each destination the seconds from the start until it had everything. */
    private List<Double> drain(long start) {
        long all = load.acceptedEvents();
        long deadline = System.nanoTime() + settings.drain().toNanos();
        List<Double> complete = new ArrayList<>(Sinks.NAMES.stream().map(name -> 0.0).toList());
        every(settings.drain().plus(GRACE), () -> {
            boolean over = System.nanoTime() > deadline;
            for (int i = 0; i < complete.size(); i++) {
                if (complete.get(i) == 0 && (over || counts.distinct().get(i) >= all)) {
                    complete.set(i, secondsSince(start));
                }
            }
            return !complete.contains(0.0);
        });
        return complete;
    }

    private void every(Duration atMost, Callable<Boolean> done) {
        await().pollInSameThread().pollDelay(Duration.ZERO).pollInterval(SAMPLE).atMost(atMost).until(() -> {
            sample();
            return done.call();
        });
    }

    private Sinks.Counts sample() throws IOException {
        counts = sinks.counts();
        if (System.nanoTime() - toldAt > TELL.toNanos()) {
            toldAt = System.nanoTime();
            Progress.tell("accepted %,d events; arrived: %s", load.acceptedEvents(), counts.distinct());
        }
        return counts;
    }

    private static double secondsSince(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
