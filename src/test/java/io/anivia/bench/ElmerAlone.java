package io.anivia.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import io.anivia.processes.Progress;
import io.anivia.processes.Workplace;


/**
 * Elmer in front of RabbitMQ, each request answered after its confirm. The yardstick is {@link PlainServer}, on as many
 * event loops. wrk is the load of both.
 *
 * @param environment settings of Elmer
 */
record ElmerAlone(String title, Map<String, String> environment) implements Scenario {

    private static final Goal SHARE_OF_PLAIN_SERVER = Goal.atLeast(Metric.YARDSTICK_SHARE, 0.7);
    private static final int CONNECTIONS = 256;
    private static final int BYTES = 1024;
    private static final int TIME_SHARE = 4;
    static final String COLLECTED = "anivia.collected";
    /** As much of "vert.x-eventloop-thread" as Linux keeps of a thread's name. */
    private static final String EVENT_LOOP = "vert.x-eventloo";

    @Override
    public List<Result> run(Settings settings, Workplace workplace) throws Exception {
        Progress.print("scenario %s", title);
        if (!Wrk.isInstalled()) {
            Progress.print("left out: wrk, which is its load, is not installed");
            return List.of();
        }
        Map<String, String> all = new HashMap<>(environment);
        all.put("ANIVIA_ROLES", "elmer");
        try (Site site = new Site(settings, workplace, List.of(), true, all).startAnivia()) {
            Progress.print("warm-up");
            post(workplace, site.anivia().events(), settings.warmUp());
            int loops = eventLoops(site.anivia().process());
            try (PlainServer.Running plain = PlainServer.start(loops, settings.heap())) {
                post(workplace, plain.url(), settings.warmUp());
                List<Figures> rounds = new ArrayList<>();
                for (int number = 1; number <= settings.rounds(); number++) {
                    Progress.print("round %d", number);
                    rounds.add(site.profiled(title,
                            () -> measure(site, plain, workplace, settings.measure().dividedBy(TIME_SHARE))));
                }
                return List.of(Result.ofRounds(title, conditions(settings, loops), rounds,
                        List.of(SHARE_OF_PLAIN_SERVER, Goal.SMALL)));
            }
        }
    }

    private static Wrk post(Workplace workplace, URI url, Duration time) throws IOException, InterruptedException {
        byte[] body = new Payloads(1, BYTES).next(0).getBytes();
        return Wrk.run(workplace, url, "application/json", Map.of(), body, CONNECTIONS, time);
    }

    private static Figures measure(Site site, PlainServer.Running plain, Workplace workplace, Duration time)
            throws IOException, InterruptedException {
        site.broker().purge(COLLECTED);
        Snapshot before = Snapshot.of(site);
        Wrk elmer = post(workplace, site.anivia().events(), time);
        Snapshot after = Snapshot.of(site);
        Wrk yardstick = post(workplace, plain.url(), time);
        // Whole ones, as wrk counts them.
        double seconds = time.toSeconds();
        Figures figures = new Figures()
                .put(Metric.REQUESTS, elmer.perSecond())
                .put(Metric.YARDSTICK, yardstick.perSecond())
                .put(Metric.YARDSTICK_SHARE, elmer.perSecond() / yardstick.perSecond())
                .put(Metric.BROKER_MESSAGES, (after.brokerMessages() - before.brokerMessages()) / seconds)
                .put(Metric.ACCEPTED_P50, elmer.p50())
                .put(Metric.ACCEPTED_P99, elmer.p99())
                .put(Metric.ACCEPTED_P999, elmer.p999())
                .put(Metric.GC, 100 * (after.gcSeconds() - before.gcSeconds()) / seconds)
                .put(Metric.FAILED, elmer.failed() + yardstick.failed())
                .put(Metric.WARNINGS, site.warnings());
        after.costs().since(before.costs()).addTo(figures, (long) (elmer.perSecond() * seconds));
        return figures;
    }

    /** How many there are is Quarkus' business. */
    private static int eventLoops(ProcessHandle process) throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(process.pid()), "task"))) {
            return (int) threads.filter(thread -> name(thread).startsWith(EVENT_LOOP)).count();
        }
    }

    private static String name(Path thread) {
        try {
            return Files.readString(thread.resolve("comm"));
        } catch (IOException e) {
            throw new UncheckedIOException("a thread has ended", e);
        }
    }

    private String conditions(Settings settings, int loops) {
        return String.format(Locale.ROOT, "Role elmer alone before RabbitMQ, quorum queue; wrk, %d connections, "
                + "payloads of about %d bytes, %d s. The yardstick is a plain Vert.x server that reads the body and "
                + "answers 202, on %d event loops as Elmer.%s", CONNECTIONS, BYTES,
                settings.measure().dividedBy(TIME_SHARE).toSeconds(), loops,
                environment.isEmpty() ? "" : " Settings: " + environment + ".");
    }
}
