package io.anivia.broker.consume;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Envelope;
import org.junit.jupiter.api.Test;

class DeliveryBufferTest {


    private final AtomicBoolean firstChannelOpen = new AtomicBoolean(true);
    private final Acknowledger first = acknowledger(firstChannelOpen);
    private final Acknowledger second = acknowledger(new AtomicBoolean(true));
    private final DeliveryBuffer buffer = new DeliveryBuffer(3);

    @Test
    void takesInOrder() throws InterruptedException {
        add(first, 1, 2);
        assertThat(take(2)).containsExactly(1, 2);
        assertThat(buffer.take()).isNull();
    }

    @Test
    void dropsDeliveriesOfAClosedChannel() throws InterruptedException {
        add(first, 1, 2);
        firstChannelOpen.set(false);
        add(second, 11);
        assertThat(take(1)).containsExactly(11);
        assertThat(buffer.take()).isNull();
    }

    @Test
    void neverHasMoreThanThePrefetchCountHoweverOftenChannelsAreLost() {
        add(first, 1, 2, 3);
        firstChannelOpen.set(false);
        add(second, 11, 12, 13);
        assertThat(buffer.size()).isEqualTo(3);
    }

    @Test
    void putsBackInFront() throws InterruptedException {
        add(first, 1, 2, 3);
        buffer.putBack(buffer.take());
        assertThat(take(3)).containsExactly(1, 2, 3);
    }

    private void add(Acknowledger from, int... numbers) {
        for (int number : numbers) {
            buffer.add(new Delivery(new SingleDelivery(from, number, bytes -> { }),
                    new com.rabbitmq.client.Delivery(new Envelope(number, false, "", "q"),
                    new AMQP.BasicProperties(), new byte[] {(byte) number})));
        }
    }

    private List<Integer> take(int count) throws InterruptedException {
        List<Integer> bodies = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            bodies.add((int) buffer.take().body()[0]);
        }
        return bodies;
    }

    private static Acknowledger acknowledger(AtomicBoolean open) {
        return new Acknowledger(new Acknowledger.Wire() {
            @Override
            public void ack(long tag, boolean multiple) {
            }

            @Override
            public void requeue(long tag) {
            }

            @Override
            public boolean isOpen() {
                return open.get();
            }
        }, (write, soon) -> write.run(), () -> 1);
    }
}
