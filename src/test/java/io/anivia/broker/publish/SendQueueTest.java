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

    private final SendQueue batching = new SendQueue(new BatchingPolicy(3, 100, Duration.ofNanos(LINGER)));

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
        assertThat(batching.add(pending("a", 1), 0)).as("the writer must set its clock").isTrue();
        assertThat(batching.add(pending("a", 1), 10)).isFalse();
        assertThat(batching.waitNanos(10)).isEqualTo(LINGER - 10);
        assertThat(batching.add(pending("a", 1), 20)).isTrue();
        assertThat(batching.waitNanos(20)).isZero();
        assertThat(take(batching, 10, 20)).containsExactly("aaa");
    }

    @Test
    void theOthersGoWhenTheFirstOfThemHasLingered() {
        batching.add(pending("a", 1), 0);
        batching.add(pending("b", 1), 500);
        batching.add(pending("a", 1), 900);
        assertThat(take(batching, 10, LINGER - 1)).isEmpty();
        assertThat(take(batching, 10, LINGER)).containsExactly("aa");
        assertThat(batching.waitNanos(LINGER)).isEqualTo(500);
        assertThat(take(batching, 10, LINGER + 500)).containsExactly("b");
        assertThat(batching.isEmpty()).isTrue();
    }

    @Test
    void packsForEachQueueByItself() {
        for (String queue : List.of("a", "b", "a", "b", "a")) {
            batching.add(pending(queue, 1), 0);
        }
        assertThat(take(batching, 10, LINGER)).containsExactly("aaa", "bb");
    }

    @Test
    void aPackHasNoMoreBytesThanItMay() {
        batching.add(pending("a", 60), 0);
        batching.add(pending("a", 41), 0);
        batching.add(pending("a", 59), 0);
        assertThat(take(batching, 10, LINGER)).containsExactly("a", "aa");
    }

    @Test
    void whatIsTooLargeOrNotToBePackedGoesAloneAndInItsPlace() {
        batching.add(pending("a", 1), 0);
        batching.add(pending("a", 100), 0);
        batching.add(pending("a", 1), 0);
        batching.add(new OutstandingMessage(OutboundMessage.json("a", Map.of(), new byte[1]), failure -> { }, 0), 0);
        batching.add(pending("a", 1), 0);
        batching.add(new OutstandingMessage(OutboundMessage.json("a", Map.of("d", new Date()), new byte[1]).batchable(),
                failure -> { }, 0), 0);
        assertThat(take(batching, 10, 0)).containsExactly("a", "a", "a", "a", "a", "a");
        assertThat(batching.isEmpty()).isTrue();
    }

    @Test
    void onlyTheDefaultExchangeIsKnownToLeadToOneQueue() {
        for (int i = 0; i < 3; i++) {
            batching.add(new OutstandingMessage(new OutboundMessage("amq.headers", "a", Map.of(), null, null, new byte[1])
                    .batchable(), failure -> { }, 0), 0);
        }
        assertThat(take(batching, 10, 0)).containsExactly("a", "a", "a");
    }

    @Test
    void takesNoMoreThanAsked() {
        for (String queue : List.of("a", "a", "a", "b", "b", "b")) {
            batching.add(pending(queue, 1), 0);
        }
        assertThat(take(batching, 1, 0)).containsExactly("aaa");
        assertThat(batching.waitNanos(0)).isZero();
        assertThat(take(batching, 1, 0)).containsExactly("bbb");
    }

    @Test
    void whatIsTakenOutLeavesItsNeighbours() {
        batching.add(pending("a", 1), 0);
        batching.add(pending("a", 2), 0);
        batching.add(pending("b", 2), 0);
        for (int i = 0; i < 3; i++) {
            batching.add(pending("c", i), 0);
        }
        assertThat(batching.remove(pending -> pending.sizeBytes() == 2)).extracting(OutstandingMessage::routingKey)
                .containsExactly("c", "a", "b");
        assertThat(take(batching, 10, LINGER)).containsExactly("cc", "a");
        batching.add(pending("a", 1), 0);
        assertThat(batching.removeAll()).hasSize(1);
        assertThat(batching.isEmpty()).isTrue();
    }

    private static OutstandingMessage pending(String queue, int bytes) {
        return new OutstandingMessage(OutboundMessage.json(queue, Map.of(), new byte[bytes]).batchable(), failure -> { }, 0);
    }

    /** What goes together is one string of its queues' names. */
    private static List<String> take(SendQueue from, int most, long now) {
        List<String> taken = new ArrayList<>();
        from.take(most, now, batch -> taken.add(String.join("", batch.pendings().stream().map(OutstandingMessage::routingKey).toList())));
        return taken;
    }
}
