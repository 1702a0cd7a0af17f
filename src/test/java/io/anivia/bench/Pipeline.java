package io.anivia.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.anivia.processes.Progress;
import io.anivia.processes.Workplace;
import org.jspecify.annotations.Nullable;


/**
 * The main job, from the POST to all destinations. As it is made, it is a closed loop of payloads of ten events, on
 * RabbitMQ.
 *
 * @param batch events in a POST
 * @param eventBytes of an event, about; 0: as the settings say
 * @param rate events a second, by schedule; 0: a closed loop
 * @param waits whether messages wait for the destinations before a round
 * @param onRabbit or on the embedded broker
 * @param yardstick whether PerfTest runs on the same node after each round
 * @param environment settings of Anivia
 */
record Pipeline(String title, List<String> destinations, int batch, int eventBytes, int rate, boolean waits,
        boolean onRabbit, boolean yardstick, Map<String, String> environment, List<Goal> goals) implements Scenario {

    private static final int USUAL_BATCH = 10;
    private static final int WARM_UP_SHARE = 10;
    private static final long MOST_BACKLOG_BYTES = 128 << 20;
    /** Until what has waited is delivered. */
    private static final Duration TIMEOUT = Duration.ofMinutes(20);

    Pipeline(String title, List<String> destinations) {
        this(title, destinations, USUAL_BATCH, 0, 0, false, true, false, Map.of(), List.of());
    }

    Pipeline withBatch(int events) {
        return new Pipeline(title, destinations, events, eventBytes, rate, waits, onRabbit, yardstick, environment,
                goals);
    }

    Pipeline withEventBytes(int bytes) {
        return new Pipeline(title, destinations, batch, bytes, rate, waits, onRabbit, yardstick, environment, goals);
    }

    Pipeline withRate(int eventsPerSecond) {
        return new Pipeline(title, destinations, batch, eventBytes, eventsPerSecond, waits, onRabbit, yardstick,
                environment, goals);
    }

    Pipeline withWaitingMessages() {
        return new Pipeline(title, destinations, batch, eventBytes, rate, true, onRabbit, yardstick, environment,
                goals);
    }

    Pipeline onEmbeddedBroker() {
        return new Pipeline(title, destinations, batch, eventBytes, rate, waits, false, false, environment, goals);
    }

    Pipeline besidePerfTest() {
        return new Pipeline(title, destinations, batch, eventBytes, rate, waits, true, true, environment, goals);
    }

    Pipeline withSettings(Map<String, String> settings) {
        return new Pipeline(title, destinations, batch, eventBytes, rate, waits, onRabbit, yardstick, settings,
                goals);
    }

    Pipeline wants(Goal... wanted) {
        return new Pipeline(title, destinations, batch, eventBytes, rate, waits, onRabbit, yardstick, environment,
                List.of(wanted));
    }

    @Override
    public List<Result> run(Settings settings, Workplace workplace) throws Exception {
        return List.of(Result.ofRounds(title, conditions(settings), rounds(settings, workplace), goals));
    }

    /** What each round came to. */
    List<Figures> rounds(Settings settings, Workplace workplace) throws Exception {
        Progress.print("scenario %s", title);
        try (Site site = new Site(settings, workplace, destinations, onRabbit, environment).startAnivia();
                Load load = new Load(site.anivia().events(), new Payloads(batch, bytes(settings)),
                        settings.connections())) {
            Round round = new Round(site, load, waits ? TIMEOUT : settings.drain());
            Progress.print("warm-up");
            post(round, settings.warmUp(), settings, backlog(settings) / WARM_UP_SHARE);
            List<Figures> rounds = new ArrayList<>();
            for (int number = 1; number <= settings.rounds(); number++) {
                Progress.print("round %d", number);
                if (waits) {
                    Backlog.gather(site, load, settings.waiting() / destinations.size());
                }
                Figures figures = site.profiled(title, () -> measure(site, round, settings));
                if (yardstick) {
                    compare(figures, site.broker(), settings, workplace);
                }
                rounds.add(figures);
            }
            return rounds;
        }
    }

    private Figures measure(Site site, Round round, Settings settings) throws IOException, InterruptedException {
        Snapshot before = Snapshot.of(site);
        if (waits) {
            Backlog.release(site);
        }
        Round.Outcome outcome = post(round, settings.measure(), settings, backlog(settings));
        Snapshot after = Snapshot.of(site);
        return new Flow(site, round, before, outcome, after).figures();
    }

    private int bytes(Settings settings) {
        return eventBytes == 0 ? settings.eventBytes() : eventBytes;
    }

    /** Bounded in bytes, too. */
    private long backlog(Settings settings) {
        return Math.min(settings.backlog(), MOST_BACKLOG_BYTES / bytes(settings) / destinations.size());
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
                        backlog(settings))
                : String.format(Locale.ROOT, "an open loop of %,d events/s", events);
        return String.format(Locale.ROOT, "%s to %s; %d events of about %d bytes a POST, %d connections, %s; %d s "
                + "after %d s of warm-up.%s", onRabbit ? "RabbitMQ, quorum queues," : "Embedded broker,",
                String.join(", ", destinations), batch, bytes(settings), settings.connections(), pace,
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
