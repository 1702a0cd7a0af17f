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
 * A message of the broker that is several deliveries. It is acknowledged when all of them are. One that is given back
 * is not the broker's to hand out again without its neighbours: it comes again from here. Only a batch that has been in
 * hand for very long goes back as a whole, and those of it that were acknowledged come again as well.
 */
public final class BatchDelivery implements Delivery.AckHandle {

    /** RabbitMQ closes a channel that has not acknowledged a message for 30 minutes. */
    public static final Duration LONGEST_HOLD = Duration.ofMinutes(20);

    private final Acknowledger acknowledger;
    private final long tag;
    private final IntConsumer released;
    private final Consumer<Delivery> again;
    private final long holdUntil;
    /** Guarded by this, like what follows. */
    private final Set<Delivery> unsettled = new HashSet<>();
    private volatile boolean givenBack;

    /**
     * @param released told each body's bytes when they are in hand no more
     * @param again takes what is given back before the time
     */
    public BatchDelivery(Acknowledger acknowledger, long tag, IntConsumer released, Consumer<Delivery> again, Duration longestHold) {
        this.acknowledger = acknowledger;
        this.tag = tag;
        this.released = released;
        this.again = again;
        this.holdUntil = System.nanoTime() + longestHold.toNanos();
    }

    /** Makes the deliveries; once. */
    public List<Delivery> deliveries(Envelope envelope, List<MessageBatch.Entry> entries) {
        List<Delivery> deliveries = entries.stream().map(entry -> new Delivery(this, envelope, entry)).toList();
        synchronized (this) {
            unsettled.addAll(deliveries);
        }
        return deliveries;
    }

    /** @throws IllegalStateException if the delivery was settled before */
    @Override
    public void ack(Delivery delivery) {
        boolean last;
        synchronized (this) {
            if (givenBack) {
                return;
            }
            if (!unsettled.remove(delivery)) {
                throw new IllegalStateException("a delivery of batch " + tag + " was settled before");
            }
            last = unsettled.isEmpty();
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
        if (System.nanoTime() - holdUntil < 0) {
            again.accept(delivery);
        } else {
            giveBack();
        }
    }

    private void giveBack() {
        List<Delivery> rest;
        synchronized (this) {
            if (givenBack) {
                return;
            }
            givenBack = true;
            rest = List.copyOf(unsettled);
        }
        acknowledger.requeue(tag);
        rest.forEach(delivery -> released.accept(delivery.body().length));
    }

    @Override
    public boolean isLost() {
        return givenBack || acknowledger.isLost();
    }
}
