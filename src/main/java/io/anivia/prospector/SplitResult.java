package io.anivia.prospector;

import java.util.List;

import io.anivia.source.counts.InputTally;

/**
 * What a payload is split into. Both lists are empty for {@code {"events": []}}.
 *
 * @param events          in the payload's order
 * @param rejected        in the payload's order; if one of them is the whole payload, it is the only one and there are
 *                        no events
 * @param unreadableTimes how many times of events and of sending there are that cannot be read
 * @param source          what the steps of its source did
 * @param decoration      what the steps for all events did
 * @param tally           what is counted of the events, those that steps want none of included
 */
record SplitResult(List<Event> events, List<RejectedPart> rejected, int unreadableTimes, StepCounts source,
        StepCounts decoration, InputTally tally) {

    /**
     * What steps did.
     *
     * @param filtered how many more events there are that they want none of
     * @param failures how many events they failed on
     */
    record StepCounts(int filtered, int failures) {

        static final StepCounts NONE = new StepCounts(0, 0);

        StepCounts withFailure() {
            return new StepCounts(filtered, failures + 1);
        }
    }

    SplitResult(List<Event> events, List<RejectedPart> rejected) {
        this(events, rejected, 0, StepCounts.NONE, StepCounts.NONE, InputTally.NONE);
    }

    SplitResult {
        events = List.copyOf(events);
        rejected = List.copyOf(rejected);
    }

    /** How many events there are that steps want none of. */
    int filtered() {
        return source.filtered() + decoration.filtered();
    }
}
