package io.anivia.bench;

import java.time.Instant;
import java.util.Locale;

/** Payloads of so many events, no id twice. For one thread. */
final class Batches {

    private static final String EVENT = """
            {"id":"e%012d","type":"screen","timestamp":"%s","visitorID":"v%06d","screen":"product detail",\
            "device":{"model":"iPhone7,2","os":"iOS 8.1"},"app":{"name":"shop","version":"7.1.2"},\
            "attributes":{"sku":"55126214","price":12.97,"position":3,"note":"%s"}}""";
    private static final int VISITORS = 100_000;

    private final int size;
    private final String padding;
    private long next;

    /** @param eventBytes of one event, about; no fewer than 250 */
    Batches(int size, int eventBytes) {
        this.size = size;
        padding = "x".repeat(Math.max(0, eventBytes - event(0, Instant.EPOCH, "").length()));
    }

    /** The next payload, as JSON in ASCII. */
    String next() {
        Instant now = Instant.now();
        StringBuilder payload = new StringBuilder("{\"sentAt\":\"").append(now).append("\",\"events\":[");
        for (int i = 0; i < size; i++) {
            payload.append(i == 0 ? "" : ",").append(event(next++, now, padding));
        }
        return payload.append("]}").toString();
    }

    private static String event(long number, Instant time, String padding) {
        return String.format(Locale.ROOT, EVENT, number, time, number % VISITORS, padding);
    }
}
