package io.anivia.destination.delivery;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

import io.anivia.common.LogThrottle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done about events that their destination has taken: they are acknowledged and counted; at once, or when the
 * destination has kept its {@linkplain DeferredAcknowledgement promise}. Those promised are bounded by what the broker hands
 * out, for none of them is acknowledged. Thread-safe.
 */
public final class CompletedDeliveries {

    private static final Logger LOG = LoggerFactory.getLogger(CompletedDeliveries.class);

    private final String destination;
    private final EventBuffer inHand;
    private final DuplicateFilter filter;
    private final DestinationMetrics metrics;
    private final Set<List<QueuedEvent>> promised = Collections.newSetFromMap(new IdentityHashMap<>());
    private final LogThrottle seldomBroken = new LogThrottle();

    /** @param inHand where events go that are to be delivered again */
    public CompletedDeliveries(String destination, EventBuffer inHand, DuplicateFilter filter, DestinationMetrics metrics) {
        this.destination = destination;
        this.inHand = inHand;
        this.filter = filter;
        this.metrics = metrics;
    }

    /** Takes out what was delivered before: it is done with. */
    Batch withoutDuplicates(Batch batch) {
        List<QueuedEvent> duplicates = filter.duplicates(batch.items());
        duplicates.forEach(item -> {
            item.ack();
            metrics.duplicate();
        });
        return duplicates.isEmpty() ? batch : batch.without(duplicates);
    }

    /** They were taken. */
    void add(List<QueuedEvent> items, DeliveryResult outcome) {
        if (outcome.isSafe()) {
            settle(items);
            return;
        }
        synchronized (promised) {
            promised.add(items);
        }
        outcome.safe().whenComplete((nothing, broken) -> {
            if (broken == null) {
                settle(items);
            } else {
                deliverAgain(items, broken);
            }
            synchronized (promised) {
                promised.remove(items);
            }
        });
    }

    /** They are safe. */
    void settle(List<QueuedEvent> items) {
        items.forEach(item -> {
            filter.delivered(item);
            item.ack();
            metrics.delivered(item.receivedAt());
        });
    }

    private void deliverAgain(List<QueuedEvent> items, Throwable broken) {
        seldomBroken.now().ifPresent(others -> LOG.warn("Destination '{}': {} event(s) were taken, but are not known to"
                + " be safe, and are delivered again: {}; and {} such deliveries before it", destination, items.size(),
                broken.getMessage(), others));
        inHand.putBack(items);
    }

    /** How many were promised and are neither safe nor taken back by the broker. */
    public int promisedEvents() {
        synchronized (promised) {
            return (int) promisedItems().filter(item -> !item.isLost()).count();
        }
    }

    /** When the oldest of them was received; epoch milliseconds. */
    public OptionalLong oldestPromised() {
        synchronized (promised) {
            return promisedItems().mapToLong(QueuedEvent::receivedAt).min();
        }
    }

    private Stream<QueuedEvent> promisedItems() {
        return promised.stream().flatMap(List::stream);
    }
}
