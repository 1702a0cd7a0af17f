package io.anivia.prospector;

import org.jspecify.annotations.Nullable;

/** A payload's text in UTF-8, and a copy of it to write into, made at most once and only if needed. Not thread-safe. */
final class PayloadText {

    private final byte[] bytes;
    private byte @Nullable [] scratch;

    PayloadText(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The text itself; may be the payload's own body, so it is never to be changed. */
    byte[] bytes() {
        return bytes;
    }

    byte[] scratch() {
        if (scratch == null) {
            scratch = bytes.clone();
        }
        return scratch;
    }
}
