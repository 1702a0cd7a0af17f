package io.anivia.destination.delivery;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Keeps events with the same order key one behind the other: a lane for each key that is being delivered, or whose
 * delivery is to be tried again, with the events that wait for it. Events without a key need no lane. Holds no more
 * than the events in hand. Not thread-safe.
 */
final class Lanes {

    private final Map<String, Lane> lanes = new HashMap<>();

    /**
     * A key's unfinished batches, of which only the first may be delivered, and its events that are in none of them.
     *
     * @param goneOn those that were let go and are in no batch yet; the first of these and the waiting may be delivered
     */
    private record Lane(ArrayDeque<Batch> batches, PriorityQueue<QueuedEvent> waiting, SortedSet<QueuedEvent> goneOn) {

        private static final Comparator<QueuedEvent> BY_ARRIVAL = Comparator.comparingLong(QueuedEvent::arrival);

        Lane() {
            this(new ArrayDeque<>(), new PriorityQueue<>(BY_ARRIVAL), new TreeSet<>(BY_ARRIVAL));
        }

        boolean isNextToGoOn(QueuedEvent first) {
            return goneOn.isEmpty() || first.arrival() < goneOn.first().arrival();
        }
    }

    /** Whether no batch with an event's key is unfinished, and none waits before it, so that it may join a new one. */
    boolean isFree(QueuedEvent item) {
        Lane lane = laneOf(item);
        return lane == null || lane.batches.isEmpty()
                && (lane.waiting.isEmpty() || item.arrival() < lane.waiting.element().arrival());
    }

    private @Nullable Lane laneOf(QueuedEvent item) {
        String key = item.orderKey();
        return key == null ? null : lanes.get(key);
    }

    /** Lets an event that has a key wait until {@link #release} lets it go. */
    void await(QueuedEvent item) {
        lane(String.valueOf(item.orderKey())).waiting.add(item);
    }

    /** An event that may have been let go joins a batch, waits again, or is dropped. */
    void leaves(QueuedEvent item) {
        Lane lane = laneOf(item);
        if (lane != null) {
            lane.goneOn.remove(item);
        }
    }

    /** A batch begins, all of whose events are free. */
    void enter(Batch batch) {
        batch.orderKeys().forEach(key -> lane(key).batches.addFirst(batch));
    }

    /** Whether no unfinished batch before this one has one of its keys. */
    boolean isFirst(Batch batch) {
        return batch.orderKeys().stream().allMatch(key -> lane(key).batches.peekFirst() == batch);
    }

    /** A batch that was delivered is to be delivered again, in parts, in this order. */
    void replace(Batch batch, List<Batch> parts) {
        batch.orderKeys().forEach(key -> lane(key).batches.removeFirst());
        for (int i = parts.size() - 1; i >= 0; i--) {
            Batch part = parts.get(i);
            part.orderKeys().forEach(key -> lane(key).batches.addFirst(part));
        }
    }

    /**
     * Ends lanes that nothing is unfinished in any more, or lets some of their events go on.
     *
     * @param keys of a batch that has ended, or of events that have left without a delivery
     * @param most events that may go on of each lane
     * @return those that may be delivered now, before all others, in order
     */
    List<QueuedEvent> release(Iterable<String> keys, int most) {
        List<QueuedEvent> released = new ArrayList<>();
        for (String key : keys) {
            Lane lane = lanes.get(key);
            if (lane == null || !lane.batches.isEmpty()) {
                continue;
            }
            List<QueuedEvent> some = new ArrayList<>();
            while (some.size() < most && !lane.waiting.isEmpty() && lane.isNextToGoOn(lane.waiting.element())) {
                some.add(lane.waiting.remove());
            }
            lane.goneOn.addAll(some);
            released.addAll(some);
            if (lane.waiting.isEmpty() && lane.goneOn.isEmpty()) {
                lanes.remove(key);
            }
        }
        return released;
    }

    private Lane lane(String key) {
        return lanes.computeIfAbsent(key, k -> new Lane());
    }

    /** The events that wait for others with their key. */
    Stream<QueuedEvent> waiting() {
        return lanes.values().stream().flatMap(lane -> lane.waiting.stream());
    }

    void clear() {
        lanes.clear();
    }
}
