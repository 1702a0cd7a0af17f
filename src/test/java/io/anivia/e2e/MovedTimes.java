package io.anivia.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Base64;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Moves all times of a recorded request by the same number of seconds, in whatever way they are written, and remembers
 * the latest of them. Fractions of a second stay as they are, so the texts keep their length.
 */
final class MovedTimes {

    private static final Pattern ISO = Pattern.compile("20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?=[.Z])");
    /** The seconds of November 27th 2026, the day of the records, also in ms, us and ns; not within an id. */
    private static final Pattern EPOCH = Pattern.compile("(?<![\\w.-])1795\\d{6}(?=(?:\\d{3}|\\d{6}|\\d{9})?(?!\\d))");
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final long EARLIEST = Instant.parse("2026-11-27T00:00:00Z").getEpochSecond();
    private static final long LATEST = Instant.parse("2026-11-28T00:00:00Z").getEpochSecond();

    private final long bySeconds;
    private long latest;

    MovedTimes(long bySeconds) {
        this.bySeconds = bySeconds;
    }

    /** In seconds since the epoch, as it was written; 0 if there was no time. */
    long latest() {
        return latest;
    }

    String text(String text) {
        String moved = ISO.matcher(text).replaceAll(iso -> move(Instant.parse(iso.group() + "Z").getEpochSecond())
                .toString().replace("Z", ""));
        return EPOCH.matcher(moved).replaceAll(epoch ->
                Long.toString(move(Long.parseLong(epoch.group())).getEpochSecond()));
    }

    /** A payload: gzip or not; protobuf, a form's field with base64 or text in it, or text. */
    byte[] payload(byte[] payload, boolean protobuf) {
        if (payload.length > 2 && payload[0] == 0x1f && payload[1] == (byte) 0x8b) {
            return gzip(payload(gunzip(payload), protobuf));
        }
        if (protobuf) {
            return fixed64(payload);
        }
        // Every byte is a character, so that none is lost.
        String text = new String(payload, ISO_8859_1);
        return (text.startsWith("data=") ? "data=" + field(text.substring("data=".length())) : text(text))
                .getBytes(ISO_8859_1);
    }

    private String field(String encoded) {
        String value = URLDecoder.decode(encoded, UTF_8);
        String moved = value.startsWith("{") || value.startsWith("[") ? text(value)
                : Base64.getEncoder().encodeToString(text(new String(Base64.getDecoder().decode(value), UTF_8))
                        .getBytes(UTF_8));
        return URLEncoder.encode(moved, UTF_8);
    }

    /** Every eight bytes that are a time of that day in ns; that other bytes look like one is as good as impossible. */
    private byte[] fixed64(byte[] message) {
        ByteBuffer buffer = ByteBuffer.wrap(message.clone()).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at + Long.BYTES <= message.length; at++) {
            long seconds = buffer.getLong(at) / NANOS_PER_SECOND;
            if (seconds >= EARLIEST && seconds < LATEST) {
                buffer.putLong(at, move(seconds).getEpochSecond() * NANOS_PER_SECOND
                        + buffer.getLong(at) % NANOS_PER_SECOND);
                at += Long.BYTES - 1;
            }
        }
        return buffer.array();
    }

    private Instant move(long seconds) {
        latest = Math.max(latest, seconds);
        return Instant.ofEpochSecond(seconds + bySeconds);
    }

    private static byte[] gunzip(byte[] bytes) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return zipped.toByteArray();
    }
}
