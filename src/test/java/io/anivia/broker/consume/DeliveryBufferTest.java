package io.anivia.broker.consume;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;

class DeliveryBufferTest {

    private final AtomicBoolean firstChannelOpen = new AtomicBoolean(true);
    private final AtomicBoolean secondChannelOpen = new AtomicBoolean(true);
    private final DeliveryBuffer buffer = new DeliveryBuffer(3);

    @Test
    void takesInOrder() throws InterruptedException {
        add(firstChannelOpen, 1, 2);
        assertThat(take(2)).containsExactly(1, 2);
        assertThat(buffer.take()).isNull();
    }

    @Test
    void dropsDeliveriesOfAClosedChannel() throws InterruptedException {
        add(firstChannelOpen, 1, 2);
        firstChannelOpen.set(false);
        add(secondChannelOpen, 11);
        assertThat(take(1)).containsExactly(11);
        assertThat(buffer.take()).isNull();
    }

    @Test
    void neverHasMoreThanThePrefetchCountHoweverOftenChannelsAreLost() {
        add(firstChannelOpen, 1, 2, 3);
        firstChannelOpen.set(false);
        add(secondChannelOpen, 11, 12, 13);
        assertThat(buffer.size()).isEqualTo(3);
    }

    @Test
    void putsBackInFront() throws InterruptedException {
        add(firstChannelOpen, 1, 2, 3);
        buffer.putBack(buffer.take());
        assertThat(take(3)).containsExactly(1, 2, 3);
    }

    private void add(AtomicBoolean channelOpen, int... numbers) {
        for (int number : numbers) {
            buffer.add(new Delivery(ackHandle(channelOpen), false, Map.of(), null, null,
                    new byte[] {(byte) number}));
        }
    }

    private List<Integer> take(int count) throws InterruptedException {
        List<Integer> bodies = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            bodies.add((int) buffer.take().body()[0]);
        }
        return bodies;
    }

    private static AckHandle ackHandle(AtomicBoolean channelOpen) {
        return new AckHandle() {
            @Override
            public void ack() {
            }

            @Override
            public void requeue() {
            }

            @Override
            public boolean isLost() {
                return !channelOpen.get();
            }
        };
    }
}
