package io.anivia.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import io.anivia.processes.Workplace;


/** How the main job's figures change as one thing grows. */
record Growth(String title, String conditions, List<Pipeline> points) implements Scenario {

    private static final int NEW_EVENTS = 1000;

    /** Nothing waits, or very much does, while new events come in. */
    static Growth ofBacklog(List<String> destinations) {
        return new Growth("growth: backlog", "Nothing waits; or messages for all destinations do, and are delivered "
                + "while 1,000 new events/s come in, with their waiting in the latencies.", List.of(
                        new Pipeline("nothing waits, 1,000 events/s", destinations).withRate(NEW_EVENTS),
                        new Pipeline("nothing waits, closed loop", destinations),
                        new Pipeline("messages wait, 1,000 events/s", destinations).withRate(NEW_EVENTS)
                                .withWaitingMessages()));
    }

    static Growth ofDestinations(int... numbers) {
        return new Growth("growth: destinations", "Each takes every event, in arrays of JSON; a closed loop.",
                IntStream.of(numbers).mapToObj(number -> new Pipeline("destinations: " + number,
                        IntStream.rangeClosed(1, number).mapToObj(i -> "array" + i).toList())).toList());
    }

    static Growth ofPayloads(List<String> destinations, int... events) {
        return new Growth("growth: payloads", "A closed loop.", IntStream.of(events)
                .mapToObj(number -> new Pipeline("events: " + number, destinations).withBatch(number)).toList());
    }

    static Growth ofEvents(List<String> destinations, int... bytes) {
        return new Growth("growth: events", "A closed loop.", IntStream.of(bytes)
                .mapToObj(size -> new Pipeline("bytes: " + size, destinations).withEventBytes(size)).toList());
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
