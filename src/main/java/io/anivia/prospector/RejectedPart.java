package io.anivia.prospector;

import org.jspecify.annotations.Nullable;

/**
 * A payload, or a part of one, that is no event.
 *
 * @param reason   why, and what would help; quotes nothing of the payload, so it may be logged
 * @param position position among the payload's events, zero-based and counted like {@link Event#index()};
 *                 {@code null} if the payload as a whole is rejected
 * @param body     untouched: the payload's body as received (still compressed) if it is rejected as a whole, else the
 *                 part's own bytes, decoded
 * @param isRecord whether it is an outermost value of the payload, or a record of a list, in which events have to be
 *                 looked for when it is read again; else it is what stands in an array
 * @param key      the name of the write key that its payload carried for it; {@code null} if none was looked for, or if
 *                 the part itself has to show one
 * @param array    what it stands in, with its context; {@code null} if it has none
 */
record RejectedPart(String reason, @Nullable Integer position, byte[] body, boolean isRecord, @Nullable String key,
        @Nullable EventArray array) {

    /** What stands where an event should, or where an object should lead to some. */
    RejectedPart(String reason, int position, byte[] body, @Nullable EventArray array) {
        this(reason, position, body, false, null, array);
    }

    static RejectedPart ofPayload(String reason, byte[] body) {
        return new RejectedPart(reason, null, body, true, null, null);
    }

    static RejectedPart ofRecord(String reason, int position, byte[] body) {
        return new RejectedPart(reason, position, body, true, null, null);
    }

    RejectedPart withKey(@Nullable String name) {
        return name == null ? this : new RejectedPart(reason, position, body, isRecord, name, array);
    }

    /** Whether it is put into a record with its context, to be read again. */
    boolean isWithContext() {
        return array != null && array.hasContext();
    }

    /** Whether this is the payload as a whole, whose body has the payload's content type and encoding. */
    boolean isWholePayload() {
        return position == null;
    }
}
