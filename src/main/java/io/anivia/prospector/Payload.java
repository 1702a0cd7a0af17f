package io.anivia.prospector;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A payload as it comes out of the queue: what a client sent in one request.
 *
 * @param body            the bytes as received, compressed if they came compressed; not copied, never changed
 * @param contentType     the client's {@code Content-Type}; of use only if it names NDJSON
 * @param contentEncoding the client's {@code Content-Encoding}
 * @param receipt         what Elmer answered; generated event ids begin with it
 * @param receivedAt      when Elmer had received the whole request, by its own clock; years 0000 to 9999
 * @param source          where the payload came from, as Elmer recorded it
 */
record Payload(byte[] body, @Nullable String contentType, @Nullable String contentEncoding, String receipt,
        Instant receivedAt, String source) {

    /** @throws IllegalArgumentException if {@code receivedAt} is outside the years that RFC 3339 can write */
    Payload {
        if (!Timestamps.isWritable(receivedAt)) {
            throw new IllegalArgumentException("receivedAt is outside the years 0000 to 9999");
        }
    }
}
