package io.anivia.broker.consume;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

class ChannelAckHandleTest {

    private final List<String> written = new ArrayList<>();
    private int bytes = 100;
    private int deliveries = 3;
    private final Acknowledger acknowledger = new Acknowledger(new Acknowledger.Wire() {
        @Override
        public void ack(long tag, boolean multiple) {
            written.add("ack " + tag);
        }

        @Override
        public void requeue(long tag) {
            written.add("requeue " + tag);
        }

        @Override
        public boolean isOpen() {
            return true;
        }
    }, (write, soon) -> write.run(), () -> 0);
    private final ChannelAckHandle handle = new ChannelAckHandle(acknowledger, (sizeBytes, count) -> {
        bytes -= sizeBytes;
        deliveries -= count;
    }, 1, bytes, deliveries);

    @Test
    void releasesItsPartsAndThenTheRest() {
        handle.releasePart(20);
        assertThat(bytes).isEqualTo(80);
        assertThat(deliveries).isEqualTo(2);
        handle.ack();
        assertThat(written).containsExactly("ack 1");
        assertThat(bytes).isZero();
        assertThat(deliveries).isZero();
    }

    @Test
    void releasesNothingTwiceWhenAPartIsReleasedAfterTheWhole() {
        handle.releasePart(20);
        handle.ack();
        handle.releasePart(30);
        assertThat(bytes).isZero();
        assertThat(deliveries).isZero();
    }

    @Test
    void releasesAllOfARequeuedMessage() {
        handle.releasePart(20);
        handle.requeue();
        assertThat(written).containsExactly("requeue 1");
        assertThat(bytes).isZero();
        assertThat(deliveries).isZero();
    }
}
