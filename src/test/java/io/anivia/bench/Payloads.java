package io.anivia.bench;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

import io.vertx.core.buffer.Buffer;

/** Payloads of so many events, no event twice. For one thread. */
final class Payloads {

    private static final String DETAILS = """
            ,"device":{"model":"iPhone7,2","os":"iOS 8.1"},"app":{"name":"shop","version":"7.1.2"},\
            "sku":"55126214","price":12.97,"position":3""";
    private static final int VISITORS = 5_000;
    /** Of an event without its details and its filling, about. */
    private static final int LEAST_BYTES = 180;

    private final int size;
    private final String rest;
    private long next;

    /** @param eventBytes of one event, about; 200 and more */
    Payloads(int size, int eventBytes) {
        this.size = size;
        String details = eventBytes < LEAST_BYTES + DETAILS.length() ? "" : DETAILS;
        String filling = "x".repeat(Math.max(0, eventBytes - LEAST_BYTES - details.length()));
        rest = "\",\"note\":\"" + filling + "\"}" + details + '}';
    }

    int size() {
        return size;
    }

    /**
     * The next payload, as JSON.
     *
     * @param dueMicros when it should be sent, epoch microseconds
     */
    Buffer next(long dueMicros) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        StringBuilder payload = new StringBuilder("{\"sentAt\":\"").append(now).append("\",\"events\":[");
        for (int i = 0; i < size; i++) {
            payload.append(i == 0 ? "{\"id\":\"e" : ",{\"id\":\"e").append(next)
                    .append("\",\"type\":\"screen\",\"screen\":\"product\",\"timestamp\":\"").append(now)
                    .append("\",\"visitorID\":\"v").append(next % VISITORS)
                    .append("\",\"attributes\":{\"campaign\":\"").append(Mark.of(next, dueMicros)).append(rest);
            next++;
        }
        return Buffer.buffer(payload.append("]}").toString());
    }
}
