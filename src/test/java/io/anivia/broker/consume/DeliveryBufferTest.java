package io.anivia.broker.consume;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Envelope;
import org.junit.jupiter.api.Test;

class DeliveryBufferTest {

    private static final Duration FILL = Duration.ofMillis(50);

    private final AtomicBoolean firstChannelOpen = new AtomicBoolean(true);
    private final Acknowledger first = acknowledger(firstChannelOpen);
    private final Acknowledger second = acknowledger(new AtomicBoolean(true));
    private final DeliveryBuffer inHand = new DeliveryBuffer(3);

    @Test
    void fillsABatchInOrder() throws InterruptedException {
        add(first, 1, 2, 3);
        assertThat(bodies(inHand.take(2, FILL))).containsExactly(1, 2);
        assertThat(bodies(inHand.take(2, FILL))).containsExactly(3);
    }

    @Test
    void dropsWhatTheBrokerHasAgain() throws InterruptedException {
        add(first, 1, 2);
        firstChannelOpen.set(false);
        add(second, 11);
        assertThat(bodies(inHand.take(3, FILL))).containsExactly(11);
    }

    @Test
    void neverHoldsMoreThanThePrefetchCountHoweverOftenChannelsAreLost() {
        add(first, 1, 2, 3);
        firstChannelOpen.set(false);
        add(second, 11, 12, 13);
        assertThat(inHand.size()).isEqualTo(3);
    }

    @Test
    void putsBackInFrontAndInOrder() throws InterruptedException {
        add(first, 1, 2, 3);
        inHand.putBack(inHand.take(2, FILL));
        assertThat(bodies(inHand.take(3, FILL))).containsExactly(1, 2, 3);
    }

    private void add(Acknowledger from, int... numbers) {
        for (int number : numbers) {
            inHand.add(new Delivery(new SingleDelivery(from, number, bytes -> { }),
                    new com.rabbitmq.client.Delivery(new Envelope(number, false, "", "q"),
                    new AMQP.BasicProperties(), new byte[] {(byte) number})));
        }
    }

    private static List<Integer> bodies(List<Delivery> batch) {
        return batch.stream().map(delivery -> (int) delivery.body()[0]).toList();
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
