package io.anivia.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Numbered events, in payloads. For one thread. */
final class Payloads {

    /** Payloads to one that cannot be read. */
    private static final int UNREADABLE_EVERY = 50;
    private static final int VISITORS = 10_000;

    /**
     * One POST.
     *
     * @param kinds of each id
     * @param refusal the status with which it may be refused for good; empty: it may not
     */
    record Payload(List<String> ids, List<Kind> kinds, byte[] body, String refusal) {

        static Payload of(String id, Kind kind, String body) {
            return of(id, kind, body.getBytes(UTF_8));
        }

        static Payload of(String id, Kind kind, byte[] body) {
            return new Payload(List.of(id), List.of(kind), body, "");
        }

        Payload orRefused(String status) {
            return new Payload(ids, kinds, body, status);
        }
    }

    private final String prefix;
    private final int size;
    private long events;
    private long payloads;

    /**
     * @param prefix of all ids; letters and digits
     * @param size events in a payload
     */
    Payloads(String prefix, int size) {
        this.prefix = prefix;
        this.size = size;
    }

    String prefix() {
        return prefix;
    }

    /**
     * The next one.
     *
     * @param allGood no bad event in it
     * @param deviceClock what the device takes for the time
     */
    Payload next(boolean allGood, Instant deviceClock) {
        payloads++;
        if (!allGood && payloads % UNREADABLE_EVERY == 0) {
            String id = prefix + "-u" + payloads;
            return Payload.of(id, Kind.UNREADABLE, "not JSON " + id);
        }
        List<String> ids = new ArrayList<>();
        List<Kind> kinds = new ArrayList<>();
        StringBuilder body = new StringBuilder("{\"sentAt\":\"").append(deviceClock).append("\",\"events\":[");
        for (int i = 0; i < size; i++) {
            Kind kind = allGood ? Kind.GOOD : Kind.of(events);
            String id = prefix + "-" + events;
            body.append(i == 0 ? "" : ",").append("{\"id\":\"").append(id)
                    .append("\",\"type\":\"screen\",\"screen\":\"product detail\",\"visitorID\":\"v")
                    .append(events % VISITORS).append("\",\"timestamp\":\"").append(deviceClock)
                    .append("\",\"app\":{\"name\":\"shop\",\"version\":\"7.1.2\"},\"breaks\":")
                    .append(kind == Kind.BREAKING).append('}');
            ids.add(id);
            kinds.add(kind);
            events++;
        }
        return new Payload(ids, kinds, body.append("]}").toString().getBytes(UTF_8), "");
    }
}
