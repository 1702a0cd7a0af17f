package io.anivia.destination.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.stream.LongStream;

import io.anivia.common.ReplayFates;
import io.anivia.contract.MessageHeaders;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** What is counted of one destination; the names are a contract. */
public final class DestinationMetrics {

    /** Why an event is dead; few, so that the metric stays small. */
    enum Death {
        /** The destination refused it, or its route failed on it. */
        REFUSED,
        /** It failed too often while others passed. */
        ATTEMPTS
    }

    private static final String TAG = "destination";
    /** Bounds of the histogram: those of other processes are the same, so that they can be added up. */
    private static final Duration[] BUCKETS = LongStream.of(10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000,
            30_000, 60_000, 300_000, 900_000, 3_600_000, 21_600_000).mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final MeterRegistry registry;
    private final String destination;
    private final ReplayFates replayFates;
    private final Counter delivered;
    private final Counter retried;
    private final Counter duplicates;
    private final Counter withoutConsent;
    private final Counter filtered;
    private final Timer endToEnd;
    /** Acknowledged to the broker, less what was done with them: double entry. */
    private final LongAdder balance = new LongAdder();
    private final List<Gauge> gauges = new ArrayList<>();

    /** Of a destination without replays. */
    DestinationMetrics(MeterRegistry registry, String destination) {
        this(registry, destination, new ReplayFates());
    }

    /** @param replayFates where it is counted what becomes of replayed events */
    public DestinationMetrics(MeterRegistry registry, String destination, ReplayFates replayFates) {
        this.replayFates = replayFates;
        this.registry = registry;
        this.destination = destination;
        this.delivered = registry.counter("anivia.events.delivered", TAG, destination);
        this.retried = registry.counter("anivia.events.retried", TAG, destination);
        this.duplicates = registry.counter("anivia.events.duplicate", TAG, destination);
        this.withoutConsent = registry.counter("anivia.events.filtered", TAG, destination, "reason", "consent");
        this.filtered = registry.counter("anivia.events.filtered", TAG, destination, "reason", "step");
        this.endToEnd = Timer.builder("anivia.end.to.end").tag(TAG, destination)
                .description("From the POST to the delivery")
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
        for (Death death : Death.values()) {
            deadCounter(death);
        }
    }

    private Counter deadCounter(Death death) {
        return registry.counter("anivia.events.dead", TAG, destination, "reason",
                death.name().toLowerCase(Locale.ROOT));
    }

    /** It is done with, and not dead: of interest if a replay has sent it. */
    void done(QueuedEvent item) {
        replayFates.delivered(item.headers().get(MessageHeaders.REPLAY));
    }

    /** The broker may forget one. */
    public void acknowledged() {
        balance.increment();
    }

    /** Acknowledged ones that nothing is known to have become of. */
    public long balance() {
        return balance.sum();
    }

    void delivered(long receivedAt) {
        balance.decrement();
        delivered.increment();
        endToEnd.record(Math.max(0, System.currentTimeMillis() - receivedAt), TimeUnit.MILLISECONDS);
    }

    /** Not delivered, because it was before. */
    void duplicate() {
        balance.decrement();
        duplicates.increment();
    }

    /** Not delivered, because its user has not consented. */
    void withoutConsent() {
        balance.decrement();
        withoutConsent.increment();
    }

    /** Not delivered, because a step of the route has dropped it. */
    void filtered() {
        balance.decrement();
        filtered.increment();
    }

    /** Moved to the queue of those to be tried later. */
    void retried() {
        balance.decrement();
        retried.increment();
    }

    void dead(QueuedEvent item, Death death) {
        replayFates.deadAgain(item.headers().get(MessageHeaders.REPLAY));
        balance.decrement();
        deadCounter(death).increment();
    }

    /**
     * @param suspended 1 or 0
     * @param state one of the states
     */
    public void gauges(Supplier<Number> backlog, Supplier<Number> oldestSeconds, Supplier<Number> suspended,
            Supplier<String> state, Collection<String> states, Supplier<Number> unaccounted) {
        gauge("anivia.destination.backlog", "Events routed and neither delivered nor dead", backlog);
        gauge("anivia.destination.oldest.seconds", "Age of the oldest event that is not delivered", oldestSeconds);
        gauge("anivia.destination.suspended", "1 while the destination is suspended", suspended);
        for (String each : states) {
            gauges.add(Gauge.builder("anivia.destination.state", () -> state.get().equals(each) ? 1 : 0)
                    .tag(TAG, destination).tag("state", each).description("1 for the state that the destination is in")
                    .register(registry));
        }
        gauge("anivia.events.unaccounted", "Events that this process took from the broker and knows nothing of; 0 at"
                + " rest", unaccounted);
    }

    private void gauge(String name, String description, Supplier<Number> value) {
        gauges.add(Gauge.builder(name, value).tag(TAG, destination).description(description).register(registry));
    }

    /** The gauges are gone with what they measure; the counters stay. */
    public void removeGauges() {
        gauges.forEach(registry::remove);
        gauges.clear();
    }
}
