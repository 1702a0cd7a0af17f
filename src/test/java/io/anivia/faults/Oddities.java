package io.anivia.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

import io.anivia.faults.Payloads.Payload;

/**
 * Payloads that a fault puts between the others, in turn. Those that have to be rejected contain {@link #marked a mark}
 * by which they are found again. Thread-safe.
 */
final class Oddities {

    static final Oddities NONE = new Oddities(1, List.of());

    /** More than a broker takes whose largest message is 64 KiB. */
    private static final int LARGE = 100_000;
    private static final int UNFOLDED = 200_000;
    /** Objects in objects, as deep as may be. */
    private static final int DEPTH = 95;
    private static final String NESTED = "{\"\":".repeat(DEPTH) + "0" + "}".repeat(DEPTH);
    private static final int NESTED_16_MB = 34_000;
    private static final int NESTED_2_MB = 4_000;
    private static final int EVENTS_OF_2_MB = 7;
    private static final int MEMBERS = 9_000;
    private static final int EVENTS = 298;
    /** Two bytes for a character that has to be one. */
    private static final String OVERLONG = "\u00c0\u00af";

    /** Makes a payload that is known by an id. */
    @FunctionalInterface
    interface Maker {
        Payload make(String id);
    }

    private final int every;
    private final List<Maker> makers;
    private int asked;
    private int made;

    private Oddities(int every, List<Maker> makers) {
        this.every = every;
        this.makers = makers;
    }

    /** One with the first payload, and then with each {@code every}th. */
    static Oddities oneIn(int every, Maker... makers) {
        return new Oddities(every, List.of(makers));
    }

    /** The one that goes with the next payload. */
    synchronized Optional<Payload> next(String prefix) {
        if (makers.isEmpty() || asked++ % every != 0) {
            return Optional.empty();
        }
        return Optional.of(makers.get(made % makers.size()).make(prefix + "-o" + made++));
    }

    /** An event that the webhook answers with 403, as a firewall does. */
    static Payload forbidden(String id) {
        return Payload.of(id, Kind.FORBIDDEN, "{" + event(id) + "}");
    }

    /** An event that is more than the broker takes: 413, or delivered as any other. */
    static Payload large(String id) {
        return Payload.of(id, Kind.GOOD, "{" + event(id) + ",\"pad\":\"" + "x".repeat(LARGE) + "\"}")
                .orRefused("413");
    }

    /** A small payload whose event is more than the broker takes. */
    static Payload unfolding(String id) {
        return Payload.of(id, Kind.UNREADABLE, gzip("{" + marked(id) + ",\"pad\":\"" + "x".repeat(UNFOLDED) + "\"}"));
    }

    /** A number that is a gigabyte when it is written without an exponent. */
    static Payload hugeNumber(String id) {
        return Payload.of(id, Kind.UNREADABLE, "{\"type\":1e999999999,\"userId\":\"u1\"," + marked(id) + "}");
    }

    /** Some 70 KB that are 16 MB as text, and 500 MB as maps. */
    static Payload manyMaps(String id) {
        return Payload.of(id, Kind.UNREADABLE,
                gzip("{" + marked(id) + ",\"x\":[" + NESTED + ("," + NESTED).repeat(NESTED_16_MB - 1) + "]}"));
    }

    /** The same as some events, each of a size that an event may have. */
    static Payload manyMapsInEvents(String id) {
        String event = "{" + marked(id) + ",\"x\":[" + NESTED + ("," + NESTED).repeat(NESTED_2_MB - 1) + "]}";
        return Payload.of(id, Kind.UNREADABLE, gzip("[" + event + ("," + event).repeat(EVENTS_OF_2_MB - 1) + "]"));
    }

    /** A few bytes with thousands of members that are no events. */
    static Payload manyMembers(String id) {
        return Payload.of(id, Kind.UNREADABLE, gzip("[\"not JSON " + id + "\"" + ",1".repeat(MEMBERS) + "]"));
    }

    /** Events, and behind them bytes that are no gzip. */
    static Payload bytesBehind(String id) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        String event = "{" + marked(id) + "}";
        body.writeBytes(gzip("[" + event + ("," + event).repeat(EVENTS - 1) + "]"));
        body.writeBytes("no gzip".getBytes(UTF_8));
        return Payload.of(id, Kind.UNREADABLE, body.toByteArray());
    }

    /** Not UTF-8. */
    static Payload overlong(String id) {
        return Payload.of(id, Kind.UNREADABLE,
                ("{" + marked(id) + ",\"a\":\"" + OVERLONG + "\"}").getBytes(ISO_8859_1));
    }

    /** Members of an event that all destinations take. */
    private static String event(String id) {
        return "\"id\":\"" + id + "\",\"type\":\"screen\",\"screen\":\"product detail\",\"visitorID\":\"v\"";
    }

    /** Members of an event that has to be rejected; if it is delivered all the same, its id shows that. */
    private static String marked(String id) {
        return event(id) + ",\"note\":\"not JSON " + id + "\"";
    }

    private static byte[] gzip(String text) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
            out.write(text.getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written", e);
        }
        return compressed.toByteArray();
    }
}
