package io.anivia.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.anivia.processes.Progress;
import io.anivia.processes.Workplace;
import org.jspecify.annotations.Nullable;

/**
 * The main job while the file of one destination is changed and reloaded again and again, and with steps for all
 * events; beside the same without either.
 *
 * @param destinations the last one is replaced
 */
record ChangingRoutes(List<String> destinations, int eventsPerSecond, Map<String, String> environment)
        implements Scenario {

    private static final String TITLE = "routes";
    private static final int BATCH = 10;
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final Path STEPS = Path.of("src", "test", "resources", "bench",
            "decorate.camel.yaml").toAbsolutePath();
    private static final double PER_CENT = 100;
    private static final double THOUSAND = 1000;

    /** How a column is measured. */
    private enum Change {
        NONE("unchanged"), RELOADS("one destination replaced every 2 s"), STEPS("hash, ip and fields for all events");

        private final String heading;

        Change(String heading) {
            this.heading = heading;
        }
    }

    @Override
    public List<Result> run(Settings settings, Workplace workplace) throws Exception {
        List<String> headings = new ArrayList<>();
        List<Figures> columns = new ArrayList<>();
        for (Change change : Change.values()) {
            Progress.print("scenario %s, %s", TITLE, change.heading);
            Figures figures = measure(change, settings, workplace);
            headings.add(change.heading);
            columns.add(figures);
            figures.put(Metric.CPU_MORE, PER_CENT * rate(settings) / THOUSAND
                    * (cpu(figures) - cpu(columns.get(0))));
        }
        Figures judged = columns.get(Change.RELOADS.ordinal());
        judged.put(Metric.CPU_MORE, columns.get(Change.STEPS.ordinal()).get(Metric.CPU_MORE).orElseThrow());
        return List.of(new Result(TITLE, String.format(Locale.ROOT, "RabbitMQ, quorum queues, to %s; %d events of about"
                + " %d bytes a POST, %,d events/s; medians of %d rounds of %d s after %d s of warm-up. Settings: %s.",
                String.join(", ", destinations), BATCH, settings.eventBytes(), rate(settings), settings.rounds(),
                settings.measure().toSeconds(), settings.warmUp().toSeconds(), environment), headings, columns,
                List.of(Goal.below(Metric.OTHERS_P99, 1000), Goal.below(Metric.CPU_MORE, 10)), judged));
    }

    private static double cpu(Figures figures) {
        return figures.get(Metric.CPU_ANIVIA).orElseThrow();
    }

    private int rate(Settings settings) {
        return settings.rate() == 0 ? eventsPerSecond : settings.rate();
    }

    private Figures measure(Change change, Settings settings, Workplace workplace) throws Exception {
        Map<String, String> more = new HashMap<>(environment);
        if (change == Change.STEPS) {
            more.put("ANIVIA_DECORATE_FILE", STEPS.toString());
        }
        try (Site site = new Site(settings, workplace, destinations, true, more).startAnivia();
                Load load = new Load(site.anivia().events(), new Payloads(BATCH, settings.eventBytes()),
                        settings.connections())) {
            Round round = new Round(site, load, settings.drain());
            Pace pace = Pace.steady((double) rate(settings) / BATCH);
            round.run(settings.warmUp(), pace);
            List<Figures> rounds = new ArrayList<>();
            for (int number = 1; number <= settings.rounds(); number++) {
                @Nullable Reloads reloads = change == Change.RELOADS
                        ? new Reloads(site, destinations.get(destinations.size() - 1)) : null;
                Snapshot before = Snapshot.of(site);
                Round.Outcome outcome = round.run(settings.measure(), pace);
                int count = reloads == null ? 0 : reloads.end();
                Snapshot after = Snapshot.of(site);
                rounds.add(new Flow(site, round, before, outcome, after).figures()
                        .put(Metric.RELOADS, count).put(Metric.OTHERS_P99, others(after)));
            }
            return Figures.median(rounds);
        }
    }

    private double others(Snapshot after) {
        return destinations.subList(0, destinations.size() - 1).stream()
                .mapToDouble(name -> after.at(name).latency().p99()).max().orElseThrow();
    }

    /** Changes a destination's file every other moment and has it reloaded, until it is ended. */
    private static final class Reloads {

        private final Site site;
        private final Path file;
        private final CountDownLatch end = new CountDownLatch(1);
        private final CompletableFuture<Integer> done;

        Reloads(Site site, String destination) {
            this.site = site;
            this.file = site.routes().resolve(destination + ".camel.yaml");
            this.done = CompletableFuture.supplyAsync(this::run);
        }

        private int run() {
            int reloads = 0;
            try {
                while (!end.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                    Files.writeString(file, "# change " + reloads + "\n", StandardOpenOption.APPEND);
                    Management.reload(site.anivia());
                    reloads++;
                }
            } catch (IOException e) {
                throw new CompletionException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CompletionException(e);
            }
            return reloads;
        }

        /** @return how many reloads there were */
        int end() {
            end.countDown();
            return done.join();
        }
    }
}
