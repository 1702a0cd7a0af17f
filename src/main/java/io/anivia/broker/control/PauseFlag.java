package io.anivia.broker.control;

import java.util.Optional;

/**
 * Whether a destination is paused.
 *
 * @param isReadable whether the broker lets the flag be read: if not, nothing pauses, and what was paused stays so
 * @param note empty if it is not, or if nothing is known: another program may have made the flag
 */
public record PauseFlag(boolean isSet, boolean isReadable, Optional<PauseNote> note) {

    static final PauseFlag NOT_SET = new PauseFlag(false, Optional.empty());
    static final PauseFlag NOT_READABLE = new PauseFlag(false, false, Optional.empty());

    /** A flag that can be read. */
    public PauseFlag(boolean isSet, Optional<PauseNote> note) {
        this(isSet, true, note);
    }
}
