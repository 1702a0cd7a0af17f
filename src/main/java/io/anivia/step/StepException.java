package io.anivia.step;

import org.jspecify.annotations.Nullable;

/**
 * A step cannot do to an event what it is there for: the fault of the event, in whatever route. The message says which
 * step, and quotes nothing of the event, so it may be logged.
 */
public final class StepException extends Exception {

    private static final long serialVersionUID = 1;

    StepException(String message) {
        super(message);
    }

    StepException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
