package io.anivia.prospector;

import org.jspecify.annotations.Nullable;

/**
 * A payload, or a part of one, that is no event.
 *
 * @param reason   why, and what would help; quotes nothing of the payload, so it may be logged
 * @param position position among the payload's members, zero-based and counted like {@link Event#index()};
 *                 {@code null} if the payload as a whole is rejected
 * @param body     untouched: the payload's body as received (still compressed) if it is rejected as a whole, else the
 *                 member's own bytes, uncompressed
 */
record RejectedPart(String reason, @Nullable Integer position, byte[] body) {

    /** Whether this is the payload as a whole, whose body has the payload's content type and encoding. */
    boolean isWholePayload() {
        return position == null;
    }
}
