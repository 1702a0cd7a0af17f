package io.anivia.source.counts;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What one payload adds to the counts. For one thread, until it is complete.
 *
 * @param clocks   events by what their times were corrected by
 * @param warnings events by the sentences that their warnings are
 * @param keys     the names of the write keys that its events came with
 * @param services events by the service that they are of, if their source's format has services
 */
public record InputTally(Map<String, Integer> clocks, Map<String, Integer> warnings, Set<String> keys,
        Map<String, ServiceTally> services) {

    /** Of a payload that has no events. */
    public static final InputTally NONE = new InputTally(Map.of(), Map.of(), Set.of(), Map.of());

    /**
     * Events of a service.
     *
     * @param errors how many of the events are errors
     */
    public record ServiceTally(int events, int errors) {

        private static final ServiceTally EVENT = new ServiceTally(1, 0);
        private static final ServiceTally ERROR = new ServiceTally(1, 1);

        ServiceTally plus(ServiceTally other) {
            return new ServiceTally(events + other.events, errors + other.errors);
        }
    }

    /** An empty one, to be added to. */
    public InputTally() {
        this(new HashMap<>(4), new HashMap<>(4), new HashSet<>(4), new HashMap<>(4));
    }

    public void addClock(String method) {
        clocks.merge(method, 1, Integer::sum);
    }

    public void addWarning(String sentence) {
        warnings.merge(sentence, 1, Integer::sum);
    }

    public void addKey(String name) {
        keys.add(name);
    }

    public void addService(String name, boolean isError) {
        services.merge(name, isError ? ServiceTally.ERROR : ServiceTally.EVENT, ServiceTally::plus);
    }
}
