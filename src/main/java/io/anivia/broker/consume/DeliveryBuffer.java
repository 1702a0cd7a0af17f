package io.anivia.broker.consume;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;

/**
 * Unprocessed deliveries of one subscription, bounded by the {@link Prefetch} of its channel: deliveries of an earlier,
 * closed channel are dropped, since the broker delivers them again. Many threads add, one takes.
 */
public final class DeliveryBuffer {

    private static final Duration IDLE = Duration.ofSeconds(1);

    private final LinkedBlockingDeque<Delivery> deliveries = new LinkedBlockingDeque<>();
    private final int prefetch;
    /** How many there may be before lost ones are looked for; one that comes again is added by another thread. */
    private volatile int mostWithoutLook;

    public DeliveryBuffer(int prefetch) {
        this.prefetch = prefetch;
        this.mostWithoutLook = prefetch;
    }

    public void add(Delivery delivery) {
        if (deliveries.size() >= mostWithoutLook) {
            deliveries.removeIf(Delivery::isLost);
            // There may be more than the prefetch count while packs are larger than they were.
            mostWithoutLook = Math.max(prefetch, 2 * deliveries.size());
        }
        deliveries.add(delivery);
    }

    int size() {
        return deliveries.size();
    }

    /**
     * Takes what there is, waiting for the first for a while and for the others no longer than it may take to fill.
     *
     * @return none if there was none
     */
    public List<Delivery> take(int most, Duration fill) throws InterruptedException {
        List<Delivery> batch = new ArrayList<>();
        Delivery next = deliveries.poll(IDLE.toMillis(), TimeUnit.MILLISECONDS);
        long deadline = System.nanoTime() + fill.toNanos();
        while (next != null) {
            if (!next.isLost()) {
                batch.add(next);
            }
            if (batch.size() == most) {
                return batch;
            }
            next = deliveries.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        }
        return batch;
    }

    /** Puts back what was taken, in front. */
    public void putBack(List<Delivery> batch) {
        for (int i = batch.size() - 1; i >= 0; i--) {
            deliveries.addFirst(batch.get(i));
        }
    }
}
