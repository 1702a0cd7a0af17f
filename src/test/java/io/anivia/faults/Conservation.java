package io.anivia.faults;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether the processes' own metrics account for every event once nothing is on its way.
 *
 * <p>If they export {@code anivia_events_unaccounted}, its sum must be 0. If not, what was routed during the scenario
 * must be what was delivered and what is dead; that is known only if the same processes ran all the time, for
 * counters end with their process, and if nothing came twice out of the broker.
 *
 * @param processes their ids before
 */
record Conservation(Site site, Set<Long> processes, Meters before) {

    static Conservation begin(Site site) throws IOException, InterruptedException {
        return new Conservation(site, ids(site), Meters.read(site.processes()));
    }

    private static Set<Long> ids(Site site) {
        return site.processes().stream().map(each -> each.process().pid()).collect(Collectors.toSet());
    }

    /**
     * At rest.
     *
     * @param comparable whether no message can have come out of the broker twice
     * @return how many events are not accounted for, at all destinations; empty if that is not known
     */
    OptionalDouble unaccounted(boolean comparable) throws IOException, InterruptedException {
        Meters now = Meters.read(site.processes());
        List<OptionalDouble> gauges = List.of(Sink.values()).stream().map(now::unaccounted).toList();
        if (gauges.stream().allMatch(OptionalDouble::isPresent)) {
            return OptionalDouble.of(gauges.stream().mapToDouble(value -> Math.abs(value.getAsDouble())).sum());
        }
        if (!comparable || !ids(site).equals(processes)) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(List.of(Sink.values()).stream()
                .mapToDouble(sink -> Math.abs(now.open(sink) - before.open(sink))).sum());
    }

    /** @return what is wrong with a sum */
    static Optional<String> judge(OptionalDouble unaccounted) {
        return unaccounted.isEmpty() || unaccounted.getAsDouble() == 0 ? Optional.empty()
                : Optional.of(Math.round(unaccounted.getAsDouble()) + " events unaccounted for in the metrics");
    }
}
