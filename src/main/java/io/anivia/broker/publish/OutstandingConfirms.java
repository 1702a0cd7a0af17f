package io.anivia.broker.publish;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Messages written and not confirmed, found by their sequence number: in a ring, but for those that the broker has
 * passed over for long. So this is as large as there are messages, however far the oldest is behind. Not thread-safe.
 */
final class OutstandingConfirms {

    /** What {@code confirm.select} starts a channel with. */
    static final long FIRST = 1;

    private @Nullable OutstandingMessage[] ring = new OutstandingMessage[1024];
    /** Those in the ring are from here on. */
    private long lowest = FIRST;
    private long next = FIRST;
    private int inRing;
    /** Below {@link #lowest}. */
    private final TreeMap<Long, OutstandingMessage> passedOver = new TreeMap<>();

    /**
     * Begins anew, for a new channel.
     *
     * @throws IllegalStateException if messages of the last one are not settled
     */
    void restart() {
        if (inRing > 0 || !passedOver.isEmpty()) {
            throw new IllegalStateException(
                    (inRing + passedOver.size()) + " messages of the last channel are not settled");
        }
        lowest = FIRST;
        next = FIRST;
    }

    /** The sequence number of the message to be added next. */
    long next() {
        return next;
    }

    /** What the ring has room for. */
    int ringSize() {
        return ring.length;
    }

    /** Adds the message that is written next on the channel. */
    void add(OutstandingMessage message) {
        if (next - lowest == ring.length) {
            makeRoom();
        }
        ring[slot(next)] = message;
        inRing++;
        next++;
    }

    private void makeRoom() {
        if (inRing > ring.length / 2) {
            grow();
            return;
        }
        for (long until = lowest + ring.length / 2; lowest < until; lowest++) {
            OutstandingMessage message = take(lowest);
            if (message != null) {
                passedOver.put(lowest, message);
            }
        }
    }

    private void grow() {
        @Nullable OutstandingMessage[] larger = new OutstandingMessage[ring.length * 2];
        for (long sequence = lowest; sequence < next; sequence++) {
            larger[(int) (sequence & (larger.length - 1))] = ring[slot(sequence)];
        }
        ring = larger;
    }

    private int slot(long sequence) {
        return (int) (sequence & (ring.length - 1));
    }

    /** The message with a sequence number; {@code null} if it is settled or was never added. */
    @Nullable OutstandingMessage get(long sequence) {
        if (sequence < lowest) {
            return passedOver.get(sequence);
        }
        return sequence < next ? ring[slot(sequence)] : null;
    }

    private @Nullable OutstandingMessage take(long sequence) {
        if (sequence < lowest) {
            return passedOver.remove(sequence);
        }
        OutstandingMessage message = ring[slot(sequence)];
        if (message != null) {
            ring[slot(sequence)] = null;
            inRing--;
        }
        return message;
    }

    /**
     * Takes out what an answer of the broker covers: one message, or all up to it.
     *
     * @throws IllegalArgumentException if it was never sent
     */
    void settle(long sequence, boolean multiple, Consumer<OutstandingMessage> settled) {
        if (sequence >= next) {
            throw new IllegalArgumentException("the broker confirmed message " + sequence + ", which was never sent");
        }
        if (multiple) {
            Map<Long, OutstandingMessage> covered = passedOver.headMap(sequence, true);
            covered.values().forEach(settled);
            covered.clear();
        }
        for (long each = multiple ? lowest : sequence; each <= sequence; each++) {
            OutstandingMessage message = take(each);
            if (message != null) {
                settled.accept(message);
            }
        }
        while (lowest < next && ring[slot(lowest)] == null) {
            lowest++;
        }
    }

    void settleAll(Consumer<OutstandingMessage> settled) {
        if (next > FIRST) {
            settle(next - 1, true, settled);
        }
    }

    /** Shows every message, oldest first. */
    void forEach(Consumer<OutstandingMessage> action) {
        passedOver.values().forEach(action);
        for (long sequence = lowest; sequence < next; sequence++) {
            OutstandingMessage message = ring[slot(sequence)];
            if (message != null) {
                action.accept(message);
            }
        }
    }
}
