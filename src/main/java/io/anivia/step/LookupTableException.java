package io.anivia.step;

/** A table cannot be read. The message says which file and line, and what to write there; it may be logged. */
final class LookupTableException extends Exception {

    private static final long serialVersionUID = 1;

    LookupTableException(String message) {
        super(message);
    }

    LookupTableException(String message, Throwable cause) {
        super(message, cause);
    }
}
