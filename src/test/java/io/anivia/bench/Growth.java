package io.anivia.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.anivia.processes.Workplace;

/** How the main job's figures change as one thing grows. */
record Growth(String title, String conditions, List<Pipeline> points) implements Scenario {

    /** Messages that wait altogether. */
    private static final int WAITING = 1_000_000;
    private static final int NEW_EVENTS = 1000;
    private static final int BATCH = 10;

    /** Nothing waits, or very much does, while new events come in. */
    static Growth ofBacklog(List<String> destinations) {
        return new Growth("growth: backlog", "Nothing waits, or a million messages do, which are delivered while new "
                + "events come in by schedule; their waiting is in the latencies.", List.of(
                        point("nothing waits", destinations, BATCH, 0, NEW_EVENTS, 0),
                        point("1,000,000 messages wait", destinations, BATCH, 0, NEW_EVENTS,
                                WAITING / destinations.size()),
                        point("nothing waits, closed loop", destinations, BATCH, 0, 0, 0)));
    }

    static Growth ofDestinations(int... numbers) {
        return new Growth("growth: destinations", "Each takes every event, in arrays of JSON; a closed loop.",
                IntStream.of(numbers).mapToObj(number -> point(number + " destinations",
                        IntStream.rangeClosed(1, number).mapToObj(i -> "array" + i).toList(), BATCH, 0, 0, 0))
                        .toList());
    }

    static Growth ofPayloads(List<String> destinations, int... events) {
        return new Growth("growth: payloads", "A closed loop.", IntStream.of(events)
                .mapToObj(number -> point(number + " events", destinations, number, 0, 0, 0)).toList());
    }

    static Growth ofEvents(List<String> destinations, int... bytes) {
        return new Growth("growth: events", "A closed loop.", IntStream.of(bytes)
                .mapToObj(size -> point(size + " bytes", destinations, BATCH, size, 0, 0)).toList());
    }

    private static Pipeline point(String heading, List<String> destinations, int batch, int bytes, int rate,
            long waiting) {
        return new Pipeline(heading, destinations, batch, bytes, rate, waiting, true, false, Map.of(), List.of());
    }

    @Override
    public List<Result> run(Settings settings, Workplace workplace) throws Exception {
        List<Figures> medians = new ArrayList<>();
        for (Pipeline point : points) {
            medians.add(Figures.median(point.rounds(settings, workplace)));
        }
        return List.of(new Result(title, conditions, points.stream().map(Pipeline::title).toList(), medians,
                List.of(), new Figures()));
    }
}
