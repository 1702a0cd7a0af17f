package io.anivia.prospector;

import java.util.List;

/**
 * What became of a payload. Both lists may be empty: {@code {"events": []}} holds nothing, and is done.
 *
 * @param events   in the payload's order
 * @param rejected in the payload's order; if one of them is the whole payload, it is the only one and there are no
 *                 events
 */
record Split(List<Event> events, List<Rejected> rejected) {

    Split {
        events = List.copyOf(events);
        rejected = List.copyOf(rejected);
    }
}
