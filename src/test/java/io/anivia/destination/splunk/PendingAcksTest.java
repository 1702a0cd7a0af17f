package io.anivia.destination.splunk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import io.anivia.destination.splunk.PendingAcks.Pending;
import org.junit.jupiter.api.Test;

class PendingAcksTest {

    private final PendingAcks acks = new PendingAcks();

    @Test
    void knowsWhatIsPendingByItsId() {
        Pending first = pending(0);
        Pending second = pending(0);
        acks.taken(0, first);
        acks.taken(1, second);

        assertThat(acks.ids()).containsExactly(0L, 1L);
        assertThat(acks.acknowledged(List.of(1L))).containsExactly(second);
        assertThat(acks.acknowledged(List.of(1L, 7L))).isEmpty();
        assertThat(acks.acknowledged(List.of(0L))).containsExactly(first);
        assertThat(acks.isEmpty()).isTrue();
        assertThat(acks.hasEnded()).isFalse();
    }

    @Test
    void endsWhenAnIdIsNotAboveTheLast() {
        Pending old = pending(0);
        Pending fresh = pending(0);
        acks.taken(5, old);

        assertThat(acks.taken(0, fresh)).isEmpty();
        assertThat(acks.hasEnded()).isTrue();
        assertThat(acks.acknowledged(List.of(0L, 5L))).containsExactly(fresh, old);
    }

    @Test
    void takesAnIdGivenTwiceForNobodys() {
        Pending old = pending(0);
        acks.taken(0, old);

        assertThat(acks.taken(0, pending(0))).contains(old);
        assertThat(acks.hasEnded()).isTrue();
        assertThat(acks.acknowledged(List.of(0L))).isEmpty();
    }

    @Test
    void endsWhenAnIdIsGivenAgainAfterItWasAcknowledged() {
        acks.taken(0, pending(0));
        acks.acknowledged(List.of(0L));
        Pending second = pending(0);

        assertThat(acks.taken(0, second)).isEmpty();
        assertThat(acks.hasEnded()).isTrue();
        assertThat(acks.acknowledged(List.of(0L))).containsExactly(second);
    }

    @Test
    void doubtsTheFirstIdOnceARequestWasLost() {
        Pending first = pending(0);
        Pending second = pending(0);
        acks.taken(0, first);
        acks.taken(1, second);

        assertThat(acks.lost()).contains(first);
        assertThat(acks.hasEnded()).isTrue();
        assertThat(acks.acknowledged(List.of(0L, 1L))).containsExactly(second);
    }

    @Test
    void givesUpTheOldest() {
        Pending first = pending(Long.MAX_VALUE - 1);
        // The clock may pass the largest number.
        Pending second = pending(Long.MIN_VALUE + 1);
        acks.taken(0, first);
        acks.taken(1, second);

        assertThat(acks.overdue(Long.MAX_VALUE - 2)).isEmpty();
        assertThat(acks.overdue(Long.MAX_VALUE)).containsExactly(first);
        assertThat(acks.ids()).containsExactly(1L);
    }

    @Test
    void givesUpAllAtItsEnd() {
        Pending first = pending(0);
        acks.taken(0, first);

        assertThat(acks.end()).containsExactly(first);
        assertThat(acks.isEmpty()).isTrue();
        assertThat(acks.hasEnded()).isTrue();
    }

    private static Pending pending(long overdueAt) {
        return new Pending(new IndexAcknowledgement(1), overdueAt);
    }
}
