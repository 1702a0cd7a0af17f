package io.anivia.prospector;

import java.io.IOException;

/** A payload, or a value in it, that cannot be read. */
final class UnreadablePayloadException extends IOException {

    private final String reason;

    UnreadablePayloadException(String reason) {
        super(reason);
        this.reason = reason;
    }

    UnreadablePayloadException(String reason, Throwable cause) {
        super(reason, cause);
        this.reason = reason;
    }

    /** The message; quotes nothing of the payload. */
    String reason() {
        return reason;
    }
}
