package io.anivia.prospector;

import java.util.List;

/**
 * What a payload is split into. Both lists are empty for {@code {"events": []}}.
 *
 * @param events   in the payload's order
 * @param rejected in the payload's order; if one of them is the whole payload, it is the only one and there are no
 *                 events
 * @param unreadableTimes how many members {@code timestamp} and {@code sentAt} there are that cannot be read as times
 */
record SplitResult(List<Event> events, List<RejectedPart> rejected, int unreadableTimes) {

    SplitResult(List<Event> events, List<RejectedPart> rejected) {
        this(events, rejected, 0);
    }

    SplitResult {
        events = List.copyOf(events);
        rejected = List.copyOf(rejected);
    }
}
