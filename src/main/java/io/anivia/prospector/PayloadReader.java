package io.anivia.prospector;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import com.fasterxml.jackson.core.JsonFactory;
import io.anivia.prospector.RecordReader.EventCandidate;
import io.anivia.prospector.RecordReader.RecordShape;
import org.jspecify.annotations.Nullable;

/**
 * Reads the text of one payload, record by record. A record is an outermost JSON value: most payloads are one, NDJSON
 * is one a line, and it makes no difference if line feeds are missing or values span lines.
 *
 * <p>A record that cannot be read is rejected by itself and counts as one member. It ends where its line ends if the
 * payload is NDJSON, and else with the payload. A payload is NDJSON if its content type says so, or if a readable
 * record before stands on a line of its own, or if no JSON value can continue across the line break. A payload of which
 * no record can be read is rejected as a whole.
 *
 * <p>However broken the text, the time is linear in its length. For one use.
 */
final class PayloadReader {

    /**
     * What a payload holds.
     *
     * @param valuesLeft how many more values it may have
     */
    record ParsedPayload(List<EventCandidate> candidates, List<RejectedPart> rejected, int valuesLeft) {
    }

    private final JsonFactory json;
    private final PayloadLimits limits;
    private final RecordShape shape;
    private final byte[] text;
    private final boolean isDeclaredLines;
    private final ValueCounter values;
    private final List<EventCandidate> candidates = new ArrayList<>();
    private final List<RejectedPart> rejected = new ArrayList<>(0);

    private byte @Nullable [] scratch;
    private int index;
    private long unfoldedBytes;
    /** Whether records are read line by line: from the first broken one on, if the payload is NDJSON. */
    private boolean isLines;
    /** Where the last record that could be read lies; nowhere at first. */
    private int readableFrom;
    private int readableEnd;

    PayloadReader(JsonFactory json, PayloadLimits limits, RecordShape shape, byte[] text,
            @Nullable String contentType) {
        this.json = json;
        this.limits = limits;
        this.shape = shape;
        this.text = text;
        this.isDeclaredLines = isNdjson(contentType);
        this.values = new ValueCounter(limits);
        this.unfoldedBytes = text.length;
    }

    /** There is no registered type: {@code application/x-ndjson}, {@code application/jsonl} and others are in use. */
    private static boolean isNdjson(@Nullable String contentType) {
        if (contentType == null) {
            return false;
        }
        String type = contentType.toLowerCase(Locale.ROOT);
        return type.contains("ndjson") || type.contains("jsonl");
    }

    /** @throws UnreadablePayloadException if the payload has to be rejected as a whole */
    ParsedPayload read() throws UnreadablePayloadException {
        int at = JsonText.skipBlank(text, JsonText.skipByteOrderMark(text));
        if (at == text.length) {
            throw new UnreadablePayloadException("empty");
        }
        while (at < text.length) {
            at = JsonText.skipBlank(text, readRecord(at));
        }
        if (readableEnd == 0) {
            throw new UnreadablePayloadException(rejected.get(0).reason());
        }
        return new ParsedPayload(candidates, rejected, values.left());
    }

    /** Reads or rejects the record at {@code from} and returns the offset just past it. */
    private int readRecord(int from) throws UnreadablePayloadException {
        if (JsonText.isWide(text, from)) {
            return reject(RecordReader.NOT_UTF_8, from, endOfBroken(from));
        }
        int to = isLines ? JsonText.endOfLine(text, from) : text.length;
        try (RecordReader record = new RecordReader(json, text, this::scratch, from, to, index, limits.maxEvents(),
                values, shape)) {
            return accept(from, record.read());
        } catch (UnreadablePayloadException e) {
            throw e;
        } catch (RecordReader.UnreadableRecordException e) {
            int end = e.isJson() ? JsonText.endOfValue(text, from, to) : -1;
            return reject(e.reason(), from, end < 0 ? endOfBroken(from) : end);
        } catch (IOException e) {
            throw new UnreadablePayloadException("cannot be read", e);
        }
    }

    /** A copy of the text to write into; made at most once, so that the time stays linear in the text's length. */
    private byte[] scratch() {
        if (scratch == null) {
            scratch = text.clone();
        }
        return scratch;
    }

    private int accept(int from, RecordReader.ParsedRecord record) throws UnreadablePayloadException {
        int largest = 0;
        for (EventCandidate candidate : record.candidates()) {
            values.add(candidate.envelope().sharedMembers());
            int sharedBytes = candidate.envelope().sharedBytes();
            unfoldedBytes += sharedBytes;
            largest = Math.max(largest, sharedBytes);
        }
        if (unfoldedBytes > limits.maxInflatedBytes()) {
            throw new UnreadablePayloadException("unfolds to " + unfoldedBytes + " bytes, its context on every event;"
                    + " at most " + limits.maxInflatedBytes() + " (anivia.prospector.max-inflated)");
        }
        if (largest > limits.maxEventBytes()) {
            // As a whole: if each of its events were rejected by itself, the context would be lost.
            return reject("its shared context has " + largest + " bytes; an event at most " + limits.maxEventBytes()
                    + " (anivia.prospector.max-event)", from, record.end());
        }
        for (EventCandidate candidate : record.candidates()) {
            if (candidate.values() + candidate.envelope().sharedValues() <= limits.maxEventValues()) {
                candidates.add(candidate);
            } else {
                rejected.add(new RejectedPart("more than " + limits.maxEventValues()
                        + " values in one event with its shared context (anivia.prospector.max-event-values)",
                        candidate.index(), Arrays.copyOfRange(text, candidate.from(), candidate.to()),
                        candidate.array()).withKey(candidate.key()));
            }
        }
        rejected.addAll(record.rejected());
        index += record.members();
        readableFrom = from;
        readableEnd = record.end();
        return record.end();
    }

    private int reject(String reason, int from, int end) throws UnreadablePayloadException {
        if (index >= limits.maxEvents()) {
            throw new UnreadablePayloadException(
                    "more than " + limits.maxEvents() + " events (anivia.prospector.max-events)");
        }
        rejected.add(RejectedPart.ofRecord(reason, index++, Arrays.copyOfRange(text, from, end)));
        return end;
    }

    private int endOfBroken(int from) {
        isLines = isLines || isDeclaredLines || isReadableOneLine(from) || !JsonText.mayContinueInNextLine(text, from);
        return isLines ? JsonText.endOfLine(text, from) : text.length;
    }

    /** Whether the last record that could be read stands on a line of its own before {@code from}. */
    private boolean isReadableOneLine(int from) {
        return readableEnd > 0 && JsonText.endOfLine(text, readableFrom) >= readableEnd
                && JsonText.endOfLine(text, readableEnd) < from;
    }
}
