package io.anivia.prospector;

import java.util.List;

/**
 * What a payload is split into. Both lists are empty for {@code {"events": []}}.
 *
 * @param events   in the payload's order
 * @param rejected in the payload's order; if one of them is the whole payload, it is the only one and there are no
 *                 events
 */
record SplitResult(List<Event> events, List<RejectedPart> rejected) {

    SplitResult {
        events = List.copyOf(events);
        rejected = List.copyOf(rejected);
    }
}
