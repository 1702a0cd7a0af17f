package io.anivia.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.anivia.processes.Progress;
import io.anivia.processes.Workplace;

/**
 * The main job, from the POST to all destinations.
 *
 * @param batch events in a POST
 * @param rate events a second, by schedule; 0: a closed loop
 * @param onRabbit or on the embedded broker
 * @param yardstick whether PerfTest runs on the same node after each round
 * @param environment settings of Anivia
 */
record Pipeline(String title, List<String> destinations, int batch, int rate, boolean onRabbit, boolean yardstick,
        Map<String, String> environment, List<Goal> goals) implements Scenario {

    private static final int WARM_UP_SHARE = 10;

    @Override
    public List<Result> run(Settings settings, Workplace workplace) throws Exception {
        Progress.tell("scenario %s", title);
        try (Site site = new Site(settings, workplace, destinations, onRabbit, environment).startAnivia();
                Load load = new Load(site.anivia().events(), new Payloads(batch, settings.eventBytes()),
                        settings.connections())) {
            Round round = new Round(site, load, settings);
            Progress.tell("warm-up");
            post(round, settings.warmUp(), settings, settings.backlog() / WARM_UP_SHARE);
            List<Figures> rounds = new ArrayList<>();
            for (int number = 1; number <= settings.rounds(); number++) {
                Progress.tell("round %d", number);
                Figures figures = measure(site, round, settings);
                if (yardstick && site.rabbit() != null) {
                    compare(figures, site.rabbit(), settings, workplace);
                }
                rounds.add(figures);
            }
            return List.of(Result.ofRounds(title, conditions(settings), rounds, goals));
        }
    }

    private Figures measure(Site site, Round round, Settings settings) throws IOException, InterruptedException {
        Snapshot before = Snapshot.of(site);
        Round.Outcome outcome = post(round, settings.measure(), settings, settings.backlog());
        Snapshot after = Snapshot.of(site);
        return new Flow(site, round, before, outcome, after).figures();
    }

    private Round.Outcome post(Round round, Duration time, Settings settings, long backlog) throws IOException {
        int events = eventsPerSecond(settings);
        return events == 0 ? round.closedLoop(time, backlog)
                : round.run(time, Pace.steady((double) events / batch));
    }

    private int eventsPerSecond(Settings settings) {
        return rate == 0 || settings.rate() == 0 ? rate : settings.rate();
    }

    /** The better one of PerfTest's rates is what counts. */
    private static void compare(Figures figures, RabbitMq rabbit, Settings settings, Workplace workplace)
            throws IOException, InterruptedException {
        long best = 0;
        for (int pairs : List.of(1, 2)) {
            best = Math.max(best, PerfTest.run(rabbit.uri(), pairs, settings.yardstick(), workplace));
        }
        figures.put(Metric.PERF_TEST, best);
        figures.put(Metric.PERF_TEST_SHARE, figures.get(Metric.BROKER_MESSAGES).orElseThrow() / best);
    }

    private String conditions(Settings settings) {
        int events = eventsPerSecond(settings);
        String pace = events == 0
                ? String.format(Locale.ROOT, "a closed loop that pauses while a destination is over %,d events behind",
                        settings.backlog())
                : String.format(Locale.ROOT, "an open loop of %,d events/s", events);
        return String.format(Locale.ROOT, "%s to %s; %d events of about %d bytes a POST, %d connections, %s; %d s "
                + "after %d s of warm-up.%s", onRabbit ? "RabbitMQ, quorum queues," : "Embedded broker,",
                String.join(", ", destinations), batch, settings.eventBytes(), settings.connections(), pace,
                settings.measure().toSeconds(), settings.warmUp().toSeconds(), settingsOf());
    }

    private String settingsOf() {
        return environment.isEmpty() ? "" : " Settings: " + environment.entrySet().stream().sorted(
                Map.Entry.comparingByKey()).map(entry -> entry.getKey() + "=" + actual(entry)).toList() + ".";
    }

    private static @Nullable String actual(Map.Entry<String, String> setting) {
        return System.getenv().getOrDefault(setting.getKey(), setting.getValue());
    }
}
