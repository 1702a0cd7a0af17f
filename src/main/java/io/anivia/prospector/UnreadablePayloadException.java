package io.anivia.prospector;

import java.io.IOException;
import java.util.Objects;

/** A payload, or a value in it, that cannot be read; the message says why, and holds nothing of the payload. */
final class UnreadablePayloadException extends IOException {

    UnreadablePayloadException(String reason) {
        super(reason);
    }

    UnreadablePayloadException(String reason, Throwable cause) {
        super(reason, cause);
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
