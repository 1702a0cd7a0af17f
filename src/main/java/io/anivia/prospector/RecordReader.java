package io.anivia.prospector;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import io.anivia.contract.EventJson;
import io.anivia.source.format.InnerDecodings;
import io.anivia.source.reading.EventPlace;
import io.anivia.source.reading.EventPlaces;
import io.anivia.source.reading.SharedMembers;
import org.jspecify.annotations.Nullable;

/**
 * Reads one outermost value of a payload: a record, or a list of records, with events where the source says that they
 * are. A member at such a place that is a text, a number, a boolean or {@code null} is a member like others.
 *
 * <p>A member of an array of events that is no object, or not in UTF-8, or exceeds the limits on nesting, values, names
 * or numbers, is rejected by itself, and so is a record of a list. A syntax error makes all of the value unreadable,
 * the events before it too: the members after it cannot be separated reliably, and events that were let through would
 * come twice once the value is mended and posted again. For one use.
 */
final class RecordReader implements AutoCloseable {

    /**
     * What the events of a payload look like.
     *
     * @param shared what is copied onto events
     * @param keys   finds the write key in events and records; {@code null} if none is needed
     * @param texts  makes objects of events that are texts; {@code null} if none is one
     */
    record RecordShape(EventPlaces places, SharedMembers shared, @Nullable PayloadKeys keys,
            @Nullable InnerDecodings texts) {
    }

    /**
     * What an object on the way to events says of all of them; complete only when the record has been read. The
     * outermost is the record's.
     */
    static final class Envelope {

        private final @Nullable Envelope outer;
        private final @Nullable EventArray standsIn;
        private final Map<String, @Nullable Object> members = new LinkedHashMap<>();
        private @Nullable SharedMembers which;
        private @Nullable Map<String, @Nullable Object> shared;
        /** How many values there are in the members. */
        private int values;
        private int sharedValues;
        private int sharedBytes;

        /** @param standsIn the member that it stands in; {@code null} of a record */
        private Envelope(@Nullable Envelope outer, @Nullable EventArray standsIn) {
            this.outer = outer;
            this.standsIn = standsIn;
        }

        /** The next one out; {@code null} at the record. */
        @Nullable Envelope outer() {
            return outer;
        }

        /** All members of the record beside its events; empty for an event that is a record itself. */
        Map<String, @Nullable Object> record() {
            return outer == null ? members : outer.record();
        }

        /** Whether there is anything around the event. */
        boolean isShared() {
            return which != null;
        }

        /** Members to be copied onto each event that has no member of that name, without those of the outer ones. */
        Map<String, @Nullable Object> shared() {
            if (shared == null) {
                shared = which == null ? Map.of() : including(which);
            }
            return shared;
        }

        /** Its members, or a copy of them if not all are. */
        private Map<String, @Nullable Object> including(SharedMembers included) {
            boolean isOutermost = outer == null;
            for (String name : members.keySet()) {
                if (!included.includes(name, isOutermost)) {
                    Map<String, @Nullable Object> some = new LinkedHashMap<>(members);
                    some.keySet().removeIf(each -> !included.includes(each, isOutermost));
                    return some;
                }
            }
            return members;
        }

        /** How many members are copied onto each event, those of the outer ones included. */
        int sharedMembers() {
            return shared().size() + (outer == null ? 0 : outer.sharedMembers());
        }

        /** How many values there are in these members. */
        int sharedValues() {
            return sharedValues + (outer == null ? 0 : outer.sharedValues());
        }

        /** How much text is copied onto each event, that of the outer ones included. */
        int sharedBytes() {
            return sharedBytes + (outer == null ? 0 : outer.sharedBytes());
        }
    }

    /**
     * A member as it stands in the payload.
     *
     * @param from   offset of its text
     * @param to     offset just past its text
     * @param values how many values it has, without what is shared
     * @param type   its type if it has none itself; {@code null} if its place does not say
     * @param key    the name of the write key that the payload carries for it; {@code null} if none was looked for
     * @param array  what it stands in; {@code null} if that is not a member of an object
     */
    record EventCandidate(int index, int from, int to, int values, Map<String, @Nullable Object> members,
            Envelope envelope, @Nullable String type, @Nullable String key, @Nullable EventArray array) {

        private EventCandidate withKey(String name) {
            return new EventCandidate(index, from, to, values, members, envelope, type, name, array);
        }
    }

