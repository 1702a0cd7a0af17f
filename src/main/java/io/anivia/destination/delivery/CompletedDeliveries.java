package io.anivia.destination.delivery;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.anivia.common.LogThrottle;
import io.anivia.common.StackTrace;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Acknowledges and counts delivered events: at once, or when the destination confirms them later
 * ({@link DeferredAcknowledgement}). Deferred ones are bounded by the prefetch, since they stay unacknowledged.
 * Thread-safe.
 */
public final class CompletedDeliveries {

    private static final Logger LOG = LoggerFactory.getLogger(CompletedDeliveries.class);

    private final String destination;
    private final EventBuffer buffer;
    private final DuplicateFilter filter;
    private final Predicate<QueuedEvent> hasConsent;
    private final DestinationMetrics metrics;
    private final Set<List<QueuedEvent>> promised = Collections.newSetFromMap(new IdentityHashMap<>());
    private final LogThrottle seldomBroken = new LogThrottle();

    /**
     * @param buffer takes events that are to be delivered again
     * @param hasConsent whether an event may still be delivered: what was routed earlier may need it now
     */
    public CompletedDeliveries(String destination, EventBuffer buffer, DuplicateFilter filter,
            Predicate<QueuedEvent> hasConsent, DestinationMetrics metrics) {
        this.destination = destination;
        this.buffer = buffer;
        this.filter = filter;
        this.hasConsent = hasConsent;
        this.metrics = metrics;
    }

    /** Removes what is not to be delivered, duplicates and events without consent, and acknowledges it. */
    Batch toDeliver(Batch batch) {
        return withConsent(withoutDuplicates(batch));
    }

    private Batch withConsent(Batch batch) {
        List<QueuedEvent> without = batch.items().stream().filter(item -> !hasConsent.test(item)).toList();
        without.forEach(item -> {
            item.ack();
            metrics.done(item);
            metrics.withoutConsent();
        });
        return without.isEmpty() ? batch : batch.without(without);
    }

    private Batch withoutDuplicates(Batch batch) {
        List<QueuedEvent> duplicates = filter.duplicates(batch.items());
        duplicates.forEach(item -> {
            item.ack();
            metrics.done(item);
            metrics.duplicate();
        });
        return duplicates.isEmpty() ? batch : batch.without(duplicates);
    }

    /** Counts an attempt that has ended, whatever becomes of its events. */
    void attempted(@Nullable DeliveryException failure, long nanos) {
        if (failure == null) {
            metrics.attemptPassed(nanos);
        } else {
            metrics.attemptFailed(failure, nanos);
        }
    }

    /** Records a delivery. */
    void add(List<QueuedEvent> items, DeliveryResult outcome) {
        if (outcome.isSafe()) {
            settle(items, outcome.filtered());
            return;
        }
        synchronized (promised) {
            promised.add(items);
        }
        outcome.safe().whenComplete((nothing, broken) -> {
            try {
                if (broken == null) {
                    settle(items, outcome.filtered());
                } else {
                    deliverAgain(items, broken);
                }
            } catch (Throwable e) {
                // The stage would throw it away, and the events would stay unacknowledged. Those that are acknowledged
                // are not delivered again.
                LOG.error("Destination '{}': events that are safe could not be acknowledged, and are delivered again",
                        destination, StackTrace.withoutMessages(e));
                buffer.putBack(items);
            } finally {
                synchronized (promised) {
                    promised.remove(items);
                }
            }
        });
    }

    /** Acknowledges and counts events that the destination has taken. */
    void settle(List<QueuedEvent> items) {
        settle(items, 0);
    }

    /** @param filtered how many the steps have dropped; which of them they were is not known, and changes no count */
    private void settle(List<QueuedEvent> items, int filtered) {
        filter.remember(items);
        DeliveryTaps.delivered(destination, items, filtered);
        int left = filtered;
        for (QueuedEvent item : items) {
            item.ack();
            metrics.done(item);
            if (left-- > 0) {
                metrics.filtered();
            } else {
                metrics.delivered(item.receivedAt());
            }
        }
    }

    private void deliverAgain(List<QueuedEvent> items, Throwable broken) {
        seldomBroken.now().ifPresent(others -> LOG.warn("Destination '{}': {} event(s) were taken, but are not known to"
                + " be safe, and are delivered again: {}; and {} such deliveries before it", destination, items.size(),
                broken.getMessage(), others));
        buffer.putBack(items);
    }

    /** Events whose acknowledgement is deferred, without those of closed channels. */
    public int promisedEvents() {
        synchronized (promised) {
            return (int) promisedItems().filter(item -> !item.isGone()).count();
        }
    }

    /** When the oldest of them was received, in epoch milliseconds. */
    public OptionalLong oldestPromised() {
        synchronized (promised) {
            return promisedItems().mapToLong(QueuedEvent::receivedAt).min();
        }
    }

    private Stream<QueuedEvent> promisedItems() {
        return promised.stream().flatMap(List::stream);
    }
}
