package io.anivia.prospector;

import java.util.Map;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.prospector.EventRouterProcessor.RoutedMessages;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/** Counts events and rejected parts once the broker has confirmed them; the names are a contract. */
@Singleton
final class ProspectorMetrics {

    private static final String DESTINATION = "destination";

    private final MeterRegistry registry;
    private final Counter events;
    private final Counter rejected;

    @Inject
    ProspectorMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.events = registry.counter("anivia.events");
        this.rejected = registry.counter("anivia.payloads.rejected");
    }

    /** Keeps no event until then, only numbers: many payloads may wait for their confirms. */
    void countWhenDone(Exchange exchange, SplitResult split, RoutedMessages routed) {
        int eventCount = split.events().size();
        int rejectedCount = split.rejected().size();
        Map<String, Integer> routedCounts = routed.routed();
        Map<String, Integer> deadCounts = routed.dead();
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onComplete(Exchange done) {
                count(eventCount, rejectedCount, routedCounts, deadCounts);
            }
        });
    }

    private void count(int eventCount, int rejectedCount, Map<String, Integer> routed, Map<String, Integer> dead) {
        events.increment(eventCount);
        rejected.increment(rejectedCount);
        routed.forEach((destination, count) -> registry
                .counter("anivia.events.routed", DESTINATION, destination).increment(count));
        dead.forEach((destination, count) -> registry
                .counter("anivia.events.dead", DESTINATION, destination, "reason", "accept").increment(count));
    }
}