    /**
     * A record, or a list of records, that could be read.
     *
     * @param members how many events it had, rejected ones included
     * @param end     the offset just past it
     */
    record ParsedRecord(List<EventCandidate> candidates, List<RejectedPart> rejected, int members, int end) {
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

    static final String NOT_UTF_8 = "not in UTF-8";
    private static final Envelope NONE = new Envelope(null, null);

    private final JsonFactory json;
    private final byte[] text;
    private final Supplier<byte[]> scratch;
    private final int from;
    private final int to;
    private final int firstIndex;
    private final int maxEvents;
    private final ValueCounter values;
    private final RecordShape shape;
    private final List<EventCandidate> candidates = new ArrayList<>();
    private final List<RejectedPart> rejected = new ArrayList<>(0);

    private int index;
    /** What events stand in now; {@code null} if that is not a member of an object. */
    private @Nullable EventArray array;
    private JsonParser parser;
    /** Offset in the text at which the parser began. */
    private int base;
    /** Whether what is not events is in UTF-8, as far as the record has been read. */
    private boolean isUtf8 = true;
    /** Whether a place of several names has been gone into, so that what was passed on the way is not kept. */
    private boolean isTakenApart;

    /**
     * @param text       the payload's, in UTF-8; may be the payload's own body, so it is never changed
     * @param scratch    a copy of the text to write into, the same for all records; called only if it is needed
     * @param from       where the record begins, not at whitespace
     * @param to         where it ends at the latest
     * @param firstIndex the position of its first event in the payload
     * @param maxEvents  how many events the payload may have
     * @param values     counts the payload's values
     */
    RecordReader(JsonFactory json, byte[] text, Supplier<byte[]> scratch, int from, int to, int firstIndex,
            int maxEvents, ValueCounter values, RecordShape shape) throws IOException {
        this.json = json;
        this.text = text;
        this.scratch = scratch;
        this.from = from;
        this.to = to;
        this.firstIndex = firstIndex;
        this.maxEvents = maxEvents;
        this.values = values;
        this.shape = shape;
        this.index = firstIndex;
        this.base = from;
        this.parser = values.count(json.createParser(text, from, to - from));
    }

    /**
     * @throws UnreadablePayloadException if the payload has more events or values than are read
     * @throws UnreadableRecordException  if the record is not JSON, or neither object nor array, or has no events where
     *                                    they have to be, or something other than an event exceeds the limits
     */
    ParsedRecord read() throws IOException {
        try {
            readOutermost();
            return new ParsedRecord(candidates, rejected, index - firstIndex, position());
        } catch (StreamConstraintsException e) {
            throw new UnreadableRecordException(excess(e), true);
        } catch (JsonEOFException e) {
            throw new UnreadableRecordException("not JSON: ends within a value", false);
        } catch (JsonProcessingException e) {
            long at = base + e.getLocation().getByteOffset();
            throw new UnreadableRecordException(
                    (isUtf8Until((int) at) ? "not JSON: syntax error at byte " + at : NOT_UTF_8) + kind(), false);
        }
    }

    /** What the record seems to be instead; empty if its first byte does not tell. */
    private String kind() {
        byte first = text[from];
        if (first == '<') {
            return "; it begins like XML or HTML, which no step of decode reads";
        }
        // Bytes are signed: control characters, and what is beyond ASCII.
        return first < ' ' ? "; it begins like binary data that no step of the source's decode has read" : "";
    }

    /** Whether the text is in UTF-8 up to there, and up to the end of a character that begins before. */
    private boolean isUtf8Until(int at) {
        int end = Math.max(from, Math.min(at, to));
        while (end < to && (text[end] & 0xc0) == 0x80) {
            end++;
        }
        return JsonText.isUtf8(text, from, end);
    }

    /** Jackson's message has the limit and the excess, and nothing of the text. */
    private static String excess(StreamConstraintsException e) {
        return "beyond what is read: " + e.getOriginalMessage();
    }

