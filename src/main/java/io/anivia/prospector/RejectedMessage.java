package io.anivia.prospector;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

import io.anivia.broker.publish.OutboundMessage;
import io.anivia.contract.FailureHeaders;
import io.anivia.contract.MessageHeaders;
import io.anivia.contract.Queues;
import org.jspecify.annotations.Nullable;

/**
 * Puts what is rejected of a payload into one message for {@code anivia.rejected}, so that no payload makes thousands.
 *
 * <p>A payload that is rejected as a whole stays as it came. Parts stand one after the other, each on a line of its
 * own, so that a replay reads them as one payload. They are compressed if they would be larger than the payload was. If
 * they are larger than the broker takes even so, the payload is kept as a whole, for the broker took it once; a replay
 * delivers its other events again, with the same ids.
 */
final class RejectedMessage {

    private static final String STAGE_SPLIT = "split";
    /** A rejected part is of no destination in particular. */
    private static final String NO_DESTINATION = "";
    private static final String JSON = "application/json";
    /** With it, a broken part ends where its line ends when it is read again. */
    private static final String JSON_LINES = "application/x-ndjson";
    /** How many different reasons are named. A header with all of them might not fit a frame. */
    private static final int MAX_REASONS = 5;

    private RejectedMessage() {
    }

    /**
     * Makes the message.
     *
     * @param rejected what was rejected of the payload, in its order; not empty
     * @param headers  of the payload
     * @param maxBytes the largest message that the broker takes, as far as that is known
     */
    static OutboundMessage of(List<RejectedPart> rejected, Payload payload, Map<String, Object> headers,
            long maxBytes) {
        RejectedPart first = rejected.get(0);
        Map<String, Object> all = new HashMap<>(headers);
        all.putAll(FailureHeaders.headers(NO_DESTINATION, STAGE_SPLIT, reasons(rejected), 1));
        if (first.isWholePayload()) {
            return message(all, payload.contentType(), payload.contentEncoding(), first.body());
        }
        all.put(MessageHeaders.POSITION, first.position());
        if (rejected.size() > 1) {
            all.put(MessageHeaders.PARTS, rejected.size());
        }
        byte[] body = join(rejected);
        String contentType = rejected.size() > 1 && isLines(rejected) ? JSON_LINES : JSON;
        if (body.length <= payload.body().length) {
            return message(all, contentType, null, body);
        }
        byte[] compressed = gzip(body);
        return compressed.length <= maxBytes ? message(all, contentType, "gzip", compressed)
                : message(all, payload.contentType(), payload.contentEncoding(), payload.body());
    }

    private static OutboundMessage message(Map<String, Object> headers, @Nullable String contentType,
            @Nullable String contentEncoding, byte[] body) {
        return new OutboundMessage("", Queues.REJECTED, headers, contentType, contentEncoding, body);
    }

    private static String reasons(List<RejectedPart> rejected) {
        Set<String> reasons = new LinkedHashSet<>();
        for (RejectedPart part : rejected) {
            if (!reasons.contains(part.reason()) && reasons.size() == MAX_REASONS) {
                return String.join("; ", reasons) + "; and others";
            }
            reasons.add(part.reason());
        }
        return String.join("; ", reasons);
    }

    /** Whether each part is one line when it is followed by a line feed. */
    private static boolean isLines(List<RejectedPart> rejected) {
        return rejected.stream().allMatch(part -> JsonText.endOfLine(part.body(), 0) == part.body().length);
    }

    private static byte[] join(List<RejectedPart> rejected) {
        if (rejected.size() == 1) {
            return rejected.get(0).body();
        }
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (RejectedPart part : rejected) {
            joined.writeBytes(part.body());
            joined.write('\n');
        }
        return joined.toByteArray();
    }

    private static byte[] gzip(byte[] body) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
            out.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written", e);
        }
        return compressed.toByteArray();
    }
}
