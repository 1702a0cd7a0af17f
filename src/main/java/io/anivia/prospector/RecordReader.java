package io.anivia.prospector;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import org.jspecify.annotations.Nullable;

/**
 * Reads one outermost value of a payload: an object with {@code events}, an array of events, or one bare event.
 *
 * <p>A member that is no object, or is beyond the limits of what is read (nesting, names, numbers), is rejected by
 * itself. A syntax error makes the whole record unreadable, the events before it too: what follows cannot be told apart
 * for sure, and events let through would come twice once the record is mended and posted again. For one use.
 */
final class RecordReader implements AutoCloseable {

    /**
     * A member as found; its context is complete only when the record is.
     *
     * @param from where its text begins
     * @param to   just past it
     */
    record EventCandidate(int index, int from, int to, Map<String, @Nullable Object> members,
            Map<String, @Nullable Object> context) {
    }

    /**
     * A record that could be read.
     *
     * @param members      how many it had, rejected ones too
     * @param end          the offset just past it
     * @param contextBytes how much text is copied onto each of its events
     * @param sentAt       epoch milliseconds; {@code null} if absent or unreadable
     */
    record ParsedRecord(List<EventCandidate> found, List<RejectedPart> rejected, int members, int end, int contextBytes,
            @Nullable Long sentAt) {
    }

    /** The record cannot be read; the message says why, and holds nothing of it. */
    static final class UnreadableRecordException extends IOException {

        private final boolean isJson;

        private UnreadableRecordException(String reason, boolean isJson) {
            super(reason);
            this.isJson = isJson;
        }

        /** Whether it is JSON as far as it has been read, so that its brackets can be trusted to show its end. */
        boolean isJson() {
            return isJson;
        }

        @Override
        public String getMessage() {
            return Objects.requireNonNull(super.getMessage());
        }
    }

    private static final String EVENTS = "events";

    private final JsonFactory json;
    private final PayloadText payload;
    private final byte[] text;
    private final int from;
    private final int to;
    private final int firstIndex;
    private final int maxEvents;
    private final List<EventCandidate> found = new ArrayList<>();
    private final List<RejectedPart> rejected = new ArrayList<>(0);

    private int index;
    private JsonParser parser;
    /** Where in the text the parser began. */
    private int base;

    /**
     * @param from       where the record begins, not at whitespace
     * @param to         where it ends at the latest
     * @param firstIndex the position of the record's first member
     */
    RecordReader(JsonFactory json, PayloadText payload, int from, int to, int firstIndex, int maxEvents)
            throws IOException {
        this.json = json;
        this.payload = payload;
        this.text = payload.bytes();
        this.from = from;
        this.to = to;
        this.firstIndex = firstIndex;
        this.maxEvents = maxEvents;
        this.index = firstIndex;
        this.base = from;
        this.parser = json.createParser(text, from, to - from);
    }

    /**
     * @throws UnreadablePayloadException if the payload has more members than are read
     * @throws UnreadableRecordException  if the record is not JSON, or neither object nor array, or its {@code events}
     *                                    is no array, or something other than a member is beyond the limits
     */
    ParsedRecord read() throws IOException {
        try {
            return readOutermost();
        } catch (StreamConstraintsException e) {
            throw new UnreadableRecordException(beyond(e), true);
        } catch (JsonEOFException e) {
            throw new UnreadableRecordException("not JSON: ends within a value", false);
        } catch (JsonProcessingException e) {
            long at = base + e.getLocation().getByteOffset();
            throw new UnreadableRecordException("not JSON: syntax error at byte " + at, false);
        }
    }

    /** Jackson's message of a limit has the limit and the excess, and nothing of what was read. */
    private static String beyond(StreamConstraintsException e) {
        return "beyond what is read: " + e.getOriginalMessage();
    }

    private ParsedRecord readOutermost() throws IOException {
        JsonToken first = parser.nextToken();
        if (first == JsonToken.START_ARRAY) {
            readMembers(Map.of(), "[0");
            return contents(0, null);
        }
        if (first != JsonToken.START_OBJECT) {
            throw new UnreadableRecordException("neither a JSON object nor an array", true);
        }
        return readOutermostObject();
    }

    private ParsedRecord readOutermostObject() throws IOException {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        boolean isEnvelope = false;
        int eventsBytes = 0;
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken token = parser.nextToken();
            if (!name.equals(EVENTS)) {
                members.put(name, Json.readValue(parser));
                continue;
            }
            if (isEnvelope) {
                throw new UnreadableRecordException("has the member events twice", true);
            }
            if (token != JsonToken.START_ARRAY) {
                throw new UnreadableRecordException("its member events is not an array", true);
            }
            isEnvelope = true;
            int start = here();
            readMembers(members, "{\"\":[0");
            eventsBytes = here() - start;
        }
        Long sentAt = Timestamps.parse(members.get(EventEnricher.SENT_AT));
        if (isEnvelope) {
            members.keySet().removeAll(EventEnricher.NOT_SHARED);
            return contents(here() - from - eventsBytes, sentAt);
        }
        admit();
        found.add(new EventCandidate(index++, from, here(), members, Map.of()));
        return contents(0, sentAt);
    }

    private ParsedRecord contents(int contextBytes, @Nullable Long sentAt) {
        return new ParsedRecord(found, rejected, index - firstIndex, here(), contextBytes, sentAt);
    }

    /** @param door JSON that leads a parser to just behind an array's first member, as deep as this array lies */
    private void readMembers(Map<String, @Nullable Object> context, String door) throws IOException {
        while (true) {
            int before = here();
            try {
                JsonToken token = parser.nextToken();
                if (token == JsonToken.END_ARRAY) {
                    return;
                }
                admit();
                if (token == JsonToken.START_OBJECT) {
                    Map<String, @Nullable Object> members = Json.readObject(parser);
                    found.add(new EventCandidate(index, JsonText.skipComma(text, before), here(), members, context));
                } else {
                    parser.skipChildren();
                    parser.finishToken();
                    reject("not a JSON object", JsonText.skipComma(text, before), here());
                }
            } catch (StreamConstraintsException e) {
                int start = JsonText.skipComma(text, before);
                int end = JsonText.endOfValue(text, start, to);
                if (end < 0) {
                    throw e;
                }
                reject(beyond(e), start, end);
                resumeAt(end, door.getBytes(StandardCharsets.US_ASCII));
            }
            index++;
        }
    }

    private void admit() throws UnreadablePayloadException {
        if (index >= maxEvents) {
            throw new UnreadablePayloadException("more than " + maxEvents + " events (anivia.prospector.max-events)");
        }
    }

    private void reject(String reason, int start, int end) {
        rejected.add(new RejectedPart(reason, index, Arrays.copyOfRange(text, start, end)));
    }

    /**
     * Goes on behind a member that the parser gave up in: a new parser enters through the door, written over the end of
     * what has been dealt with.
     */
    private void resumeAt(int end, byte[] door) throws IOException {
        byte[] scratch = payload.scratch();
        base = end - door.length;
        System.arraycopy(door, 0, scratch, base, door.length);
        parser.close();
        parser = json.createParser(scratch, base, to - base);
        JsonToken token;
        do {
            token = parser.nextToken();
        } while (token != JsonToken.VALUE_NUMBER_INT);
    }

    /** The offset just past what the parser has read. */
    private int here() {
        return base + (int) parser.currentLocation().getByteOffset();
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