    private void readOutermost() throws IOException {
        values.begin();
        JsonToken first = parser.nextToken();
        if (first == JsonToken.START_OBJECT) {
            readRecord(from, "");
        } else if (first != JsonToken.START_ARRAY) {
            throw new UnreadableRecordException("neither a JSON object nor an array", true);
        } else if (shape.places().isRecord()) {
            readEvents(NONE, shape.places().recordType(), "[0");
            requireKeys(NONE, 0, 0);
        } else {
            readRecords();
        }
    }

    /** Reads a list of records; each that cannot be read is rejected by itself. */
    private void readRecords() throws IOException {
        while (true) {
            int before = position();
            int candidatesBefore = candidates.size();
            int rejectedBefore = rejected.size();
            int indexBefore = index;
            array = null;
            try {
                values.begin();
                JsonToken token = parser.nextToken();
                if (token == JsonToken.END_ARRAY) {
                    return;
                }
                if (token == JsonToken.START_OBJECT) {
                    readRecord(position() - 1, "[");
                } else {
                    rejectNoObject(before);
                }
            } catch (StreamConstraintsException | UnreadableRecordException e) {
                int start = JsonText.skipComma(text, before);
                int end = JsonText.endOfValue(text, start, to);
                if (end < 0) {
                    throw e;
                }
                // Its events go back into it.
                candidates.subList(candidatesBefore, candidates.size()).clear();
                rejected.subList(rejectedBefore, rejected.size()).clear();
                index = indexBefore;
                requireRoom();
                String reason = e instanceof StreamConstraintsException limit ? excess(limit)
                        : String.valueOf(e.getMessage());
                rejected.add(RejectedPart.ofRecord(reason, index++, Arrays.copyOfRange(text, start, end)));
                resumeAt(end, "[0");
            }
        }
    }

    /**
     * Reads the object that the parser stands at the start of.
     *
     * @param start  its offset
     * @param prefix JSON that leads a parser to just before it; see {@link #resumeAt}
     */
    private void readRecord(int start, String prefix) throws IOException {
        EventPlaces places = shape.places();
        Envelope envelope = new Envelope(null, null);
        int candidatesBefore = candidates.size();
        int rejectedBefore = rejected.size();
        isUtf8 = true;
        isTakenApart = false;
        boolean isThere = readObject(envelope, places.outermost(), start, prefix);
        if (!isThere && isTakenApart && places.isRecord()) {
            // A list has no such records, so this one begins the text.
            envelope = new Envelope(null, null);
            candidates.clear();
            rejected.clear();
            index = firstIndex;
            parser.close();
            parser = values.count(json.createParser(text, from, to - from));
            base = from;
            parser.nextToken();
            readObject(envelope, EventPlaces.RECORD.outermost(), start, prefix);
        }
        if (!isUtf8) {
            throw new UnreadableRecordException(NOT_UTF_8, true);
        }
        if (!isThere) {
            if (!places.isRecord()) {
                throw new UnreadableRecordException("no events: it has " + places.description(), true);
            }
            requireRoom();
            int recordValues = envelope.values + 1;
            values.requireRoomInEvent(recordValues);
            candidates.add(new EventCandidate(index++, start, position(), recordValues, envelope.members, NONE,
                    places.recordType(), null, null));
        }
        requireKeys(envelope, candidatesBefore, rejectedBefore);
    }

    /**
     * Reads the object that the parser stands at the start of, and the events in it.
     *
     * @param envelope takes what it says of its events
     * @return whether there is one of the places below it
     */
    private boolean readObject(Envelope envelope, EventPlace place, int start, String prefix) throws IOException {
        SharedMembers shared = shape.shared();
        boolean isOutermost = envelope.outer == null;
        boolean isMeasured = !shared.names().isEmpty();
        boolean isThere = false;
        Set<String> placesRead = Set.of();
        int namedBytes = 0;
        int namedValues = 0;
        int placesBytes = 0;
        int unchecked = start;
        int before = isMeasured ? position() : 0;
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            values.begin();
            JsonToken token = parser.nextToken();
            EventPlace inner = place.inner(name);
            boolean leadsOn = inner != null && !token.isScalarValue();
            if (inner != null
                    && (placesRead.contains(name) || (leadsOn && envelope.members.containsKey(name)))) {
                throw new UnreadableRecordException("has the member " + name + " twice", true);
            }
            if (inner != null && leadsOn) {
                int placeStart = position();
                isUtf8 &= JsonText.isUtf8(text, unchecked, placeStart);
                isThere |= readPlace(envelope, inner, name, token, prefix);
                unchecked = position();
                placesBytes += unchecked - placeStart;
                placesRead = with(placesRead, name);
            } else if (isOutermost || shared.includes(name, false)) {
                envelope.members.put(name, EventJson.readValue(parser));
                envelope.values += values.sinceBegin();
                values.requireRoomInEvent(envelope.values);
                if (isMeasured && shared.names().contains(name)) {
                    namedBytes += position() - before;
                    namedValues += values.sinceBegin();
                }
            } else {
                parser.skipChildren();
            }
            before = isMeasured ? position() : 0;
        }
        isUtf8 &= JsonText.isUtf8(text, unchecked, position());
        boolean isAll = isOutermost && shared.all();
        envelope.which = shared;
        envelope.sharedValues = isAll ? envelope.values : namedValues;
        envelope.sharedBytes = isAll ? position() - start - placesBytes : namedBytes;
        return isThere;
    }

