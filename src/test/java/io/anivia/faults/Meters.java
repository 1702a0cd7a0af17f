package io.anivia.faults;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.anivia.processes.AniviaProcess;


/**
 * The metrics of processes, added up.
 *
 * @param sums by {@code name destination}, or {@code name} alone if it has no destination
 */
record Meters(Map<String, Double> sums) {

    private static final Pattern LINE = Pattern.compile("^(\\w+)(?:\\{(.*)})? (\\S+)$", Pattern.MULTILINE);
    private static final Pattern DESTINATION = Pattern.compile("destination=\"([^\"]*)\"");
    private static final String UNACCOUNTED = "anivia_events_unaccounted";

    static Meters read(List<AniviaProcess> processes) throws IOException, InterruptedException {
        Map<String, Double> sums = new HashMap<>();
        for (AniviaProcess process : processes) {
            Matcher line = LINE.matcher(Admin.get(process, "/q/metrics"));
            while (line.find()) {
                Matcher destination = DESTINATION.matcher(line.group(2) == null ? "" : line.group(2));
                String key = destination.find() ? line.group(1) + " " + destination.group(1) : line.group(1);
                sums.merge(key, Double.parseDouble(line.group(3)), Double::sum);
            }
        }
        return new Meters(sums);
    }

    /** What the processes themselves call unaccounted for; empty if they do not say. */
    OptionalDouble unaccounted(Sink sink) {
        Double value = sums.get(UNACCOUNTED + " " + sink.destination());
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /** Routed, and neither delivered nor dead. Counters of a process end with it. */
    double open(Sink sink) {
        return sum("anivia_events_routed_total", sink) - sum("anivia_events_delivered_total", sink)
                - sum("anivia_events_dead_total", sink);
    }

    /** Delivered, or not because they were before. */
    long delivered(Sink sink) {
        return Math.round(sum("anivia_events_delivered_total", sink) + sum("anivia_events_duplicate_total", sink));
    }

    long routed(Sink sink) {
        return Math.round(sum("anivia_events_routed_total", sink));
    }

    long dead(Sink sink) {
        return Math.round(sum("anivia_events_dead_total", sink));
    }

    /** How many queues are said to take no messages; each process counts by itself. */
    long refusingQueues() {
        return Math.round(sums.getOrDefault("anivia_broker_queue_refusing", 0.0));
    }

    private double sum(String name, Sink sink) {
        return sums.getOrDefault(name + " " + sink.destination(), 0.0);
    }
}
