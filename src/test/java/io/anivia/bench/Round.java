package io.anivia.bench;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

import io.anivia.processes.Progress;


/** Posts for some time, then waits until every destination has everything; again and again. For one thread. */
final class Round {

    private static final Duration SAMPLE = Duration.ofMillis(100);
    private static final Duration PRINT_EVERY = Duration.ofSeconds(10);
    /** For answers to the last POSTs, and for those that come late. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final Site site;
    private final Load load;
    private final Duration drain;
    private volatile long leastArrived;
    private Map<String, Arrivals> arrivals = Map.of();
    private long printedAt = System.nanoTime();

    /** @param drain how long to wait at most until everything has arrived */
    Round(Site site, Load load, Duration drain) {
        this.site = site;
        this.load = load;
        this.drain = drain;
    }

    /**
     * What came of a round.
     *
     * @param events accepted
     * @param seconds by destination, from the start until it had everything, or until waiting was over
     */
    record Outcome(Posted posted, long events, Map<String, Double> seconds) {
    }

    /** A closed loop that pauses while a destination is so many events behind. */
    Outcome closedLoop(Duration time, long most) throws IOException {
        return run(time, Pace.closedLoop(() -> load.acceptedEvents() - leastArrived < most));
    }

    Outcome run(Duration time, Pace pace) throws IOException {
        sample();
        site.sinks().forgetTimes();
        long acceptedBefore = load.acceptedEvents();
        long start = System.nanoTime();
        CompletableFuture<Posted> posting = load.run(time, pace);
        every(time.multipliedBy(2).plus(GRACE), posting::isDone);
        Posted posted = posting.join();
        posted.failures().forEach((why, times) -> Progress.print("%,d POSTs failed: %s", times, why));
        return new Outcome(posted, load.acceptedEvents() - acceptedBefore, drain(start));
    }

    /** How many accepted events are not there; too few if there are some of POSTs that failed. */
    long missing(String destination) {
        return Math.max(0, load.acceptedEvents() - arrived(destination));
    }

    private long arrived(String destination) {
        return arrivals.getOrDefault(destination, Arrivals.NONE).distinct();
    }

    private Map<String, Double> drain(long start) {
        long all = load.acceptedEvents();
        long deadline = System.nanoTime() + drain.toNanos();
        Map<String, Double> seconds = new HashMap<>();
        every(drain.plus(GRACE), () -> {
            boolean over = System.nanoTime() > deadline;
            double now = (System.nanoTime() - start) / 1e9;
            for (String destination : site.destinations()) {
                if (over || arrived(destination) >= all) {
                    seconds.putIfAbsent(destination, now);
                }
            }
            return seconds.size() == site.destinations().size();
        });
        return seconds;
    }

    private void every(Duration atMost, Callable<Boolean> done) {
        await().pollInSameThread().pollDelay(Duration.ZERO).pollInterval(SAMPLE).atMost(atMost).until(() -> {
            sample();
            return done.call();
        });
    }

    private void sample() throws IOException {
        arrivals = site.sinks().arrivals();
        leastArrived = site.destinations().stream().mapToLong(this::arrived).min().orElse(0);
        if (System.nanoTime() - printedAt > PRINT_EVERY.toNanos()) {
            printedAt = System.nanoTime();
            Progress.print("accepted %,d events; all destinations have %,d", load.acceptedEvents(), leastArrived);
        }
    }
}
