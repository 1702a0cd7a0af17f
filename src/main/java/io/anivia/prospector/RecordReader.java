package io.anivia.prospector;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import io.anivia.contract.EventJson;
import org.jspecify.annotations.Nullable;

/**
 * Reads one outermost value of a payload: an object with {@code events}, an array of events, or one bare event. An
 * object whose {@code events} is a text, a number, a boolean or {@code null} is a bare event, which may have such a
 * member; one whose {@code events} is an object is neither.
 *
 * <p>A member that is no object, or not in UTF-8, or exceeds the limits on nesting, values, names or numbers, is
 * rejected by itself. A syntax error makes the whole record unreadable, the events before it too: the members after it
 * cannot be separated reliably, and events that were let through would come twice once the record is mended and posted
 * again. For one use.
 */
final class RecordReader implements AutoCloseable {

    /** What a record says of all its events; complete only when the whole record has been read. */
    static final class Envelope {

        private final Map<String, @Nullable Object> context;
        private @Nullable Object sentAt;

        private Envelope(Map<String, @Nullable Object> context) {
            this.context = context;
        }

        /** Members to be copied onto each event that has no member of that name. */
        Map<String, @Nullable Object> context() {
            return context;
        }

        /** When the record was sent by the device's clock, as it stands there; {@code null} if it does not say so. */
        @Nullable Object sentAt() {
            return sentAt;
        }
    }

    /**
     * A member as it stands in the payload.
     *
     * @param from   offset of its text
     * @param to     offset just past its text
     * @param values how many values it has, without its context
     */
    record EventCandidate(int index, int from, int to, int values, Map<String, @Nullable Object> members,
            Envelope envelope) {
    }

    /**
     * A record that could be read.
     *
     * @param members        how many it had, rejected ones included
     * @param end            the offset just past it
     * @param contextMembers how many members are copied onto each of its events
     * @param contextValues  how many values there are in these members
     * @param contextBytes   how much text is copied onto each of its events
     */
    record ParsedRecord(List<EventCandidate> candidates, List<RejectedPart> rejected, int members, int end,
            int contextMembers, int contextValues, int contextBytes) {
    }

    /** A record that cannot be read. */
    static final class UnreadableRecordException extends IOException {

        private final String reason;
        private final boolean isJson;

        private UnreadableRecordException(String reason, boolean isJson) {
            super(reason);
            this.reason = reason;
            this.isJson = isJson;
        }

        /** The message; quotes nothing of the record. */
        String reason() {
            return reason;
        }

        /** Whether it is JSON as far as it has been read, so that its brackets can be trusted to show its end. */
        boolean isJson() {
            return isJson;
        }
    }

    private static final String EVENTS = "events";
    static final String NOT_UTF_8 = "not in UTF-8";
    private static final Envelope NONE = new Envelope(Map.of());

    private final JsonFactory json;
    private final byte[] text;
    private final Supplier<byte[]> scratch;
    private final int from;
    private final int to;
    private final int firstIndex;
    private final int maxEvents;
    private final ValueCounter values;
    private final List<EventCandidate> candidates = new ArrayList<>();
    private final List<RejectedPart> rejected = new ArrayList<>(0);

    private int index;
    private JsonParser parser;
    /** Offset in the text at which the parser began. */
    private int base;

    /**
     * @param text       the payload's, in UTF-8; may be the payload's own body, so it is never changed
     * @param scratch    a copy of the text to write into, the same for all records; called only if it is needed
     * @param from       where the record begins, not at whitespace
     * @param to         where it ends at the latest
     * @param firstIndex the position of its first member in the payload
     * @param maxEvents  how many members the payload may have
     * @param values     counts the payload's values
     */
    RecordReader(JsonFactory json, byte[] text, Supplier<byte[]> scratch, int from, int to, int firstIndex,
            int maxEvents, ValueCounter values) throws IOException {
        this.json = json;
        this.text = text;
        this.scratch = scratch;
        this.from = from;
        this.to = to;
        this.firstIndex = firstIndex;
        this.maxEvents = maxEvents;
        this.values = values;
        this.index = firstIndex;
        this.base = from;
        this.parser = values.count(json.createParser(text, from, to - from));
    }

    /**
     * @throws UnreadablePayloadException if the payload has more members or values than are read
     * @throws UnreadableRecordException  if the record is not JSON, or neither object nor array, or its {@code events}
     *                                    is an object, or something other than a member exceeds the limits
     */
    ParsedRecord read() throws IOException {
        try {
            return readOutermost();
        } catch (StreamConstraintsException e) {
            throw new UnreadableRecordException(excess(e), true);
        } catch (JsonEOFException e) {
            throw new UnreadableRecordException("not JSON: ends within a value", false);
        } catch (JsonProcessingException e) {
            long at = base + e.getLocation().getByteOffset();
            throw new UnreadableRecordException("not JSON: syntax error at byte " + at, false);
        }
    }

