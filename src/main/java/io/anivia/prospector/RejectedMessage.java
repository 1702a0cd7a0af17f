package io.anivia.prospector;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

import io.anivia.broker.publish.OutboundMessage;
import io.anivia.contract.FailureHeaders;
import io.anivia.contract.MessageHeaders;
import io.anivia.contract.Queues;
import io.anivia.prospector.Payload.Decoded;
import org.jspecify.annotations.Nullable;

/**
 * Puts what is rejected of a payload into as few messages for {@code anivia.rejected} as a replay can read again, so
 * that no payload makes thousands: one for records, one for what stands where events should, and of each one for every
 * write key that was found in the payload.
 *
 * <p>A payload that is rejected as a whole stays as it came. Parts stand one after the other, each on a line of its
 * own, so that a replay reads them as one payload; those that stood in a record with members beside them stand in such a
 * record again. They are compressed if they would be larger than the payload was. If
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

    /** What the parts of one message have in common. */
    private record PartKind(boolean isRecord, @Nullable String key) {
    }

    private RejectedMessage() {
    }

    /**
     * Makes the messages.
     *
     * @param rejected what was rejected of the payload, in its order; not empty
     * @param headers  of the payload
     * @param maxBytes the largest message that the broker takes, as far as that is known
     */
    static List<OutboundMessage> of(List<RejectedPart> rejected, Payload payload, Map<String, Object> headers,
            long maxBytes) {
        if (rejected.get(0).isWholePayload()) {
            return List.of(wholePayload(rejected, payload, headers));
        }
        Map<PartKind, List<RejectedPart>> kinds = new LinkedHashMap<>();
        for (RejectedPart part : rejected) {
            kinds.computeIfAbsent(new PartKind(part.isRecord() || part.isWithContext(), part.key()), kind -> new ArrayList<>()).add(part);
        }
        List<OutboundMessage> messages = new ArrayList<>(kinds.size());
        kinds.forEach((kind, parts) -> messages.add(partsOf(kind, parts, payload, headers)));
        boolean isTooLarge = messages.stream()
                .anyMatch(message -> message.body().length > Math.max(maxBytes, payload.body().length));
        return isTooLarge ? List.of(wholePayload(rejected, payload, headers)) : messages;
    }

    private static OutboundMessage wholePayload(List<RejectedPart> rejected, Payload payload,
            Map<String, Object> headers) {
        Map<String, Object> all = failed(rejected, headers);
        if (payload.decoded() != Decoded.NO) {
            all.put(MessageHeaders.DECODED, payload.decoded().header());
        }
        return message(all, payload.contentType(), payload.contentEncoding(), payload.body());
    }

    private static OutboundMessage partsOf(PartKind kind, List<RejectedPart> parts, Payload payload,
            Map<String, Object> headers) {
        Map<String, Object> all = failed(parts, headers);
        all.put(MessageHeaders.DECODED, (kind.isRecord() && payload.decoded() != Decoded.EVENTS
                ? Decoded.RECORDS : Decoded.EVENTS).header());
        all.put(MessageHeaders.POSITION, parts.get(0).position());
        if (parts.size() > 1) {
            all.put(MessageHeaders.PARTS, parts.size());
        }
        if (kind.key() != null) {
            all.put(MessageHeaders.KEY, kind.key());
        }
        List<byte[]> records = records(parts);
        byte[] body = join(records);
        String contentType = records.size() > 1 && isLines(records) ? JSON_LINES : JSON;
        return body.length <= payload.body().length ? message(all, contentType, null, body)
                : message(all, contentType, "gzip", gzip(body));
    }

    private static Map<String, Object> failed(List<RejectedPart> parts, Map<String, Object> headers) {
        Map<String, Object> all = new HashMap<>(headers);
        all.putAll(FailureHeaders.headers(NO_DESTINATION, STAGE_SPLIT, reasons(parts), 1));
        return all;
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

    /** The parts, of which those of one record are one again if there is context for them. */
    private static List<byte[]> records(List<RejectedPart> parts) {
        Map<Object, List<RejectedPart>> records = new LinkedHashMap<>();
        for (RejectedPart part : parts) {
            Object record = part.isWithContext() && part.array() != null ? part.array().outermost() : part;
            records.computeIfAbsent(record, first -> new ArrayList<>(1)).add(part);
        }
        return records.values().stream().map(together -> together.get(0).isWithContext()
                ? EventArray.record(together) : together.get(0).body()).toList();
    }

    /** Whether each is one line when it is followed by a line feed. */
    private static boolean isLines(List<byte[]> records) {
        return records.stream().allMatch(record -> JsonText.endOfLine(record, 0) == record.length);
    }

    private static byte[] join(List<byte[]> records) {
        if (records.size() == 1) {
            return records.get(0);
        }
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] record : records) {
            joined.writeBytes(record);
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
