package io.anivia.broker.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.rabbitmq.client.Envelope;
import io.anivia.broker.consume.Acknowledger;
import io.anivia.broker.consume.Delivery;
import org.junit.jupiter.api.Test;

class BatchDeliveryTest {

    private static final long TAG = 1;

    private final List<String> written = new ArrayList<>();
    private final List<Integer> released = new ArrayList<>();
    private final List<Delivery> again = new ArrayList<>();
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

    @Test
    void isAcknowledgedAfterTheLastOfItsDeliveries() {
        List<Delivery> batch = unpack(Duration.ofMinutes(1), 1, 2, 3);
        batch.get(2).ack();
        batch.get(0).ack();
        assertThat(written).isEmpty();
        batch.get(1).ack();
        assertThat(written).containsExactly("ack 1");
        assertThat(released).containsExactly(3, 1, 2);
    }

    @Test
    void isNotAcknowledgedForOneThatIsSettledTwice() {
        List<Delivery> batch = unpack(Duration.ofMinutes(1), 1, 2);
        batch.get(0).ack();
        assertThatIllegalStateException().isThrownBy(() -> batch.get(0).ack());
        assertThat(written).isEmpty();
    }

    @Test
    void whatIsGivenBackComesAgainWithoutItsNeighbours() {
        List<Delivery> batch = unpack(Duration.ofMinutes(1), 1, 2);
        batch.get(0).ack();
        batch.get(1).requeue();
        assertThat(again).containsExactly(batch.get(1));
        assertThat(batch.get(1).redelivered()).isTrue();
        assertThat(written).isEmpty();
        batch.get(1).ack();
        assertThat(written).containsExactly("ack 1");
    }

    @Test
    void goesBackAsAWholeWhenItHasBeenInHandForTooLong() {
        List<Delivery> batch = unpack(Duration.ZERO, 1, 2, 3);
        batch.get(0).ack();
        assertThat(batch.get(2).isLost()).isFalse();
        batch.get(1).requeue();
        assertThat(written).containsExactly("requeue 1");
        assertThat(released).containsExactlyInAnyOrder(1, 2, 3);
        assertThat(batch.get(2).isLost()).as("it comes again with the whole").isTrue();
        batch.get(2).ack();
        batch.get(1).requeue();
        assertThat(again).isEmpty();
        assertThat(written).containsExactly("requeue 1");
        assertThat(released).hasSize(3);
    }

    private List<Delivery> unpack(Duration longestHold, int... sizes) {
        List<MessageBatch.Entry> entries = new ArrayList<>();
        for (int size : sizes) {
            entries.add(new MessageBatch.Entry(Map.of(), null, null, new byte[size]));
        }
        return new BatchDelivery(acknowledger, TAG, released::add, again::add, longestHold)
                .deliveries(new Envelope(TAG, false, "", "queue"), entries);
    }
}
