package io.anivia.common;

import org.jspecify.annotations.Nullable;

/** A throwable's class, frames and causes, for the log. Messages are left out: they may quote the payload. */
public final class StackTrace extends Throwable {

    private static final int MAX_CAUSES = 10;

    private final String type;

    private StackTrace(Throwable original, @Nullable StackTrace cause) {
        super(null, cause, false, true);
        this.type = original.getClass().getName();
        setStackTrace(original.getStackTrace());
    }

    /** The stack trace of an exception, and of its causes down to the tenth. */
    public static StackTrace withoutMessages(Throwable failure) {
        return withoutMessages(failure, MAX_CAUSES);
    }

    private static StackTrace withoutMessages(Throwable failure, int causes) {
        Throwable cause = failure.getCause();
        return new StackTrace(failure, cause == null || causes == 0 ? null : withoutMessages(cause, causes - 1));
    }

    /** The original's frames replace these. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }

    @Override
    @SuppressWarnings("OverrideThrowableToString")
    public String toString() {
        return type;
    }
}
