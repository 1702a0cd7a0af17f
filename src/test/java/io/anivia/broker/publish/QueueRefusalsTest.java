package io.anivia.broker.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

class QueueRefusalsTest {

    private final QueueRefusals refusals = new QueueRefusals();

    @Test
    void namesAQueueUntilItConfirms() {
        refusals.refused("a", "full");
        refusals.refused("b", "gone");
        refusals.refused("a", "gone");
        assertThat(refusals.current()).isEqualTo(Map.of("a", "gone", "b", "gone"));

        refusals.confirmed("a");
        refusals.confirmed("never refused");
        assertThat(refusals.current()).isEqualTo(Map.of("b", "gone"));
    }

    @Test
    void knowsNoQueueOfAnExchange() {
        refusals.refused(null, "full");
        refusals.confirmed(null);
        assertThat(refusals.current()).isEmpty();
    }

    @Test
    void saysWhichQueuesBeginToRefuse() {
        List<String> added = new ArrayList<>();
        refusals.refused("before", "full");
        refusals.onAdded(added::add);
        refusals.refused("a", "full");
        refusals.refused("a", "still full");
        refusals.confirmed("a");
        refusals.refused("a", "full again");
        assertThat(added).containsExactly("before", "a", "a");
    }

    @Test
    void isBounded() {
        for (int i = 0; i < 5000; i++) {
            refusals.refused("q" + i, "full");
        }
        assertThat(refusals.current()).hasSize(1000);
    }
}
