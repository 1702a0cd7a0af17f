package io.anivia.destination.delivery;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Events that are delivered together, with what is known about their failures.
 *
 * @param items the events, in the order of the queue
 * @param failures failures in a row that were not known to be the events' fault
 * @param passedBefore how many deliveries had passed when this one was last tried and failed; -1 if it never has
 */
record Batch(List<QueuedEvent> items, int failures, long passedBefore) {

    static final long NEVER_FAILED = -1;

    static Batch of(List<QueuedEvent> items) {
        return new Batch(List.copyOf(items), 0, NEVER_FAILED);
    }

    boolean isEmpty() {
        return items.isEmpty();
    }

    boolean isSingle() {
        return items.size() == 1;
    }

    Batch failedOnce(long passed) {
        return new Batch(items, failures + 1, passed);
    }

    /** Whether others got through since this one last failed. */
    boolean othersPassed(long passed) {
        return passedBefore != NEVER_FAILED && passed > passedBefore;
    }

    /** Its two halves, each with this one's history. */
    List<Batch> halves() {
        int middle = items.size() / 2;
        return List.of(with(items.subList(0, middle)), with(items.subList(middle, items.size())));
    }

    /** Without those that are gone. */
    Batch withoutGone() {
        return items.stream().noneMatch(QueuedEvent::isGone) ? this
                : with(items.stream().filter(item -> !item.isGone()).toList());
    }

    /** Without some of its events. */
    Batch without(List<QueuedEvent> gone) {
        return with(items.stream().filter(item -> gone.stream().noneMatch(one -> one == item)).toList());
    }

    private Batch with(List<QueuedEvent> some) {
        return new Batch(some, failures, passedBefore);
    }

    /** The events at some positions; positions outside of the batch are passed over. */
    List<QueuedEvent> at(Set<Integer> positions) {
        return IntStream.range(0, items.size()).filter(positions::contains).mapToObj(items::get).toList();
    }

    /** What is left without the events at some positions. */
    List<QueuedEvent> notAt(Set<Integer> positions) {
        return IntStream.range(0, items.size()).filter(i -> !positions.contains(i)).mapToObj(items::get).toList();
    }

    /** The positions in this batch, of some. */
    Set<Integer> positionsIn(Set<Integer> positions) {
        Set<Integer> inside = new HashSet<>(positions);
        inside.removeIf(position -> position < 0 || position >= items.size());
        return inside;
    }
}
