package io.anivia.source.format;

import java.io.IOException;

/** A body that is in a format, but cannot be decoded. */
public final class UndecodableException extends IOException {

    private final String reason;

    UndecodableException(String reason) {
        super(reason);
        this.reason = reason;
    }

    UndecodableException(String reason, Throwable cause) {
        super(reason, cause);
        this.reason = reason;
    }

    static UndecodableException tooLarge(int maxBytes) {
        return new UndecodableException("unfolds to more than " + maxBytes + " bytes (anivia.prospector.max-inflated)");
    }

    /** The message; quotes nothing of the payload. */
    public String reason() {
        return reason;
    }
}