    private static Set<String> with(Set<String> names, String name) {
        if (names.isEmpty()) {
            return Set.of(name);
        }
        Set<String> more = new HashSet<>(names);
        more.add(name);
        return more;
    }

    /** Reads the object or array at a place; whether there are events, or an array that could have had some. */
    private boolean readPlace(Envelope envelope, EventPlace place, String name, JsonToken token, String prefix)
            throws IOException {
        boolean isArray = token == JsonToken.START_ARRAY;
        EventArray here = new EventArray(name, envelope.members, envelope.standsIn,
                !place.isEvents() || place.type() != null);
        if (!place.isEvents()) {
            isTakenApart = true;
            return isArray ? readObjects(envelope, here, place, prefix + "{\"\":[")
                    : readLeading(envelope, here, place, position() - 1, prefix + "{\"\":");
        }
        if (!isArray && shape.places().isRecord()) {
            throw new UnreadableRecordException("its member " + name + " is an object, not an array", true);
        }
        array = here;
        if (isArray) {
            readEvents(envelope, place.type(), prefix + "{\"\":[0");
        } else {
            requireRoom();
            readEvent(envelope, place.type(), position() - 1);
            index++;
        }
        array = null;
        return true;
    }

    /** Reads an array of objects that lead to events; whether there are some, or it is empty. */
    private boolean readObjects(Envelope envelope, EventArray here, EventPlace place, String prefix)
            throws IOException {
        boolean isEmpty = true;
        boolean isThere = false;
        while (true) {
            int before = position();
            values.begin();
            JsonToken token = parser.nextToken();
            if (token == JsonToken.END_ARRAY) {
                return isThere || isEmpty;
            }
            isEmpty = false;
            if (token == JsonToken.START_OBJECT) {
                isThere |= readLeading(envelope, here, place, position() - 1, prefix);
            } else {
                rejectNoObject(before);
            }
        }
    }

    /**
     * Reads an object that has to lead to events. One that does not is rejected by itself, with what was rejected in
     * it; it stays so only if there are events elsewhere in the record, which else is dealt with as a whole.
     */
    private boolean readLeading(Envelope envelope, EventArray here, EventPlace place, int start, String prefix)
            throws IOException {
        int rejectedBefore = rejected.size();
        int indexBefore = index;
        if (readObject(new Envelope(envelope, here), place, start, prefix)) {
            return true;
        }
        rejected.subList(rejectedBefore, rejected.size()).clear();
        index = indexBefore;
        requireRoom();
        rejected.add(new RejectedPart("no events: a member of '" + place.path() + "' has " + place.lacks(), index++,
                Arrays.copyOfRange(text, start, position()), here));
        return false;
    }

