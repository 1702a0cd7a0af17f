package io.anivia.bench;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;

/** What one round says about the way of events through everything. */
record Flow(Site site, Round round, Snapshot before, Round.Outcome outcome, Snapshot after) {

    private static final double MICROS = 1e6;

    Figures figures() throws IOException {
        List<String> destinations = site.destinations();
        double all = outcome.seconds().values().stream().max(Comparator.naturalOrder()).orElseThrow();
        Figures figures = new Figures()
                .put(Metric.EVENTS_IN, outcome.events() / seconds(outcome.posted().took().toNanos()))
                .put(Metric.DELIVERIES_OUT, destinations.stream().mapToDouble(this::perSecond).sum())
                .put(Metric.FAILED, outcome.posted().failures().values().stream().mapToLong(Long::valueOf).sum())
                .put(Metric.MISSING, destinations.stream().mapToLong(round::missing).sum())
                .put(Metric.DUPLICATES, destinations.stream().mapToLong(
                        name -> after.at(name).duplicates() - before.at(name).duplicates()).sum())
                .put(Metric.WARNINGS, site.warnings())
                .put(Metric.GC, 100 * (after.gcSeconds() - before.gcSeconds()) / all);
        if (site.rabbit() != null) {
            figures.put(Metric.BROKER_MESSAGES, (after.brokerMessages() - before.brokerMessages()) / all);
        }
        latencies(figures);
        Costs costs = after.costs().since(before.costs());
        costs.addTo(figures, outcome.events());
        figures.put(Metric.CPU_SINKS, costs.sinks().secondsPerThousand(outcome.events()))
                .put(Metric.CPU_LOAD, costs.load().secondsPerThousand(outcome.events()))
                .put(Metric.CPU_PER_DELIVERY, MICROS * seconds(costs.ours().toNanos()) / deliveries());
        return figures;
    }

    private long deliveries() {
        return site.destinations().stream().mapToLong(this::gained).sum();
    }

    private long gained(String destination) {
        return after.at(destination).distinct() - before.at(destination).distinct();
    }

    private double perSecond(String destination) {
        return gained(destination) / outcome.seconds().get(destination);
    }

    private void latencies(Figures figures) {
        Quantiles accepted = outcome.posted().latency();
        Quantiles delivered = site.destinations().stream().map(name -> after.at(name).latency())
                .max(Comparator.comparing(Quantiles::p99)).orElseThrow();
        figures.put(Metric.ACCEPTED_P50, accepted.p50())
                .put(Metric.ACCEPTED_P99, accepted.p99())
                .put(Metric.ACCEPTED_P999, accepted.p999())
                .put(Metric.DELIVERED_P50, delivered.p50())
                .put(Metric.DELIVERED_P99, delivered.p99())
                .put(Metric.DELIVERED_P999, delivered.p999());
    }

    private static double seconds(long nanos) {
        return nanos / 1e9;
    }
}
