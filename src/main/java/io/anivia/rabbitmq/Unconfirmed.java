package io.anivia.rabbitmq;

import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Messages written and not confirmed, found by their sequence number: a ring that grows to the widest distance there
 * ever was between the oldest and the newest. Not thread-safe.
 */
final class Unconfirmed {

    /** What {@code confirm.select} starts a channel with. */
    static final long FIRST = 1;

    private @Nullable Parcel[] ring = new Parcel[1024];
    private long lowest = FIRST;
    private long next = FIRST;

    /**
     * Begins anew, for a new channel.
     *
     * @throws IllegalStateException if messages of the last one are not settled
     */
    void restart() {
        if (lowest != next) {
            throw new IllegalStateException((next - lowest) + " messages of the last channel are not settled");
        }
        lowest = FIRST;
        next = FIRST;
    }

    /** The sequence number of the message to be added next. */
    long next() {
        return next;
    }

    /** Adds the message that is written next on the channel. */
    void add(Parcel parcel) {
        if (next - lowest == ring.length) {
            grow();
        }
        ring[slot(next)] = parcel;
        next++;
    }

    private void grow() {
        @Nullable Parcel[] larger = new Parcel[ring.length * 2];
        for (long sequence = lowest; sequence < next; sequence++) {
            larger[(int) (sequence & (larger.length - 1))] = ring[slot(sequence)];
        }
        ring = larger;
    }

    private int slot(long sequence) {
        return (int) (sequence & (ring.length - 1));
    }

    /** The message with a sequence number; {@code null} if it is settled or was never added. */
    @Nullable Parcel get(long sequence) {
        return sequence >= lowest && sequence < next ? ring[slot(sequence)] : null;
    }

    /**
     * Takes out what an answer of the broker covers: one message, or all up to it.
     *
     * @throws IllegalArgumentException if it was never sent
     */
    void settle(long sequence, boolean multiple, Consumer<Parcel> settled) {
        if (sequence >= next) {
            throw new IllegalArgumentException("the broker confirmed message " + sequence + ", which was never sent");
        }
        for (long each = multiple ? lowest : sequence; each <= sequence; each++) {
            Parcel parcel = get(each);
            if (parcel != null) {
                ring[slot(each)] = null;
                settled.accept(parcel);
            }
        }
        while (lowest < next && ring[slot(lowest)] == null) {
            lowest++;
        }
    }

    void settleAll(Consumer<Parcel> settled) {
        if (lowest < next) {
            settle(next - 1, true, settled);
        }
    }

    /** Shows every message, oldest first. */
    void forEach(Consumer<Parcel> action) {
        for (long sequence = lowest; sequence < next; sequence++) {
            Parcel parcel = ring[slot(sequence)];
            if (parcel != null) {
                action.accept(parcel);
            }
        }
    }
}
