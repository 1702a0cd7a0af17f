package io.anivia.broker.control;

import java.util.Optional;

/**
 * Whether a destination is paused.
 *
 * @param note empty if it is not, or if nothing is known: another program may have made the flag
 */
public record PauseFlag(boolean isSet, Optional<PauseNote> note) {

    static final PauseFlag NOT_SET = new PauseFlag(false, Optional.empty());
}
