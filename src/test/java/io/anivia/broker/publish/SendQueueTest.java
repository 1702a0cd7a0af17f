package io.anivia.broker.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;

import io.anivia.broker.batch.BatchingPolicy;
import org.junit.jupiter.api.Test;

class SendQueueTest {

    private static final long LINGER = 1000;

    private final SendQueue packing = new SendQueue(new BatchingPolicy(3, 100, Duration.ofNanos(LINGER)));

    @Test
    void withoutPackingEachGoesAtOnceAndAlone() {
        SendQueue literal = new SendQueue(BatchingPolicy.NONE);
        assertThat(literal.add(pending("a", 1), 0)).as("it wakes the writer").isTrue();
        assertThat(literal.add(pending("a", 1), 0)).as("who is awake").isFalse();
        assertThat(literal.waitNanos(0)).isZero();
        assertThat(take(literal, 10, 0)).containsExactly("a", "a");
        assertThat(literal.isEmpty()).isTrue();
    }

    @Test
    void aFullPackGoesAtOnce() {
        assertThat(packing.add(pending("a", 1), 0)).as("the writer must set its clock").isTrue();
        assertThat(packing.add(pending("a", 1), 10)).isFalse();
        assertThat(packing.waitNanos(10)).isEqualTo(LINGER - 10);
        assertThat(packing.add(pending("a", 1), 20)).isTrue();
        assertThat(packing.waitNanos(20)).isZero();
        assertThat(take(packing, 10, 20)).containsExactly("aaa");
    }

    @Test
    void theOthersGoWhenTheFirstOfThemHasLingered() {
        packing.add(pending("a", 1), 0);
        packing.add(pending("b", 1), 500);
        packing.add(pending("a", 1), 900);
        assertThat(take(packing, 10, LINGER - 1)).isEmpty();
        assertThat(take(packing, 10, LINGER)).containsExactly("aa");
        assertThat(packing.waitNanos(LINGER)).isEqualTo(500);
        assertThat(take(packing, 10, LINGER + 500)).containsExactly("b");
        assertThat(packing.isEmpty()).isTrue();
    }

    @Test
    void packsForEachQueueByItself() {
        for (String queue : List.of("a", "b", "a", "b", "a")) {
            packing.add(pending(queue, 1), 0);
        }
        assertThat(take(packing, 10, LINGER)).containsExactly("aaa", "bb");
    }

    @Test
    void aPackHasNoMoreBytesThanItMay() {
        packing.add(pending("a", 60), 0);
        packing.add(pending("a", 41), 0);
        packing.add(pending("a", 59), 0);
        assertThat(take(packing, 10, LINGER)).containsExactly("a", "aa");
    }

    @Test
    void whatIsTooLargeOrNotToBePackedGoesAloneAndInItsPlace() {
        packing.add(pending("a", 1), 0);
        packing.add(pending("a", 100), 0);
        packing.add(pending("a", 1), 0);
        packing.add(new OutstandingMessage(OutboundMessage.json("a", Map.of(), new byte[1]), failure -> { }, 0), 0);
        packing.add(pending("a", 1), 0);
        packing.add(new OutstandingMessage(OutboundMessage.json("a", Map.of("d", new Date()), new byte[1]).packable(),
                failure -> { }, 0), 0);
        assertThat(take(packing, 10, 0)).containsExactly("a", "a", "a", "a", "a", "a");
        assertThat(packing.isEmpty()).isTrue();
    }

    @Test
    void onlyTheDefaultExchangeIsKnownToLeadToOneQueue() {
        for (int i = 0; i < 3; i++) {
            packing.add(new OutstandingMessage(new OutboundMessage("amq.headers", "a", Map.of(), null, null, new byte[1])
                    .packable(), failure -> { }, 0), 0);
        }
        assertThat(take(packing, 10, 0)).containsExactly("a", "a", "a");
    }

    @Test
    void takesNoMoreThanAsked() {
        for (String queue : List.of("a", "a", "a", "b", "b", "b")) {
            packing.add(pending(queue, 1), 0);
        }
        assertThat(take(packing, 1, 0)).containsExactly("aaa");
        assertThat(packing.waitNanos(0)).isZero();
        assertThat(take(packing, 1, 0)).containsExactly("bbb");
    }

    @Test
    void whatIsTakenOutLeavesItsNeighbours() {
        packing.add(pending("a", 1), 0);
        packing.add(pending("a", 2), 0);
        packing.add(pending("b", 2), 0);
        for (int i = 0; i < 3; i++) {
            packing.add(pending("c", i), 0);
        }
        assertThat(packing.remove(pending -> pending.sizeBytes() == 2)).extracting(OutstandingMessage::routingKey)
                .containsExactly("c", "a", "b");
        assertThat(take(packing, 10, LINGER)).containsExactly("cc", "a");
        packing.add(pending("a", 1), 0);
        assertThat(packing.removeAll()).hasSize(1);
        assertThat(packing.isEmpty()).isTrue();
    }

    private static OutstandingMessage pending(String queue, int bytes) {
        return new OutstandingMessage(OutboundMessage.json(queue, Map.of(), new byte[bytes]).packable(), failure -> { }, 0);
    }

    /** What goes together is one string of its queues' names. */
    private static List<String> take(SendQueue from, int most, long now) {
        List<String> taken = new ArrayList<>();
        from.take(most, now, parcel -> taken.add(String.join("", parcel.pendings().stream().map(OutstandingMessage::routingKey).toList())));
        return taken;
    }
}
