package io.anivia.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** What was measured, as far as it was: in one round, or as the median of several. For one thread. */
final class Figures {

    private final Map<Metric, Double> values = new EnumMap<>(Metric.class);

    Figures put(Metric metric, double value) {
        values.put(metric, value);
        return this;
    }

    OptionalDouble get(Metric metric) {
        Double value = values.get(metric);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /** Whether every POST was accepted and every event arrived everywhere. */
    boolean isSound() {
        return get(Metric.FAILED).orElse(0) == 0 && get(Metric.MISSING).orElse(0) == 0;
    }

    /** Each metric's median by itself; of an even number the lower one of the two in the middle. */
    static Figures median(List<Figures> rounds) {
        Figures median = new Figures();
        for (Metric metric : Metric.values()) {
            List<Double> sorted = new ArrayList<>();
            rounds.forEach(round -> round.get(metric).ifPresent(sorted::add));
            sorted.sort(null);
            if (!sorted.isEmpty()) {
                median.put(metric, sorted.get((sorted.size() - 1) / 2));
            }
        }
        return median;
    }
}
