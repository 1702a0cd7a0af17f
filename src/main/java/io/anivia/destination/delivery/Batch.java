package io.anivia.destination.delivery;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Events that are delivered together, with what is known about their failures. Immutable; two batches are equal only if
 * they are the same one.
 */
final class Batch {

    private static final long NEVER_FAILED = -1;

    /** Without events. */
    static final Batch EMPTY = of(List.of());

    private final List<QueuedEvent> items;
    private final int failures;
    private final int ownFailures;
    private final long passedBefore;
    private final Set<String> orderKeys;

    private Batch(List<QueuedEvent> items, int failures, int ownFailures, long passedBefore) {
        this.items = items;
        this.failures = failures;
        this.ownFailures = ownFailures;
        this.passedBefore = passedBefore;
        this.orderKeys = items.stream().map(QueuedEvent::orderKey).filter(Objects::nonNull)
                .collect(Collectors.toUnmodifiableSet());
    }

    static Batch of(List<QueuedEvent> items) {
        return new Batch(List.copyOf(items), 0, 0, NEVER_FAILED);
    }

    /** The events, in the order of the queue. */
    List<QueuedEvent> items() {
        return items;
    }

    /** Failures in a row, other than refusals for the events' sake. */
    int failures() {
        return failures;
    }

    /** Those of them at which others had passed since the one before. */
    int ownFailures() {
        return ownFailures;
    }

    /**
     * How many deliveries had passed when this one last failed.
     *
     * @param otherwise if it has never failed
     */
    long passedBefore(long otherwise) {
        return passedBefore == NEVER_FAILED ? otherwise : passedBefore;
    }

    boolean isEmpty() {
        return items.isEmpty();
    }

    boolean isSingle() {
        return items.size() == 1;
    }

    /** The order keys of its events. */
    Set<String> orderKeys() {
        return orderKeys;
    }

    /**
     * This batch after one more failure.
     *
     * @param passed how many deliveries have passed so far
     * @param othersPassed whether others have passed since it failed before, or was begun for the first time
     */
    Batch failedOnce(long passed, boolean othersPassed) {
        return new Batch(items, failures + 1, ownFailures + (othersPassed ? 1 : 0), passed);
    }

    /** Its two halves, each with this one's history. */
    List<Batch> halves() {
        int middle = items.size() / 2;
        return List.of(with(items.subList(0, middle)), with(items.subList(middle, items.size())));
    }

    /** One of its events, and the others, each with this one's history. */
    List<Batch> split(int position) {
        return List.of(with(List.of(items.get(position))), with(notAt(Set.of(position))));
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

    /** Some of its events, with its history; one that is left alone has not failed by itself yet. */
    Batch with(List<QueuedEvent> some) {
        boolean isLeftAlone = some.size() == 1 && items.size() > 1;
        return new Batch(List.copyOf(some), failures, isLeftAlone ? 0 : ownFailures, passedBefore);
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
