package io.anivia.broker.consume;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Unprocessed deliveries of one subscription, bounded by the {@link Prefetch} of its channel: deliveries of an earlier,
 * closed channel are dropped, since the broker delivers them again. Many threads add, one takes.
 */
public final class DeliveryBuffer {

    private static final Duration IDLE = Duration.ofSeconds(1);

    private final LinkedBlockingDeque<Delivery> deliveries = new LinkedBlockingDeque<>();
    private final int prefetch;
    /** From this size on, deliveries of closed channels are removed before one is added. */
    private volatile int sizeToClean;

    public DeliveryBuffer(int prefetch) {
        this.prefetch = prefetch;
        this.sizeToClean = prefetch;
    }

    public void add(Delivery delivery) {
        if (deliveries.size() >= sizeToClean) {
            deliveries.removeIf(Delivery::isLost);
            // More than the prefetch count while messages come to hold more deliveries.
            sizeToClean = Math.max(prefetch, 2 * deliveries.size());
        }
        deliveries.add(delivery);
    }

    int size() {
        return deliveries.size();
    }

    /** The oldest delivery of an open channel; {@code null} if there is none for a second. */
    public @Nullable Delivery take() throws InterruptedException {
        Delivery next = deliveries.poll(IDLE.toMillis(), TimeUnit.MILLISECONDS);
        while (next != null && next.isLost()) {
            next = deliveries.poll();
        }
        return next;
    }

    /** Returns a delivery that was taken, to the front. */
    public void putBack(Delivery delivery) {
        deliveries.addFirst(delivery);
    }
}
