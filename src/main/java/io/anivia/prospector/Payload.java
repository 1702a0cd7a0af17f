package io.anivia.prospector;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What a device sent in one request, as it lay in the queue.
 *
 * @param body            the bytes as received, compressed if they came compressed; not copied, never changed
 * @param contentType     the client's {@code Content-Type}; only tells NDJSON apart, and only if it names it
 * @param contentEncoding the client's {@code Content-Encoding}
 * @param receipt         what the collector answered; the stem of generated event ids
 * @param receivedAt      when the collector had the whole request, by its own clock; years 0000 to 9999
 * @param source          who sent it, as the collector knows it
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
