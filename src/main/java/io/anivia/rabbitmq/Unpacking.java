package io.anivia.rabbitmq;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * A message of the broker that is several deliveries. It is acknowledged when all of them are. One that is given back
 * is not the broker's to hand out again without its neighbours: it comes again from here.
 */
final class Unpacking implements Delivery.Origin {

    private final Acknowledger acknowledger;
    private final long tag;
    private final IntConsumer released;
    private final Consumer<Delivery> again;
    private final AtomicInteger unsettled;

    /**
     * @param released told each body's bytes when they are in hand no more
     * @param again takes what is given back
     */
    Unpacking(Acknowledger acknowledger, long tag, int deliveries, IntConsumer released, Consumer<Delivery> again) {
        this.acknowledger = acknowledger;
        this.tag = tag;
        this.unsettled = new AtomicInteger(deliveries);
        this.released = released;
        this.again = again;
    }

    @Override
    public void ack(Delivery delivery) {
        if (unsettled.decrementAndGet() == 0) {
            acknowledger.ack(tag);
        }
        released.accept(delivery.body().length);
    }

    @Override
    public void requeue(Delivery delivery) {
        if (!isLost()) {
            again.accept(delivery);
        }
    }

    @Override
    public boolean isLost() {
        return acknowledger.isLost();
    }
}
