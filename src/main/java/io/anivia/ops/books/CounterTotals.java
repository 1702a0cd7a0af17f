package io.anivia.ops.books;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

/**
 * What the counters of events stand at, read in one go: by name, the destination or source, and what tells counters of
 * one name apart. Missing ones are zero.
 */
final class CounterTotals {

    private static final Set<String> NAMES = Set.of("anivia.payloads.accepted", "anivia.payloads.rejected",
            "anivia.events", "anivia.elmer.answers", "anivia.events.routed", "anivia.events.filtered",
            "anivia.events.delivered", "anivia.events.dead", "anivia.events.duplicate", "anivia.events.replayed",
            "anivia.deliveries", "anivia.reloads");

    private record CounterKey(String name, String of) {
    }

    private final Map<CounterKey, Map<String, Long>> totals = new HashMap<>();

    private CounterTotals() {
    }

    static CounterTotals of(MeterRegistry meters) {
        CounterTotals totals = new CounterTotals();
        for (Meter meter : meters.getMeters()) {
            if (meter instanceof Counter counter && NAMES.contains(counter.getId().getName())) {
                totals.add(counter);
            }
        }
        return totals;
    }

    private void add(Counter counter) {
        Meter.Id id = counter.getId();
        String of = first(id.getTag("destination"), id.getTag("source"));
        String kind = first(id.getTag("reason"), first(id.getTag("outcome"), id.getTag("status")));
        totals.computeIfAbsent(new CounterKey(id.getName(), of), absent -> new HashMap<>())
                .merge(kind, Math.round(counter.count()), Long::sum);
    }

    private static String first(@Nullable String tag, @Nullable String other) {
        return tag != null ? tag : other != null ? other : "";
    }

    /** By reason, outcome or status. */
    Map<String, Long> byKind(String name, String of) {
        return totals.getOrDefault(new CounterKey(name, of), Map.of());
    }

    long sum(String name, String of) {
        return byKind(name, of).values().stream().mapToLong(Long::longValue).sum();
    }

    long one(String name, String of, String kind) {
        return byKind(name, of).getOrDefault(kind, 0L);
    }

    /** Of all destinations or sources. */
    long all(String name) {
        return totals.entrySet().stream().filter(entry -> entry.getKey().name().equals(name))
                .flatMap(entry -> entry.getValue().values().stream()).mapToLong(Long::longValue).sum();
    }
}
