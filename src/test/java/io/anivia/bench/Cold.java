package io.anivia.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.anivia.processes.Progress;
import io.anivia.processes.Workplace;

/**
 * The first minute of a process under load from its first second: each round starts another one, which is POSTed to as
 * soon as it is ready. Beside the way it is shipped, with other settings of the JVM.
 */
record Cold(List<String> destinations, int eventsPerSecond) implements Scenario {

    private static final int BATCH = 10;
    private static final Duration FIRST = Duration.ofSeconds(10);
    private static final Duration NEXT = Duration.ofSeconds(50);
    private static final Goal ACCEPTED_SOON = Goal.below(Metric.ACCEPTED_P99, 250);
    private static final Goal BACKLOG_BOUNDED = Goal.below(Metric.DELIVERED_P99, 1000);

    /** What the JVM is told, by how that is called. */
    private static final Map<String, String> JVMS = new LinkedHashMap<>();

    static {
        JVMS.put("as shipped", "");
        JVMS.put("C1 only", "-XX:TieredStopAtLevel=1");
        JVMS.put("C2 sooner", "-XX:Tier4InvocationThreshold=1000 -XX:Tier4MinInvocationThreshold=300"
                + " -XX:Tier4CompileThreshold=3000");
        JVMS.put("no shared archive", "-Xshare:off");
    }

    @Override
    public List<Result> run(Settings settings, Workplace workplace) throws Exception {
        List<String> headings = new ArrayList<>();
        List<Figures> columns = new ArrayList<>();
        // The first one warms up the load, too, and does not count.
        Progress.print("scenario cold, once for the caches of the machine");
        measure(settings, workplace, "", new ArrayList<>(), new ArrayList<>());
        for (Map.Entry<String, String> jvm : JVMS.entrySet()) {
            Progress.print("scenario cold, %s", jvm.getKey());
            List<Figures> first = new ArrayList<>();
            List<Figures> next = new ArrayList<>();
            for (int number = 1; number <= settings.rounds(); number++) {
                measure(settings, workplace, jvm.getValue(), first, next);
            }
            headings.add(jvm.getKey() + ", first 10 s");
            columns.add(Figures.median(first));
            headings.add("… next 50 s");
            columns.add(Figures.median(next));
        }
        return List.of(new Result("cold", String.format(Locale.ROOT, "RabbitMQ, quorum queues, %s; %d events of about %d"
                + " bytes a POST, %,d events/s from the moment the process is ready.", String.join(", ", destinations),
                BATCH, settings.eventBytes(), eventsPerSecond), headings, columns,
                List.of(ACCEPTED_SOON, BACKLOG_BOUNDED), judged(columns.get(0), columns.get(1))));
    }

    /** From the first second on clients get their answers; the backlog of the first ten is gone afterwards. */
    private static Figures judged(Figures first, Figures next) {
        Figures judged = new Figures();
        first.get(Metric.ACCEPTED_P99).ifPresent(value -> judged.put(Metric.ACCEPTED_P99, value));
        next.get(Metric.DELIVERED_P99).ifPresent(value -> judged.put(Metric.DELIVERED_P99, value));
        return judged;
    }

    private void measure(Settings settings, Workplace workplace, String jvm, List<Figures> first, List<Figures> next)
            throws Exception {
        Map<String, String> environment = jvm.isEmpty() ? Map.of() : Map.of("JAVA_TOOL_OPTIONS", jvm);
        try (Site site = new Site(settings, workplace, destinations, true, environment).startAnivia();
                Load load = new Load(site.anivia().events(), new Payloads(BATCH, settings.eventBytes()),
                        settings.connections())) {
            Round round = new Round(site, load, settings.drain());
            Pace pace = Pace.steady((double) eventsPerSecond / BATCH);
            Snapshot atStart = Snapshot.of(site);
            Round.Outcome early = round.run(FIRST, pace);
            Snapshot between = Snapshot.of(site);
            first.add(new Flow(site, round, atStart, early, between).figures());
            Round.Outcome late = round.run(NEXT, pace);
            next.add(new Flow(site, round, between, late, Snapshot.of(site)).figures());
        }
    }
}
