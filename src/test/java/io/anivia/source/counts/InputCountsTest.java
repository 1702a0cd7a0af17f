package io.anivia.source.counts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.anivia.source.counts.InputCounts.KeyCount;
import io.anivia.source.counts.InputCounts.RejectedCount;
import io.anivia.source.counts.InputCounts.RejectedSample;
import org.junit.jupiter.api.Test;

class InputCountsTest {

    private final AtomicLong now = new AtomicLong(1_700_000_000_000L);
    private final InputCounts inputs = new InputCounts(now::get);

    @Test
    void payloadsAddUp() {
        for (int i = 0; i < 2; i++) {
            InputTally tally = new InputTally();
            tally.addClock("device");
            tally.addClock("device");
            tally.addClock("sent-at");
            tally.addWarning("decorate failed: NumberFormatException");
            tally.addKey("ios");
            tally.addKey("ios");
            inputs.add(tally);
        }

        assertThat(inputs.clocks()).isEqualTo(Map.of("device", 4L, "sent-at", 2L));
        assertThat(inputs.warnings()).isEqualTo(Map.of("decorate failed: NumberFormatException", 2L));
        assertThat(inputs.keys()).extracting(KeyCount::name, KeyCount::accepted).containsExactly(tuple("ios", 2L));
    }

    @Test
    void reasonsThatDifferInNumbersAreOneAndTheLastIsShown() {
        inputs.addRejected("error at byte 12", 1, () -> sample("a"));
        now.addAndGet(5000);
        inputs.addRejected("error at byte 7812", 3, () -> sample("b"));

        assertThat(inputs.rejected()).singleElement().satisfies(row -> {
            assertThat(row.reason()).isEqualTo("error at byte 7812");
            assertThat(row.count()).isEqualTo(4);
            assertThat(row.last() - row.first()).isEqualTo(5000);
            assertThat(row.samples()).extracting(RejectedSample::receipt).containsExactly("b", "a");
        });
    }

    @Test
    void aFloodMakesAFewSamplesAndTheLastOnesAreKept() {
        AtomicInteger made = new AtomicInteger();
        for (int i = 0; i < 100_000; i++) {
            inputs.addRejected("not JSON", 1, () -> sample("flood-" + made.incrementAndGet()));
        }
        assertThat(made).hasValue(InputCounts.MAX_SAMPLES);

        now.addAndGet(1000);
        inputs.addRejected("not JSON", 1, () -> sample("later"));

        assertThat(inputs.rejected()).singleElement().satisfies(row -> {
            assertThat(row.count()).isEqualTo(100_001);
            assertThat(row.samples()).hasSize(InputCounts.MAX_SAMPLES).extracting(RejectedSample::receipt)
                    .startsWith("later").doesNotContain("flood-1");
        });
    }

    @Test
    void anyNumberOfTextsTakesNoMoreRowsThanThereMayBe() {
        for (int i = 0; i < 3000; i++) {
            String text = "x".repeat(1000).substring(0, i % 290 + 1) + (char) ('a' + i % 26);
            InputTally tally = new InputTally();
            tally.addWarning(text);
            tally.addKey(text);
            inputs.add(tally);
            inputs.addRejected(text, 1, () -> sample("r"));
        }

        assertThat(inputs.warnings()).hasSize(InputCounts.MAX_WARNINGS + 1).containsKey("others");
        assertThat(inputs.keys()).hasSize(InputCounts.MAX_KEYS + 1);
        assertThat(inputs.rejected()).hasSize(InputCounts.MAX_REASONS + 1);
        assertThat(inputs.rejected().stream().mapToLong(RejectedCount::count).sum()).isEqualTo(3000);
    }

    private static RejectedSample sample(String receipt) {
        return new RejectedSample(receipt, "segment", Map.of("card", "string"));
    }
}
