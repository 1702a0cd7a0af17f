package io.anivia.source.format;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/** One step from the body of a request to JSON text. Stateless and thread-safe. */
public interface Decoder {

    /**
     * Decodes the body if it is in this step's format.
     *
     * @param body  never changed
     * @return the body itself if the step does not apply; else at most {@link Input#maxBytes} bytes
     * @throws UndecodableException if the body is in this step's format, but damaged, cut short or too large
     */
    byte[] decode(byte[] body, Input input) throws UndecodableException;

    /** How services are told apart in what it decodes; {@code null} if that is not of services. */
    default @Nullable ServiceFormat serviceFormat() {
        return null;
    }

    /**
     * What is known of the request beside its body.
     *
     * @param path     of the request, without its query
     * @param query    of the request, as it was sent, without its question mark
     * @param headers  by lower-case name
     * @param maxBytes how large the result of a step may be
     */
    record Input(@Nullable String contentType, @Nullable String contentEncoding, String path, @Nullable String query,
            Map<String, String> headers, int maxBytes) {
    }
}
