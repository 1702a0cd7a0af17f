package io.anivia.destination.delivery;

import static io.anivia.destination.delivery.TestEvent.ids;
import static io.anivia.destination.delivery.TestEvent.items;
import static io.anivia.destination.delivery.TestEvent.lose;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

class BatchTest {

    @Test
    void halvesKeepOrderAndHistory() {
        List<Batch> halves = Batch.of(items(5)).failedOnce(7, false).halves();

        assertThat(halves).extracting(half -> ids(half.items()))
                .containsExactly(List.of("0", "1"), List.of("2", "3", "4"));
        assertThat(halves).allMatch(half -> half.failures() == 1 && half.passedBefore(0) == 7);
    }

    @Test
    void remembersWhatHadPassedWhenItLastFailed() {
        Batch batch = Batch.of(items(3));
        assertThat(batch.passedBefore(5)).as("never failed").isEqualTo(5);
        assertThat(batch.failedOnce(100, false).passedBefore(5)).isEqualTo(100);
        assertThat(batch.failedOnce(100, false).failedOnce(101, false).passedBefore(5)).isEqualTo(101);
    }

    @Test
    void picksByPosition() {
        Batch batch = Batch.of(items(4));
        assertThat(ids(batch.at(Set.of(3, 1, 9)))).containsExactly("1", "3");
        assertThat(ids(batch.notAt(Set.of(3, 1, 9)))).containsExactly("0", "2");
        assertThat(batch.positionsIn(Set.of(-1, 0, 3, 4))).containsExactlyInAnyOrder(0, 3);
    }

    @Test
    void leavesOutSingleEventsAndLostOnes() {
        List<QueuedEvent> items = items(3);
        Batch batch = Batch.of(items).failedOnce(7, false);
        assertThat(ids(batch.without(List.of(items.get(1))).items())).containsExactly("0", "2");
        assertThat(batch.withoutGone()).isSameAs(batch);

        lose(items.get(0));

        assertThat(ids(batch.withoutGone().items())).containsExactly("1", "2");
        assertThat(batch.withoutGone().failures()).isEqualTo(1);
    }

    @Test
    void whatIsLeftAloneHasNotFailedByItself() {
        Batch failed = Batch.of(items(3)).failedOnce(7, true);

        List<Batch> halves = failed.halves();

        assertThat(halves.get(0).ownFailures()).as("of one event").isZero();
        assertThat(halves.get(1).ownFailures()).as("of two").isEqualTo(1);
        assertThat(halves).allMatch(half -> half.failures() == 1);
    }
}