    /**
     * Reads an array of events.
     *
     * @param prefix JSON that leads a parser to just behind an array's first member, as deep as this array lies; see
     *               {@link #resumeAt}
     */
    private void readEvents(Envelope envelope, @Nullable String type, String prefix) throws IOException {
        while (true) {
            int before = position();
            try {
                values.begin();
                JsonToken token = parser.nextToken();
                if (token == JsonToken.END_ARRAY) {
                    return;
                }
                if (token == JsonToken.START_OBJECT) {
                    requireRoom();
                    readEvent(envelope, type, JsonText.skipComma(text, before));
                    index++;
                } else if (token == JsonToken.VALUE_STRING && shape.texts() != null) {
                    requireRoom();
                    readText(envelope, type, before, shape.texts());
                    index++;
                } else {
                    rejectNoObject(before);
                }
            } catch (StreamConstraintsException e) {
                int start = JsonText.skipComma(text, before);
                int end = JsonText.endOfValue(text, start, to);
                if (end < 0) {
                    throw e;
                }
                requireRoom();
                reject(excess(e), start, end);
                index++;
                resumeAt(end, prefix);
            }
        }
    }

    private void readEvent(Envelope envelope, @Nullable String type, int start) throws IOException {
        Map<String, @Nullable Object> members = EventJson.readObject(parser);
        int end = position();
        if (JsonText.isUtf8(text, start, end)) {
            candidates.add(new EventCandidate(index, start, end, values.sinceBegin(), members, envelope, type, null,
                    array));
        } else {
            reject(NOT_UTF_8, start, end);
        }
    }

    /** Reads an event that is a text, such as a query. */
    private void readText(Envelope envelope, @Nullable String type, int before, InnerDecodings texts)
            throws IOException {
        Map<String, @Nullable Object> members = texts.event(parser.getText(), json, values.mostInEvent());
        parser.finishToken();
        int start = JsonText.skipComma(text, before);
        int end = position();
        if (members == null) {
            reject("a text that does not become an object (unfold)", start, end);
        } else if (JsonText.isUtf8(text, start, end)) {
            values.add(members.size());
            candidates.add(new EventCandidate(index, start, end, values.sinceBegin() + members.size(), members,
                    envelope, type, null, array));
        } else {
            reject(NOT_UTF_8, start, end);
        }
    }

    /** Rejects the member of an array that the parser stands at, which is no object. */
    private void rejectNoObject(int before) throws IOException {
        requireRoom();
        parser.skipChildren();
        parser.finishToken();
        reject("not a JSON object", JsonText.skipComma(text, before), position());
        index++;
    }

    /**
     * Rejects the events without a known key of their own or of the record. A record without any that has one is
     * rejected as a whole, since its events would not have the record's once they stand alone.
     */
    private void requireKeys(Envelope envelope, int fromCandidate, int fromRejected) throws UnreadableRecordException {
        PayloadKeys keys = shape.keys();
        if (keys == null) {
            return;
        }
        String shared = keys.nameIn(envelope.members);
        List<EventCandidate> read = candidates.subList(fromCandidate, candidates.size());
        List<EventCandidate> admitted = new ArrayList<>(read.size());
        List<RejectedPart> refused = new ArrayList<>(0);
        for (EventCandidate candidate : read) {
            String own = keys.nameIn(candidate.members());
            String key = own == null ? shared : own;
            if (key != null) {
                admitted.add(candidate.withKey(key));
            } else {
                refused.add(new RejectedPart(keys.reason(), candidate.index(),
                        Arrays.copyOfRange(text, candidate.from(), candidate.to()), candidate.array()));
            }
        }
        if (admitted.isEmpty() && !refused.isEmpty() && envelope != NONE) {
            throw new UnreadableRecordException(keys.reason(), true);
        }
        read.clear();
        candidates.addAll(admitted);
        rejected.subList(fromRejected, rejected.size()).replaceAll(part -> part.withKey(shared));
        rejected.addAll(refused);
    }

    private void requireRoom() throws UnreadablePayloadException {
        if (index >= maxEvents) {
            throw new UnreadablePayloadException("more than " + maxEvents + " events (anivia.prospector.max-events)");
        }
    }

    private void reject(String reason, int start, int end) {
        rejected.add(new RejectedPart(reason, index, Arrays.copyOfRange(text, start, end), array));
    }

    /**
     * Continues behind a member that exceeded a limit, after which a parser cannot be used any more: a new parser reads
     * the prefix, written over the end of what has been dealt with, and is then as deep in the text as the old one was.
     */
    private void resumeAt(int end, String prefix) throws IOException {
        byte[] bytes = prefix.getBytes(StandardCharsets.US_ASCII);
        byte[] copy = scratch.get();
        base = end - bytes.length;
        System.arraycopy(bytes, 0, copy, base, bytes.length);
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
