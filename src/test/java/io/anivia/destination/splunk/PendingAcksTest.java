package io.anivia.destination.splunk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

class PendingAcksTest {

    private final PendingAcks acks = new PendingAcks();

    @Test
    void findsRequestsByTheirIds() {
        PendingAck first = pending(0);
        PendingAck second = pending(0);
        acks.add(0, first);
        acks.add(1, second);

        assertThat(acks.ids()).containsExactly(0L, 1L);
        assertThat(acks.remove(List.of(1L))).containsExactly(second);
        assertThat(acks.remove(List.of(1L, 7L))).isEmpty();
        assertThat(acks.remove(List.of(0L))).containsExactly(first);
        assertThat(acks.isEmpty()).isTrue();
        assertThat(acks.hasEnded()).isFalse();
    }

    @Test
    void endsWhenAnIdIsNotAboveTheLast() {
        PendingAck old = pending(0);
        PendingAck fresh = pending(0);
        acks.add(5, old);

        assertThat(acks.add(0, fresh)).isEmpty();
        assertThat(acks.hasEnded()).isTrue();
        assertThat(acks.remove(List.of(0L, 5L))).containsExactly(fresh, old);
    }

    @Test
    void anIdGivenTwiceStandsForNeitherRequest() {
        PendingAck old = pending(0);
        acks.add(0, old);

        assertThat(acks.add(0, pending(0))).contains(old);
        assertThat(acks.hasEnded()).isTrue();
        assertThat(acks.remove(List.of(0L))).isEmpty();
    }

    @Test
    void endsWhenAnIdIsGivenAgainAfterItWasAcknowledged() {
        acks.add(0, pending(0));
        acks.remove(List.of(0L));
        PendingAck second = pending(0);

        assertThat(acks.add(0, second)).isEmpty();
        assertThat(acks.hasEnded()).isTrue();
        assertThat(acks.remove(List.of(0L))).containsExactly(second);
    }

    @Test
    void theFirstIdIsAmbiguousOnceAnIdIsLost() {
        PendingAck first = pending(0);
        PendingAck second = pending(0);
        acks.add(0, first);
        acks.add(1, second);

        assertThat(acks.idLost()).contains(first);
        assertThat(acks.hasEnded()).isTrue();
        assertThat(acks.remove(List.of(0L, 1L))).containsExactly(second);
    }

    @Test
    void removesOverdueRequestsOldestFirst() {
        PendingAck first = pending(Long.MAX_VALUE - 1);
        // System.nanoTime may overflow.
        PendingAck second = pending(Long.MIN_VALUE + 1);
        acks.add(0, first);
        acks.add(1, second);

        assertThat(acks.removeOverdue(Long.MAX_VALUE - 2)).isEmpty();
        assertThat(acks.removeOverdue(Long.MAX_VALUE)).containsExactly(first);
        assertThat(acks.ids()).containsExactly(1L);
    }

    @Test
    void removesAllRequestsAtItsEnd() {
        PendingAck first = pending(0);
        acks.add(0, first);

        assertThat(acks.end()).containsExactly(first);
        assertThat(acks.isEmpty()).isTrue();
        assertThat(acks.hasEnded()).isTrue();
    }

    private static PendingAck pending(long overdueAt) {
        return new PendingAck(new IndexAcknowledgement(1), overdueAt);
    }
}
