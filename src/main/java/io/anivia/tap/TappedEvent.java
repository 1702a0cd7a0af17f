package io.anivia.tap;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What passes a point.
 *
 * @param at          epoch milliseconds
 * @param id          {@code null} if it stands in the event
 * @param destination {@code null} where there is none yet
 * @param json        an event; of a payload what its head says. Shared with the pipeline, and never written to
 * @param members     the same, if it has been read already; not to be changed
 * @param words       what went wrong; quotes no event
 * @param quotedWords what the destination said, which may quote the event
 */
record TappedEvent(TapPoint point, long at, @Nullable String id, @Nullable String source,
        @Nullable String destination, byte[] json, @Nullable Map<String, ?> members, @Nullable String words,
        @Nullable String quotedWords) {
}
