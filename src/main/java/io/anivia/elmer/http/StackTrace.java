package io.anivia.elmer.http;

import org.jspecify.annotations.Nullable;

/** A throwable's class, frames and causes, for the log. Messages are left out: they may quote the payload. */
final class StackTrace extends Throwable {

    private static final int MOST_CAUSES = 10;

    private final String type;

    private StackTrace(Throwable original, @Nullable StackTrace cause) {
        super(null, cause, false, true);
        this.type = original.getClass().getName();
        setStackTrace(original.getStackTrace());
    }

    static StackTrace withoutMessages(Throwable failure) {
        return withoutMessages(failure, MOST_CAUSES);
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
