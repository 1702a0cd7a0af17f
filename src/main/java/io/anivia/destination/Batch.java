package io.anivia.destination;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Events that are delivered together, with what is known about their failures.
 *
 * @param items the events, in the order of the queue
 * @param failures passing failures in a row
 * @param passedBefore how many deliveries of others had succeeded when this one last failed; -1 if it never has
 */
record Batch(List<Item> items, int failures, long passedBefore) {

    static final long NEVER_FAILED = -1;

    static Batch of(List<Item> items) {
        return new Batch(List.copyOf(items), 0, NEVER_FAILED);
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
        return List.of(new Batch(items.subList(0, middle), failures, passedBefore),
                new Batch(items.subList(middle, items.size()), failures, passedBefore));
    }

    /** The events at some positions. */
    List<Item> at(Set<Integer> positions) {
        return IntStream.range(0, items.size()).filter(positions::contains).mapToObj(items::get).toList();
    }

    /** What is left without the events at some positions. */
    List<Item> without(Set<Integer> positions) {
        return IntStream.range(0, items.size()).filter(i -> !positions.contains(i)).mapToObj(items::get).toList();
    }
}
