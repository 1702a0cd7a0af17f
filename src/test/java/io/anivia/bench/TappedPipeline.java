package io.anivia.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.anivia.processes.Progress;
import io.anivia.processes.Workplace;
import org.jspecify.annotations.Nullable;

/**
 * The main job while a live tap of all points is read, and while one whose filter wants each event read; beside the
 * same without any. All in the same processes, in turns, since those of one code differ by more than a tap costs.
 */
record TappedPipeline(List<String> destinations, int eventsPerSecond, Map<String, String> environment)
        implements Scenario {

    private static final String TITLE = "tap";
    private static final int BATCH = 10;
    private static final String ALL_POINTS = "/admin/tap?point=accepted&point=event&point=routed&point=delivered"
            + "&point=failed&point=dead&seconds=3600&limit=10000";

    /** How a column is measured. */
    private enum Watch {
        NONE("no tap", null),
        ALL("one of all points", ALL_POINTS),
        FILTERED("one of all points, by type, which none has", ALL_POINTS + "&where=type%3Dnone");

        private final String heading;
        private final @Nullable String path;

        Watch(String heading, @Nullable String path) {
            this.heading = heading;
            this.path = path;
        }
    }

    @Override
    public List<Result> run(Settings settings, Workplace workplace) throws Exception {
        Map<Watch, List<Figures>> measured = measure(settings, workplace);
        List<Figures> columns = measured.values().stream().map(Figures::median).toList();
        Figures untapped = columns.get(Watch.NONE.ordinal());
        columns.forEach(column -> column.put(Metric.CPU_SHARE_OF_FIRST, cpu(column) / cpu(untapped)));
        return List.of(new Result(TITLE, String.format(Locale.ROOT, "RabbitMQ, quorum queues, to %s; %d events of about"
                + " %d bytes a POST, %,d events/s; medians of %d rounds of %d s in turns after %d s of warm-up."
                + " Settings: %s.", String.join(", ", destinations), BATCH, settings.eventBytes(), rate(settings),
                settings.rounds(), settings.measure().toSeconds(), settings.warmUp().toSeconds(), environment),
                measured.keySet().stream().map(watch -> watch.heading).toList(), columns,
                List.of(Goal.below(Metric.CPU_SHARE_OF_FIRST, 1.05)), columns.get(Watch.ALL.ordinal())));
    }

    private static double cpu(Figures figures) {
        return figures.get(Metric.CPU_ANIVIA).orElseThrow();
    }

    private int rate(Settings settings) {
        return settings.rate() == 0 ? eventsPerSecond : settings.rate();
    }

    private Map<Watch, List<Figures>> measure(Settings settings, Workplace workplace) throws Exception {
        Map<Watch, List<Figures>> measured = new EnumMap<>(Watch.class);
        try (Site site = new Site(settings, workplace, destinations, true, environment).startAnivia();
                Load load = new Load(site.anivia().events(), new Payloads(BATCH, settings.eventBytes()),
                        settings.connections())) {
            Round round = new Round(site, load, settings.drain());
            Pace pace = Pace.steady((double) rate(settings) / BATCH);
            round.run(settings.warmUp(), pace);
            for (int number = 1; number <= settings.rounds(); number++) {
                for (Watch watch : Watch.values()) {
                    Progress.print("scenario %s, round %d, %s", TITLE, number, watch.heading);
                    measured.computeIfAbsent(watch, column -> new ArrayList<>())
                            .add(measure(site, round, watch, settings, pace));
                }
            }
        }
        return measured;
    }

    private static Figures measure(Site site, Round round, Watch watch, Settings settings, Pace pace)
            throws IOException, InterruptedException {
        if (watch.path == null) {
            return measure(site, round, settings, pace);
        }
        try (TapReader reader = new TapReader(site.anivia().management(watch.path))) {
            Figures figures = measure(site, round, settings, pace);
            return figures.put(Metric.TAPPED, reader.events()).put(Metric.UNTAPPED, reader.dropped());
        }
    }

    private static Figures measure(Site site, Round round, Settings settings, Pace pace)
            throws IOException, InterruptedException {
        Snapshot before = Snapshot.of(site);
        Round.Outcome outcome = round.run(settings.measure(), pace);
        Snapshot after = Snapshot.of(site);
        return new Flow(site, round, before, outcome, after).figures();
    }
}
