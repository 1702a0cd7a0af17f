package io.anivia.prospector;

import java.time.Instant;

import io.anivia.contract.RequestParts;
import org.jspecify.annotations.Nullable;

/**
 * A payload as it comes out of the queue: what a client sent in one request.
 *
 * @param body            the bytes as received, compressed if they came compressed; not copied, never changed
 * @param contentType     the client's {@code Content-Type}; of use only if it names NDJSON
 * @param contentEncoding the client's {@code Content-Encoding}
 * @param receipt         what Elmer answered; generated event ids begin with it
 * @param receivedAt      when Elmer had received the whole request, by its own clock; years 0000 to 9999
 * @param source          the name of the source that took it in
 * @param address         where it came from, as Elmer recorded it
 * @param key             the name of the write key in the request's head; {@code null} if there was none
 * @param request         what of the request came along with the body
 * @param decoded         what the body is if it has been read before
 */
record Payload(byte[] body, @Nullable String contentType, @Nullable String contentEncoding, String receipt,
        Instant receivedAt, String source, String address, @Nullable String key, RequestParts request,
        Decoded decoded) {

    /** What is left of a payload that has been read before, of which parts were rejected. */
    enum Decoded {
        /** The body is as it was received. */
        NO,
        /** The body is outermost values of the text: it is not decoded again. */
        RECORDS,
        /** The body is what stood where events should: it is not decoded again, and no events are looked for in it. */
        EVENTS;

        /** Reads what {@link #header} writes; anything else is events. */
        static Decoded of(@Nullable String header) {
            return header == null ? NO : header.equals(RECORDS.header()) ? RECORDS : EVENTS;
        }

        /** As it is in the header {@code anivia-decoded}. */
        String header() {
            return this == RECORDS ? "records" : "events";
        }
    }

    /** @throws IllegalArgumentException if {@code receivedAt} is outside the years that RFC 3339 can write */
    Payload {
        if (!Timestamps.isWritable(receivedAt)) {
            throw new IllegalArgumentException("receivedAt is outside the years 0000 to 9999");
        }
    }
}
