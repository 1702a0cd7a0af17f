package io.anivia.destination;

import java.util.List;

import org.apache.camel.spi.IdempotentRepository;
import org.jspecify.annotations.Nullable;

/**
 * Knows the events that were delivered lately: an Idempotent Receiver for whole batches. An event is remembered once it
 * is delivered, not before, so that none is taken for a duplicate of one that then fails.
 *
 * <p>Thread-safe, if its repository is.
 */
final class DuplicateFilter {

    /** Knows nothing. */
    static final DuplicateFilter NONE = new DuplicateFilter(null);

    private final @Nullable IdempotentRepository delivered;

    DuplicateFilter(@Nullable IdempotentRepository delivered) {
        this.delivered = delivered;
    }

    /** Those that were delivered before. */
    List<Item> duplicates(List<Item> items) {
        IdempotentRepository known = delivered;
        return known == null ? List.of()
                : items.stream().filter(item -> item.id().filter(known::contains).isPresent()).toList();
    }

    void delivered(Item item) {
        if (delivered != null) {
            item.id().ifPresent(delivered::add);
        }
    }
}
