package io.anivia.destination.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
import org.jspecify.annotations.Nullable;

/** What is counted of one destination; the names are a contract. */
public final class DestinationMetrics {

    /** Why an event is dead; few, so that the metric stays small. */
    enum Death {
        /** The destination refused it, or its route failed on it. */
        REFUSED,
        /** It failed too often while others passed. */
        ATTEMPTS
    }

    /** What came of an attempt to deliver a batch. */
    enum AttemptOutcome {
        /** The destination has taken it. */
        DELIVERED,
        /** Refused for its events' sake. */
        POISON,
        /** The destination takes nothing for now. */
        TRANSIENT,
        /** The destination takes nothing until it is repaired. */
        PERMANENT;

        static AttemptOutcome of(DeliveryException.Fault fault) {
            return valueOf(fault.name());
        }
    }

    /**
     * A failed attempt.
     *
     * @param atMillis epoch milliseconds
     * @param words the failure's message, which quotes no event
     */
    public record FailedAttempt(long atMillis, String words) {
    }

    private static final String TAG = "destination";
    /** Bounds of the histogram: those of other processes are the same, so that they can be added up. */
    private static final Duration[] BUCKETS = LongStream.of(10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000,
            30_000, 60_000, 300_000, 900_000, 3_600_000, 21_600_000).mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    /** The same of one attempt, which is shorter. */
    private static final Duration[] ATTEMPT_BUCKETS = LongStream.of(1, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000,
            10_000, 30_000, 60_000).mapToObj(Duration::ofMillis).toArray(Duration[]::new);

    private final MeterRegistry registry;
    private final String destination;
    private final ReplayFates replayFates;
    private final Counter delivered;
    private final Counter retried;
    private final Counter duplicates;
    private final Counter withoutConsent;
    private final Counter filtered;
    private final Timer endToEnd;
    private final Timer attempts;
    private final Map<AttemptOutcome, Counter> outcomes = new EnumMap<>(AttemptOutcome.class);
    private volatile long lastSuccessMillis;
    private volatile @Nullable FailedAttempt lastFailure;
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
        this.delivered = counter("anivia.events.delivered", "Events that the destination has taken");
        this.retried = counter("anivia.events.retried", "Events moved to the retry queue, because others passed");
        this.duplicates = counter("anivia.events.duplicate", "Events not delivered, because they were before");
        this.withoutConsent = filteredCounter("withdrawn");
        this.filtered = filteredCounter("step");
        // Counted where events are routed; there from the start, so that the first one shows as a rise.
        filteredCounter("consent");
        this.attempts = Timer.builder("anivia.delivery").tag(TAG, destination)
                .description("How long an attempt to deliver a batch took, whatever came of it")
                .serviceLevelObjectives(ATTEMPT_BUCKETS)
                .register(registry);
        for (AttemptOutcome outcome : AttemptOutcome.values()) {
            outcomes.put(outcome, Counter.builder("anivia.deliveries").tag(TAG, destination)
                    .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                    .description("Attempts to deliver a batch, by what came of them").register(registry));
        }
        this.endToEnd = Timer.builder("anivia.end.to.end").tag(TAG, destination)
                .description("From the POST to the delivery")
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
        for (Death death : Death.values()) {
            deadCounter(death);
        }
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).tag(TAG, destination).description(description).register(registry);
    }

    private Counter filteredCounter(String reason) {
        return Counter.builder("anivia.events.filtered").tag(TAG, destination).tag("reason", reason)
                .description("Events that a destination does not get, by reason").register(registry);
    }

    private Counter deadCounter(Death death) {
        return Counter.builder("anivia.events.dead").tag(TAG, destination)
                .tag("reason", death.name().toLowerCase(Locale.ROOT))
                .description("Events that became dead letters, by reason").register(registry);
    }

    /** The destination has taken a batch, or the rest of one. */
    void attemptPassed(long nanos) {
        lastSuccessMillis = System.currentTimeMillis();
        attempted(AttemptOutcome.DELIVERED, nanos);
    }

    void attemptFailed(DeliveryException failure, long nanos) {
        lastFailure = new FailedAttempt(System.currentTimeMillis(), failure.getMessage());
        attempted(AttemptOutcome.of(failure.fault()), nanos);
    }

    private void attempted(AttemptOutcome outcome, long nanos) {
        Objects.requireNonNull(outcomes.get(outcome)).increment();
        attempts.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** When a batch was taken last, in epoch milliseconds; 0: not yet. */
    public long lastSuccessMillis() {
        return lastSuccessMillis;
    }

    public Optional<FailedAttempt> lastFailure() {
        return Optional.ofNullable(lastFailure);
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

    /** Routed and not delivered: it needs a consent by now that its user has not given. */
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
     * @param sinceSeconds when it began; epoch seconds
     */
    public void gauges(Supplier<Number> backlog, Supplier<Number> oldestSeconds, Supplier<Number> suspended,
            Supplier<String> state, Collection<String> states, Supplier<Number> sinceSeconds,
            Supplier<Number> unaccounted) {
        gauge("anivia.destination.backlog", "Events routed and neither delivered nor dead", backlog);
        gauge("anivia.destination.oldest.seconds", "Age of the oldest event that is not delivered", oldestSeconds);
        gauge("anivia.destination.suspended", "1 while the destination is suspended", suspended);
        for (String each : states) {
            gauges.add(Gauge.builder("anivia.destination.state", () -> state.get().equals(each) ? 1 : 0)
                    .tag(TAG, destination).tag("state", each).description("1 for the state that the destination is in")
                    .register(registry));
        }
        gauge("anivia.destination.state.since.seconds", "When the state of the destination began, as Unix time",
                sinceSeconds);
        gauge("anivia.destination.last.success.seconds", "When the destination has taken a batch last, as Unix time",
                () -> lastSuccessMillis == 0 ? Double.NaN : lastSuccessMillis / 1000.0);
        gauge("anivia.destination.last.failure.seconds", "When an attempt to deliver failed last, as Unix time",
                () -> lastFailure().map(failure -> failure.atMillis() / 1000.0).orElse(Double.NaN));
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
