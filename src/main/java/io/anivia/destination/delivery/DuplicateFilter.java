package io.anivia.destination.delivery;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Knows the events that were delivered lately: an Idempotent Receiver for whole batches. An event is remembered once it
 * is delivered, not before, so that none is taken for a duplicate of one that then fails. Thread-safe, if what it
 * remembers with is.
 *
 * @param isKnown whether an event of this id was delivered
 * @param remember is told that it was
 */
public record DuplicateFilter(Predicate<String> isKnown, Consumer<String> remember) {

    /** Knows nothing, and looks for no ids. */
    public static final DuplicateFilter NONE = new DuplicateFilter(id -> false, id -> { });

    /** Those that were delivered before. */
    List<QueuedEvent> duplicates(List<QueuedEvent> items) {
        return this == NONE ? List.of() : items.stream().filter(item -> item.id().filter(isKnown).isPresent()).toList();
    }

    void delivered(QueuedEvent item) {
        if (this != NONE) {
            item.id().ifPresent(remember);
        }
    }
}
