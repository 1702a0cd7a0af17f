package io.anivia.broker.consume;

import java.util.function.IntConsumer;

/**
 * A message of the broker that is one delivery.
 *
 * @param tag its delivery tag on the channel of the acknowledger
 * @param released told the body's bytes, once, when they are in hand no more
 */
public record SingleDelivery(Acknowledger acknowledger, long tag, IntConsumer released) implements Delivery.AckHandle {

    @Override
    public void ack(Delivery delivery) {
        acknowledger.ack(tag);
        released.accept(delivery.body().length);
    }

    @Override
    public void requeue(Delivery delivery) {
        acknowledger.requeue(tag);
        released.accept(delivery.body().length);
    }

    @Override
    public boolean isLost() {
        return acknowledger.isLost();
    }
}
