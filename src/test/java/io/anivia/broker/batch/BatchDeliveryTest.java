package io.anivia.broker.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.anivia.broker.consume.AckHandle;
import io.anivia.broker.consume.Delivery;
import org.junit.jupiter.api.Test;

class BatchDeliveryTest {

    private final List<String> calls = new ArrayList<>();
    private final List<Delivery> again = new ArrayList<>();
    private final AckHandle whole = new AckHandle() {
        @Override
        public void ack() {
            calls.add("ack");
        }

        @Override
        public void requeue() {
            calls.add("requeue");
        }

        @Override
        public boolean isLost() {
            return false;
        }

        @Override
        public void releasePart(int sizeBytes) {
            calls.add("release " + sizeBytes);
        }
    };

    @Test
    void isAcknowledgedAfterTheLastOfItsDeliveries() {
        List<Delivery> batch = deliveries(Duration.ofMinutes(1), 1, 2, 3);
        batch.get(2).ack();
        batch.get(0).ack();
        assertThat(calls).containsExactly("release 3", "release 1");
        batch.get(1).ack();
        assertThat(calls).as("the whole releases the rest").containsExactly("release 3", "release 1", "ack");
    }

    @Test
    void isNotAcknowledgedForOneThatIsSettledTwice() {
        List<Delivery> batch = deliveries(Duration.ofMinutes(1), 1, 2);
        batch.get(0).ack();
        assertThatIllegalStateException().isThrownBy(() -> batch.get(0).ack());
        assertThat(calls).containsExactly("release 1");
    }

    @Test
    void whatIsGivenBackComesAgainWithoutItsNeighbours() {
        List<Delivery> batch = deliveries(Duration.ofMinutes(1), 1, 2);
        batch.get(0).ack();
        batch.get(1).requeue();
        assertThat(again).containsExactly(batch.get(1));
        assertThat(batch.get(1).redelivered()).isTrue();
        assertThat(calls).containsExactly("release 1");
        batch.get(1).ack();
        assertThat(calls).containsExactly("release 1", "ack");
    }

    @Test
    void isRequeuedAsAWholeWhenItIsUnacknowledgedForTooLong() {
        List<Delivery> batch = deliveries(Duration.ZERO, 1, 2, 3);
        batch.get(0).ack();
        assertThat(batch.get(2).isLost()).isFalse();
        batch.get(1).requeue();
        assertThat(calls).containsExactly("release 1", "requeue");
        assertThat(batch.get(2).isLost()).as("it comes again with the whole").isTrue();
        batch.get(2).ack();
        batch.get(1).requeue();
        assertThat(again).isEmpty();
        assertThat(calls).containsExactly("release 1", "requeue");
    }

    private List<Delivery> deliveries(Duration longestHold, int... sizes) {
        List<MessageBatch.Entry> entries = new ArrayList<>();
        for (int size : sizes) {
            entries.add(new MessageBatch.Entry(Map.of(), null, null, new byte[size]));
        }
        Delivery message = new Delivery(whole, false, Map.of(), null, null, new byte[0]);
        return new BatchDelivery(message, entries, again::add, longestHold).deliveries();
    }
}
