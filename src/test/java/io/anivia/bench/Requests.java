package io.anivia.bench;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.anivia.processes.Progress;
import io.anivia.processes.Workplace;


/**
 * One request for each event, as fast as it goes: what has gathered while a destination was suspended is delivered, and
 * nothing else goes on. The yardstick is wrk with the same body, over as many connections, to the same program.
 */
record Requests(String destination, String contentType) implements Scenario {

    private static final Goal SHARE_OF_WRK = Goal.atLeast(Metric.YARDSTICK_SHARE, 0.5);
    private static final Duration SAMPLE = Duration.ofMillis(20);
    private static final Duration TIMEOUT = Duration.ofMinutes(5);
    /** Shares of the events between which time is taken: without the first and the last ones. */
    private static final double FROM = 0.05;
    private static final double TO = 0.95;

    @Override
    public List<Result> run(Settings settings, Workplace workplace) throws Exception {
        Progress.print("scenario requests: %s", destination);
        try (Site site = new Site(settings, workplace, List.of(destination), true, Map.of()).startAnivia();
                Load load = new Load(site.anivia().events(), new Payloads(10, settings.eventBytes()),
                        settings.connections())) {
            Progress.print("warm-up");
            long begin = System.nanoTime();
            while (System.nanoTime() - begin < settings.warmUp().toNanos()) {
                drain(site, load, settings);
            }
            List<Figures> rounds = new ArrayList<>();
            for (int number = 1; number <= settings.rounds(); number++) {
                Progress.print("round %d", number);
                Figures figures = site.profiled("requests-" + destination, () -> drain(site, load, settings));
                if (Wrk.isInstalled()) {
                    compare(figures, site, settings, workplace);
                }
                rounds.add(figures);
            }
            return List.of(Result.ofRounds("requests: " + destination, conditions(settings), rounds,
                    List.of(SHARE_OF_WRK, Goal.SMALL)));
        }
    }

    /** Lets events gather, then measures how they are delivered. */
    private Figures drain(Site site, Load load, Settings settings) throws IOException, InterruptedException {
        Posted posted = Backlog.gather(site, load, settings.backlog());
        long from = arrivals(site).distinct();
        long gathered = load.acceptedEvents() - from;
        Costs before = Costs.now(site.anivia(), site.rabbit(), site.sinks());
        Backlog.release(site);
        double begin = secondsUntil(site, from + (long) (FROM * gathered));
        double end = secondsUntil(site, from + (long) (TO * gathered));
        secondsUntil(site, from + gathered);
        Costs costs = Costs.now(site.anivia(), site.rabbit(), site.sinks()).since(before);
        Figures figures = new Figures()
                .put(Metric.REQUESTS, (TO - FROM) * gathered / (end - begin))
                .put(Metric.FAILED, posted.failures().values().stream().mapToLong(Long::valueOf).sum())
                .put(Metric.DUPLICATES, arrivals(site).duplicates())
                .put(Metric.WARNINGS, site.warnings());
        costs.addTo(figures, gathered);
        return figures;
    }

    /** When the destination had so many, in seconds of this JVM's clock. */
    private double secondsUntil(Site site, long events) {
        await().pollInSameThread().pollDelay(Duration.ZERO).pollInterval(SAMPLE).atMost(TIMEOUT)
                .until(() -> arrivals(site).distinct() >= events);
        return System.nanoTime() / 1e9;
    }

    private Arrivals arrivals(Site site) throws IOException {
        return site.sinks().arrivals().getOrDefault(destination, Arrivals.NONE);
    }

    private void compare(Figures figures, Site site, Settings settings, Workplace workplace)
            throws IOException, InterruptedException {
        Wrk wrk = Wrk.run(workplace, URI.create(site.sinks().url() + "/yardstick"), contentType, Map.of(),
                site.sinks().lastBody(destination), settings.concurrency(), settings.yardstick());
        figures.put(Metric.YARDSTICK, wrk.perSecond())
                .put(Metric.YARDSTICK_SHARE, figures.get(Metric.REQUESTS).orElseThrow() / wrk.perSecond())
                .put(Metric.FAILED, figures.get(Metric.FAILED).orElseThrow() + wrk.failed());
    }

    private String conditions(Settings settings) {
        return String.format(Locale.ROOT, "One request for each event of about %d bytes to %s, %d at once, out of a "
                + "RabbitMQ quorum queue in which %,d wait. The yardstick is %s.", settings.eventBytes(),
                destination, settings.concurrency(), settings.backlog(), Wrk.isInstalled()
                        ? "wrk with the same body, connections and server" : "wrk, which is not installed here");
    }
}
