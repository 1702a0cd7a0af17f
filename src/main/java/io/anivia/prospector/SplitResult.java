package io.anivia.prospector;

import java.util.List;

/**
 * What became of a payload. Both lists may be empty: {@code {"events": []}} holds nothing, and is done.
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
