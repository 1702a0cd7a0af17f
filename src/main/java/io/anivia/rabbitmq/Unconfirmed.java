package io.anivia.rabbitmq;

import java.util.function.Consumer;

import io.anivia.rabbitmq.Publisher.Pending;
import org.jspecify.annotations.Nullable;

/**
 * Messages written and not confirmed, found by their sequence number: a ring that grows to the widest distance there
 * ever was between the oldest and the newest. Not thread-safe.
 */
final class Unconfirmed {

    private @Nullable Pending[] ring = new Pending[1024];
    private long lowest = 1;
    private long next = 1;

    /** Begins anew, at the first sequence number of a new channel. */
    void restart(long first) {
        if (lowest != next) {
            throw new IllegalStateException((next - lowest) + " messages of the last channel are not settled");
        }
        lowest = first;
        next = first;
    }

    /** @return the sequence number that the broker will confirm */
    long add(Pending pending) {
        if (next - lowest == ring.length) {
            grow();
        }
        ring[slot(next)] = pending;
        return next++;
    }

    private void grow() {
        @Nullable Pending[] larger = new Pending[ring.length * 2];
        for (long sequence = lowest; sequence < next; sequence++) {
            larger[(int) (sequence & (larger.length - 1))] = ring[slot(sequence)];
        }
        ring = larger;
    }

    private int slot(long sequence) {
        return (int) (sequence & (ring.length - 1));
    }

    /** Takes out what a confirm covers: one message, or all up to it. */
    void settle(long sequence, boolean multiple, Consumer<Pending> settled) {
        if (sequence >= next) {
            throw new IllegalArgumentException("the broker confirmed message " + sequence + ", which was never sent");
        }
        for (long each = multiple ? lowest : sequence; each <= sequence; each++) {
            Pending pending = ring[slot(each)];
            if (each >= lowest && pending != null) {
                ring[slot(each)] = null;
                settled.accept(pending);
            }
        }
        while (lowest < next && ring[slot(lowest)] == null) {
            lowest++;
        }
    }

    void settleAll(Consumer<Pending> settled) {
        if (lowest < next) {
            settle(next - 1, true, settled);
        }
    }

    /** Remembers why a message has failed, until its confirm comes. */
    void fail(long sequence, BrokerException why) {
        Pending pending = sequence >= lowest && sequence < next ? ring[slot(sequence)] : null;
        if (pending != null) {
            pending.fail(why);
        }
    }

    /** Shows the messages whose time is over; they stay until the broker answers. */
    void forEachLate(long now, Consumer<Pending> late) {
        for (long sequence = lowest; sequence < next; sequence++) {
            Pending pending = ring[slot(sequence)];
            if (pending != null) {
                if (!pending.isLate(now)) {
                    return;
                }
                late.accept(pending);
            }
        }
    }
}
