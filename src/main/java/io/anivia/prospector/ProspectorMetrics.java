package io.anivia.prospector;

import java.util.Map;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.prospector.EventRouterProcessor.RoutedMessages;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * Counts events, and payloads of which something is rejected, once the broker has confirmed them; the names are a
 * contract.
 */
@Singleton
final class ProspectorMetrics {

    private static final String DESTINATION = "destination";

    private final MeterRegistry registry;
    private final Counter events;
    private final Counter rejected;
    private final Counter unreadableTimes;

    @Inject
    ProspectorMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.events = registry.counter("anivia.events");
        this.rejected = registry.counter("anivia.payloads.rejected");
        this.unreadableTimes = registry.counter("anivia.times.unreadable");
    }

    /** Keeps no event until then, only numbers: many payloads may wait for their confirms. */
    void countWhenDone(Exchange exchange, SplitResult split, RoutedMessages routed) {
        int eventCount = split.events().size();
        int rejectedCount = split.rejected().isEmpty() ? 0 : 1;
        int unreadableTimesCount = split.unreadableTimes();
        Map<String, Integer> routedCounts = routed.routed();
        Map<String, Integer> deadCounts = routed.dead();
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onComplete(Exchange done) {
                events.increment(eventCount);
                rejected.increment(rejectedCount);
                unreadableTimes.increment(unreadableTimesCount);
                count("anivia.events.routed", Tags.empty(), routedCounts);
                count("anivia.events.dead", Tags.of("reason", "accept"), deadCounts);
            }
        });
    }

    private void count(String name, Tags tags, Map<String, Integer> counts) {
        counts.forEach((destination, count) ->
                registry.counter(name, tags.and(DESTINATION, destination)).increment(count));
    }
}
