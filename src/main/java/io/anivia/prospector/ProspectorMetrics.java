package io.anivia.prospector;

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

    void countWhenDone(Exchange exchange, SplitResult split, RoutedMessages routed) {
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onComplete(Exchange done) {
                count(split, routed);
            }
        });
    }

    private void count(SplitResult split, RoutedMessages routed) {
        events.increment(split.events().size());
        rejected.increment(split.rejected().size());
        routed.routed().forEach((destination, count) -> registry
                .counter("anivia.events.routed", DESTINATION, destination).increment(count));
        routed.dead().forEach((destination, count) -> registry
                .counter("anivia.events.dead", DESTINATION, destination, "reason", "accept").increment(count));
    }
}
