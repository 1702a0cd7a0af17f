package io.anivia.prospector;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

import io.anivia.contract.RequestParts;
import io.anivia.source.reading.Reading;
import io.anivia.source.reading.ReadingOptions;
import io.anivia.source.reading.SentAt;
import org.jspecify.annotations.Nullable;

/** Payloads of the tests, and shorthand for looking at their events. */
final class Payloads {

    static final Instant RECEIVED_AT = Instant.parse("2026-11-23T13:42:49.500Z");
    /** What {@link ProspectorConfig} has by default. */
    static final PayloadLimits LIMITS = new PayloadLimits(16 * 1024 * 1024, 500_000, 100, 10_000,
            50_000, 2 * 1024 * 1024);
    static final DeviceClock CLOCK = new DeviceClock(Duration.ofSeconds(60), Duration.ofHours(24), SentAt.SENT);
    /** Of the source {@code events}. */
    static final Reading EVENTS = reading("events", "events, .", "shared", "*");
    static final SourceSplitter SPLITTER = splitter(LIMITS);
    /** A step may put in a list that reads its members only when they are looked at. */
    static final List<Object> FAILING = new AbstractList<>() {

        @Override
        public Object get(int index) {
            throw new IllegalStateException("secret of the payload");
        }

        @Override
        public int size() {
            return 1;
        }
    };

    /** Splits payloads of one source. */
    record SourceSplitter(PayloadSplitter splitter, Reading reading) {

        SplitResult split(Payload payload) {
            return splitter.split(payload, reading, null);
        }
    }

    private Payloads() {
    }

    static Payload payload(byte[] body, @Nullable String contentType, @Nullable String contentEncoding) {
        return new Payload(body, contentType, contentEncoding, "r", RECEIVED_AT, "events", "10.0.0.1", null,
                RequestParts.NONE, Payload.Decoded.NO);
    }

    static Payload payload(byte[] body) {
        return payload(body, "application/json", null);
    }

    /** Of the source {@code events}. */
    static SourceSplitter splitter(PayloadLimits limits) {
        return new SourceSplitter(new PayloadSplitter(limits, CLOCK), EVENTS);
    }

    /** A payload of the source {@code events}. */
    static SplitResult split(String json) {
        return SPLITTER.split(payload(utf8(json)));
    }

    static SplitResult split(Reading reading, String json) {
        return new SourceSplitter(SPLITTER.splitter(), reading).split(payload(utf8(json)));
    }

    /** What a source with these options means: names and values in turn; {@code keys} has one place. */
    static Reading reading(String... options) {
        Map<String, String> named = new HashMap<>();
        for (int at = 0; at < options.length; at += 2) {
            named.put(options[at], options[at + 1]);
        }
        Function<String, String> option = name -> Objects.requireNonNullElse(named.remove(name), "");
        String keys = option.apply("keys");
        Reading reading = Reading.parse(new ReadingOptions(option.apply("decode"), option.apply("events"),
                option.apply("shared"), option.apply("id"), option.apply("type"), option.apply("timestamp"),
                option.apply("sentAt"), option.apply("clock"), option.apply("members"), option.apply("remove"),
                option.apply("unfold"), keys.isEmpty() ? List.of() : List.of(keys.split(", "))));
        if (!named.isEmpty()) {
            throw new IllegalArgumentException("no options: " + named.keySet());
        }
        return reading;
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

    static byte[] gunzip(byte[] gzip) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
