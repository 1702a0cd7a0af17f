package io.anivia.bench;

import java.time.Instant;

/** Payloads of so many events, no id twice. For one thread. */
final class Batches {

    private static final String REST = """
            ","type":"screen","screen":"product detail",\
            "device":{"model":"iPhone7,2","os":"iOS 8.1"},"app":{"name":"shop","version":"7.1.2"},\
            "attributes":{"note":"%s","sku":"55126214","price":12.97,"position":3}}""";
    private static final int VISITORS = 100_000;
    /** Of id, time and visitor. */
    private static final int VARYING_BYTES = 90;

    private final int size;
    private final String rest;
    private long next;

    /** @param eventBytes of one event, about; 300 and more */
    Batches(int size, int eventBytes) {
        this.size = size;
        rest = REST.formatted("x".repeat(Math.max(0, eventBytes - VARYING_BYTES - REST.length())));
    }

    /** The next payload, as JSON in ASCII. */
    String next() {
        Instant now = Instant.now();
        StringBuilder payload = new StringBuilder("{\"sentAt\":\"").append(now).append("\",\"events\":[");
        for (int i = 0; i < size; i++) {
            payload.append(i == 0 ? "{\"id\":\"e" : ",{\"id\":\"e").append(next)
                    .append("\",\"timestamp\":\"").append(now)
                    .append("\",\"visitorID\":\"v").append(next % VISITORS).append(rest);
            next++;
        }
        return payload.append("]}").toString();
    }
}
