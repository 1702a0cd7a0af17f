package io.anivia.prospector;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

import org.jspecify.annotations.Nullable;

/** Payloads of the tests, and shorthand for looking at their events. */
final class Payloads {

    static final Instant RECEIVED_AT = Instant.parse("2026-11-23T13:42:49.500Z");
    /** What {@link ProspectorConfig} has by default. */
    static final PayloadLimits LIMITS = new PayloadLimits(16 * 1024 * 1024, 500_000, 100, 10_000,
            50_000, 2 * 1024 * 1024);
    static final DeviceClock CLOCK =
            new DeviceClock(Duration.ofSeconds(60), Duration.ofHours(24), ClockConfig.SentAt.SENT);
    static final PayloadSplitter SPLITTER = new PayloadSplitter(LIMITS, CLOCK);

    private Payloads() {
    }

    static Payload payload(byte[] body, @Nullable String contentType, @Nullable String contentEncoding) {
        return new Payload(body, contentType, contentEncoding, "r", RECEIVED_AT, "10.0.0.1");
    }

    static Payload payload(byte[] body) {
        return payload(body, "application/json", null);
    }

    static SplitResult split(String json) {
        return SPLITTER.split(payload(utf8(json)));
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String utf8(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    static byte[] gzip(byte[] text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** The member {@code anivia} of an event. */
    static Map<String, @Nullable Object> anivia(Event event) {
        return object(event.members().get("anivia"));
    }

    /** The member {@code anivia.clock} of an event. */
    static Map<String, @Nullable Object> clock(Event event) {
        return object(anivia(event).get("clock"));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, @Nullable Object> object(@Nullable Object value) {
        return (Map<String, @Nullable Object>) value;
    }
}
