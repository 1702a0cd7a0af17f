package io.anivia.broker.batch;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

import com.rabbitmq.client.Envelope;
import io.anivia.broker.consume.Acknowledger;
import io.anivia.broker.consume.Delivery;

/**
 * A message of the broker with several deliveries. It is acknowledged when all of them are. The broker cannot redeliver
 * a part of it, so a requeued delivery is handed to the same consumer again. Only a batch that is unacknowledged for
 * very long is requeued as a whole, including deliveries of it that were acknowledged.
 */
public final class BatchDelivery implements Delivery.AckHandle {

    /** RabbitMQ closes a channel over a delivery that is not acknowledged for 30 minutes. */
    public static final Duration LONGEST_HOLD = Duration.ofMinutes(20);

    private final Acknowledger acknowledger;
    private final long tag;
    private final IntConsumer released;
    private final Consumer<Delivery> again;
    private final long requeueAllAfter;
    /** Guarded by this, like the next field. */
    private final Set<Delivery> outstanding = new HashSet<>();
    private volatile boolean requeued;

    /**
     * @param released called with the size of each body when its delivery is acknowledged or requeued
     * @param again called with deliveries that are requeued within {@code longestHold}
     */
    public BatchDelivery(Acknowledger acknowledger, long tag, IntConsumer released, Consumer<Delivery> again, Duration longestHold) {
        this.acknowledger = acknowledger;
        this.tag = tag;
        this.released = released;
        this.again = again;
        this.requeueAllAfter = System.nanoTime() + longestHold.toNanos();
    }

    /** The deliveries of the batch; called once. */
    public List<Delivery> deliveries(Envelope envelope, List<MessageBatch.Entry> entries) {
        List<Delivery> deliveries = entries.stream().map(entry -> new Delivery(this, envelope, entry)).toList();
        synchronized (this) {
            outstanding.addAll(deliveries);
        }
        return deliveries;
    }

    /** @throws IllegalStateException if the delivery was acknowledged or requeued before */
    @Override
    public void ack(Delivery delivery) {
        boolean last;
        synchronized (this) {
            if (requeued) {
                return;
            }
            if (!outstanding.remove(delivery)) {
                throw new IllegalStateException("a delivery of batch " + tag + " was settled before");
            }
            last = outstanding.isEmpty();
        }
        if (last) {
            acknowledger.ack(tag);
        }
        released.accept(delivery.body().length);
    }

    @Override
    public void requeue(Delivery delivery) {
        if (isLost()) {
            return;
        }
        if (System.nanoTime() - requeueAllAfter < 0) {
            again.accept(delivery);
        } else {
            giveBack();
        }
    }

    private void giveBack() {
        List<Delivery> rest;
        synchronized (this) {
            if (requeued) {
                return;
            }
            requeued = true;
            rest = List.copyOf(outstanding);
        }
        acknowledger.requeue(tag);
        rest.forEach(delivery -> released.accept(delivery.body().length));
    }

    @Override
    public boolean isLost() {
        return requeued || acknowledger.isLost();
    }
}