    /** Jackson's message has the limit and the excess, and nothing of the text. */
    private static String excess(StreamConstraintsException e) {
        return "beyond what is read: " + e.getOriginalMessage();
    }

    private ParsedRecord readOutermost() throws IOException {
        values.begin();
        JsonToken first = parser.nextToken();
        if (first == JsonToken.START_ARRAY) {
            readMembers(NONE, "[0");
            return parsed(0, 0, 0);
        }
        if (first != JsonToken.START_OBJECT) {
            throw new UnreadableRecordException("neither a JSON object nor an array", true);
        }
        return readOutermostObject();
    }

    private ParsedRecord readOutermostObject() throws IOException {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        Envelope envelope = new Envelope(members);
        boolean isEnvelope = false;
        int membersValues = 0;
        int eventsStart = from;
        int eventsEnd = from;
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            values.begin();
            JsonToken token = parser.nextToken();
            boolean isEvents = name.equals(EVENTS) && !token.isScalarValue();
            if (isEnvelope ? name.equals(EVENTS) : isEvents && members.containsKey(EVENTS)) {
                throw new UnreadableRecordException("has the member events twice", true);
            }
            if (!isEvents) {
                members.put(name, EventJson.readValue(parser));
                membersValues += values.sinceBegin();
                values.requireRoomInEvent(membersValues);
                continue;
            }
            if (token != JsonToken.START_ARRAY) {
                throw new UnreadableRecordException("its member events is an object, not an array", true);
            }
            isEnvelope = true;
            eventsStart = position();
            readMembers(envelope, "{\"\":[0");
            eventsEnd = position();
        }
        if (!JsonText.isUtf8(text, from, eventsStart) || !JsonText.isUtf8(text, eventsEnd, position())) {
            throw new UnreadableRecordException(NOT_UTF_8, true);
        }
        if (isEnvelope) {
            envelope.sentAt = members.get(EventEnricher.SENT_AT);
            members.keySet().removeAll(EventEnricher.NOT_SHARED);
            return parsed(members.size(), membersValues, position() - from - (eventsEnd - eventsStart));
        }
        requireRoom();
        // With the object itself.
        values.requireRoomInEvent(membersValues + 1);
        candidates.add(new EventCandidate(index++, from, position(), membersValues + 1, members, NONE));
        return parsed(0, 0, 0);
    }

    private ParsedRecord parsed(int contextMembers, int contextValues, int contextBytes) {
        return new ParsedRecord(candidates, rejected, index - firstIndex, position(), contextMembers, contextValues,
                contextBytes);
    }

    /**
     * @param prefix JSON that leads a parser to just behind an array's first member, as deep as this array lies; see
     *               {@link #resumeAt}
     */
    private void readMembers(Envelope envelope, String prefix) throws IOException {
        while (true) {
            int before = position();
            try {
                values.begin();
                JsonToken token = parser.nextToken();
                if (token == JsonToken.END_ARRAY) {
                    return;
                }
                requireRoom();
                if (token == JsonToken.START_OBJECT) {
                    Map<String, @Nullable Object> members = EventJson.readObject(parser);
                    int start = JsonText.skipComma(text, before);
                    int end = position();
                    if (JsonText.isUtf8(text, start, end)) {
                        candidates.add(new EventCandidate(index, start, end, values.sinceBegin(), members, envelope));
                    } else {
                        reject(NOT_UTF_8, start, end);
                    }
                } else {
                    parser.skipChildren();
                    parser.finishToken();
                    reject("not a JSON object", JsonText.skipComma(text, before), position());
                }
            } catch (StreamConstraintsException e) {
                int start = JsonText.skipComma(text, before);
                int end = JsonText.endOfValue(text, start, to);
                if (end < 0) {
                    throw e;
                }
                reject(excess(e), start, end);
                resumeAt(end, prefix.getBytes(StandardCharsets.US_ASCII));
            }
            index++;
        }
    }

    private void requireRoom() throws UnreadablePayloadException {
        if (index >= maxEvents) {
            throw new UnreadablePayloadException("more than " + maxEvents + " events (anivia.prospector.max-events)");
        }
    }

    private void reject(String reason, int start, int end) {
        rejected.add(new RejectedPart(reason, index, Arrays.copyOfRange(text, start, end)));
    }

    /**
     * Continues behind a member that exceeded a limit, after which a parser cannot be used any more: a new parser reads
     * the prefix, written over the end of what has been dealt with, and is then as deep in the text as the old one was.
     */
    private void resumeAt(int end, byte[] prefix) throws IOException {
        byte[] copy = scratch.get();
        base = end - prefix.length;
        System.arraycopy(prefix, 0, copy, base, prefix.length);
        parser.close();
        JsonParser resumed = json.createParser(copy, base, to - base);
        JsonToken token;
        do {
            token = resumed.nextToken();
        } while (token != JsonToken.VALUE_NUMBER_INT);
        parser = values.count(resumed);
    }

    /** The offset just past what the parser has read. */
    private int position() {
        return base + (int) parser.currentLocation().getByteOffset();
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
