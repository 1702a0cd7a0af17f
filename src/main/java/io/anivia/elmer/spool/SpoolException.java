package io.anivia.elmer.spool;

import org.jspecify.annotations.Nullable;

/**
 * A payload that the spool has not taken: it is not safe. Has no stack trace, since a full spool may refuse thousands a
 * second.
 */
public final class SpoolException extends Exception {

    SpoolException(String message, @Nullable Throwable cause) {
        super(message, cause, false, false);
    }
}
