package io.anivia.destination;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** What is counted of one destination; the names are a contract. */
final class DestinationMetrics {

    /** Why an event is dead; few, so that the metric stays small. */
    enum Death {
        /** The destination refused it, or its route failed on it. */
        REFUSED,
        /** It failed too often while others passed. */
        ATTEMPTS
    }

    private static final String TAG = "destination";

    private final MeterRegistry registry;
    private final String destination;
    private final Counter delivered;
    private final Timer endToEnd;
    private final List<Gauge> gauges = new ArrayList<>();

    DestinationMetrics(MeterRegistry registry, String destination) {
        this.registry = registry;
        this.destination = destination;
        this.delivered = registry.counter("anivia.events.delivered", TAG, destination);
        this.endToEnd = Timer.builder("anivia.end.to.end").tag(TAG, destination)
                .description("From the POST to the delivery")
                .publishPercentiles(0.5, 0.99)
                .register(registry);
        for (Death death : Death.values()) {
            deadCounter(death);
        }
    }

    private Counter deadCounter(Death death) {
        return registry.counter("anivia.events.dead", TAG, destination, "reason",
                death.name().toLowerCase(Locale.ROOT));
    }

    void delivered(long receivedAt) {
        delivered.increment();
        endToEnd.record(Math.max(0, System.currentTimeMillis() - receivedAt), TimeUnit.MILLISECONDS);
    }

    void dead(Death death) {
        deadCounter(death).increment();
    }

    void gauges(Supplier<Number> backlog, Supplier<Number> oldestSeconds, Supplier<Number> suspended) {
        gauge("anivia.destination.backlog", "Events routed and neither delivered nor dead", backlog);
        gauge("anivia.destination.oldest.seconds", "Age of the oldest event that is not delivered", oldestSeconds);
        gauge("anivia.destination.suspended", "1 while the destination is suspended", suspended);
    }

    private void gauge(String name, String description, Supplier<Number> value) {
        gauges.add(Gauge.builder(name, value).tag(TAG, destination).description(description).register(registry));
    }

    /** The gauges are gone with what they measure; the counters stay. */
    void removeGauges() {
        gauges.forEach(registry::remove);
        gauges.clear();
    }
}
