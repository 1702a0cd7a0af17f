package io.anivia.prospector;

import java.util.List;

/**
 * What a payload is split into. Both lists are empty for {@code {"events": []}}.
 *
 * @param events          in the payload's order
 * @param rejected        in the payload's order; if one of them is the whole payload, it is the only one and there are
 *                        no events
 * @param unreadableTimes how many times of events and of sending there are that cannot be read
 * @param filtered        how many more events there are that the source's steps want none of
 * @param stepFailures    how many of the events the source's steps failed on
 */
record SplitResult(List<Event> events, List<RejectedPart> rejected, int unreadableTimes, int filtered,
        int stepFailures) {

    SplitResult(List<Event> events, List<RejectedPart> rejected) {
        this(events, rejected, 0, 0, 0);
    }

    SplitResult {
        events = List.copyOf(events);
        rejected = List.copyOf(rejected);
    }
}
