package io.anivia.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueueShardsTest {

    private final QueueShards one = Queues.collected(1);
    private final QueueShards three = Queues.collected(3);

    @Test
    void oneShardIsTheQueueAndNothingElse() {
        assertThat(one.names()).containsExactly("anivia.collected");
        assertThat(one.of("0193-any")).isEqualTo("anivia.collected");
        assertThat(one.next("anivia.collected")).isEqualTo("anivia.collected");
    }

    /** Replays are told apart by where they publish to. */
    @Test
    void thoseOfOneQueueAreEqual() {
        assertThat(QueueShards.one("anivia.collected")).isEqualTo(one).isNotEqualTo(three);
    }

    @Test
    void theFirstOfSeveralIsTheQueueToo() {
        assertThat(three.names()).containsExactly("anivia.collected", "anivia.collected.1", "anivia.collected.2");
        assertThat(three.of(null)).isEqualTo("anivia.collected");
        assertThat(three.names().stream().map(three::next))
                .containsExactly("anivia.collected.1", "anivia.collected.2", "anivia.collected");
    }

    @Test
    void thoseOfALargerNumberAreFormerOnes() {
        assertThat(three.former()).hasSize(61).startsWith("anivia.collected.3").endsWith("anivia.collected.63");
        assertThat(Queues.collected(64).former()).isEmpty();
    }

    /** Processes of any release have to find the same shard, so that a payload that comes twice is in one queue. */
    @Test
    void theSameReceiptIsInTheSameShardInEveryProcess() {
        assertThat(List.of("0193a5b0-0000-7000-8000-000000000001", "0193a5b0-0000-7000-8000-000000000002",
                "0193a5b0-0000-7000-8000-000000000003").stream().map(Queues.collected(3)::of))
                .containsExactly("anivia.collected.2", "anivia.collected", "anivia.collected.1");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5, 8, 16, 63, 64})
    void receiptsOfOneMomentSpreadEvenly(int shards) {
        TimeBasedEpochGenerator receipts = Generators.timeBasedEpochGenerator(new Random(7));
        QueueShards queues = Queues.collected(shards);
        Map<String, Integer> counts = new HashMap<>();
        int each = 1000;
        IntStream.range(0, each * shards).forEach(i ->
                counts.merge(queues.of(receipts.construct(1_764_000_000_000L + i / 20)), 1, Integer::sum));

        assertThat(counts).hasSize(shards);
        // Six standard deviations.
        assertThat(counts.values()).allSatisfy(count -> assertThat(count).isBetween(each - 190, each + 190));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 65})
    void theNumberIsBounded(int shards) {
        assertThatThrownBy(() -> Queues.collected(shards)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("anivia.collected").hasMessageContaining("1 to 64").hasMessageEndingWith(" " + shards);
    }
}
