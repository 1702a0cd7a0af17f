package io.anivia.prospector;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonFactory;
import io.anivia.contract.FieldPath;
import io.anivia.contract.RequestParts;
import io.anivia.prospector.RecordReader.Envelope;
import io.anivia.prospector.RecordReader.EventCandidate;
import io.anivia.source.reading.AddedMember;
import io.anivia.source.reading.Reading;
import io.anivia.source.reading.ValuePlace;
import io.anivia.source.reading.ValuePlace.Origin;
import org.jspecify.annotations.Nullable;

/** Looks up what each candidate of a payload says of itself, where its source says that it is. For one payload. */
final class CandidateReader {

    /**
     * What a candidate says, before anything is taken off it.
     *
     * @param id          from where its source says that it is; {@code null} if there is none
     * @param original    its time as it stands in the payload
     * @param timestamp   epoch milliseconds; {@code null} if missing or unreadable
     * @param sentAt      the nearest to the event: its own, else its record's, else the request's; {@code null} if none
     *                    is readable
     * @param type        {@code null} if it has none
     * @param added       the values of the source's {@code members}, in their order
     * @param addedValues how many values were decoded within it
     */
    record Found(@Nullable Object id, @Nullable Object original, @Nullable Long timestamp, @Nullable Long sentAt,
            @Nullable Object type, List<@Nullable Object> added, int addedValues) {
    }

    /** A time as it stands in the payload, and what it means, if it can be read. */
    private record ReadTime(@Nullable Object original, @Nullable Long millis) {
    }

    private static final String TYPE = "type";

    private final PayloadLimits limits;
    private final RequestParts parts;
    private final Reading reading;
    private int unreadableTimes;

    /** The request as paths lead into it; made when it is first looked into. */
    private @Nullable Map<String, @Nullable Object> request;
    private @Nullable Long requestSentAt;
    private boolean isRequestRead;
    /** The record that was last met, since its events follow each other, and when it was sent. */
    private @Nullable Map<String, @Nullable Object> lastRecord;
    private @Nullable Long lastRecordSentAt;

    CandidateReader(PayloadLimits limits, RequestParts parts, Reading reading) {
        this.limits = limits;
        this.parts = parts;
        this.reading = reading;
    }

    /** How many times, of events and of sending, there were that cannot be read. */
    int unreadableTimes() {
        return unreadableTimes;
    }

    /**
     * Looks a candidate's values up, after its members have been decoded.
     *
     * @param json       makes parsers of JSON within strings
     * @param valuesLeft how many values may be decoded within it
     */
    Found read(EventCandidate candidate, JsonFactory json, int valuesLeft) {
        int addedValues = 0;
        if (reading.unfolding().isPresent()) {
            int room = limits.maxEventValues() - candidate.values() - candidate.envelope().sharedValues();
            addedValues = reading.unfolding().get().apply(candidate.members(), json, Math.min(room, valuesLeft));
        }
        ReadTime time = time(candidate, false);
        if (time.millis() == null && candidate.envelope().isShared()) {
            ReadTime around = time(candidate, true);
            time = around.millis() != null || time.original() == null ? around : time;
        }
        if (time.millis() == null && time.original() != null) {
            unreadableTimes++;
        }
        Long own = sentAtIn(candidate.members());
        return new Found(givenId(candidate), time.original(), time.millis(),
                own == null ? sentAtOf(candidate.envelope().record()) : own, type(candidate), added(candidate),
                addedValues);
    }

    /** The first time that can be read, else the first value that is none: in the event itself, or around it. */
    private ReadTime time(EventCandidate candidate, boolean isAround) {
        Object original = null;
        for (ValuePlace place : reading.timestamp()) {
            Object value = !isAround ? place.path().in(rootOf(place, candidate.members()))
                    : place.origin() == Origin.EVENT ? shared(place.path(), candidate) : null;
            Long millis = Timestamps.parse(value, place.unit(), place.isUtc());
            if (millis != null) {
                return new ReadTime(value, millis);
            }
            original = original == null ? value : original;
        }
        return new ReadTime(original, null);
    }

    /** What a place's path leads into: the request, or this object. */
    private Map<String, @Nullable Object> rootOf(ValuePlace place, Map<String, @Nullable Object> object) {
        return place.origin() == Origin.REQUEST ? request() : object;
    }

    private Map<String, @Nullable Object> request() {
        if (request == null) {
            request = parts.asObject();
        }
        return request;
    }

    /** What an event would get from the objects around it, of which the nearest wins. */
    private static @Nullable Object shared(FieldPath path, EventCandidate candidate) {
        Map<String, @Nullable Object> object = candidate.members();
        for (Envelope next = candidate.envelope(); next != null && !path.beginsIn(object); next = next.outer()) {
            object = next.shared();
            Object value = path.in(object);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    /** Of the record, or else of the request. */
    private @Nullable Long sentAtOf(Map<String, @Nullable Object> record) {
        if (lastRecord != record) {
            lastRecord = record;
            lastRecordSentAt = sentAtIn(record);
            if (lastRecordSentAt == null) {
                lastRecordSentAt = sentAtOfRequest();
            }
        }
        return lastRecordSentAt;
    }

    private @Nullable Long sentAtOfRequest() {
        if (!isRequestRead) {
            isRequestRead = true;
            requestSentAt = sentAt(Origin.REQUEST, Map.of());
        }
        return requestSentAt;
    }

    private @Nullable Long sentAtIn(Map<String, @Nullable Object> object) {
        return sentAt(Origin.EVENT, object);
    }

    private @Nullable Long sentAt(Origin origin, Map<String, @Nullable Object> object) {
        boolean isUnreadable = false;
        for (ValuePlace place : reading.sentAt()) {
            if (place.origin() == origin) {
                Object value = place.path().in(rootOf(place, object));
                Long time = Timestamps.parse(value, place.unit(), place.isUtc());
                if (time != null) {
                    return time;
                }
                isUnreadable |= value != null;
            }
        }
        unreadableTimes += isUnreadable ? 1 : 0;
        return null;
    }

    private @Nullable Object type(EventCandidate candidate) {
        for (ValuePlace place : reading.type()) {
            Object value = switch (place.origin()) {
                case LITERAL -> place.literal();
                case REQUEST -> place.path().in(request());
                case EVENT -> {
                    Object own = place.path().in(candidate.members());
                    yield own == null && candidate.envelope().isShared() ? shared(place.path(), candidate) : own;
                }
            };
            if (value instanceof Number || value instanceof Boolean
                    || (value instanceof String text && !text.isBlank())) {
                return value;
            }
        }
        Object own = candidate.members().get(TYPE);
        // What is no type is still the client's.
        return own == null || (own instanceof String text && text.isBlank()) ? candidate.type() : null;
    }

    private List<@Nullable Object> added(EventCandidate candidate) {
        if (reading.members().isEmpty()) {
            return List.of();
        }
        List<@Nullable Object> values = new ArrayList<>(reading.members().size());
        for (AddedMember member : reading.members()) {
            ValuePlace place = member.place();
            values.add(switch (place.origin()) {
                case LITERAL -> place.literal();
                case REQUEST -> place.path().in(request());
                case EVENT -> {
                    Object own = place.path().in(candidate.members());
                    yield own == null ? place.path().in(candidate.envelope().record()) : own;
                }
            });
        }
        return values;
    }

    private @Nullable Object givenId(EventCandidate candidate) {
        for (ValuePlace place : reading.id()) {
            Object value = place.path().in(rootOf(place, candidate.members()));
            if (!EventIds.isNone(value)) {
                // A request has one id, and may have several events. Several values of a parameter are no id.
                return place.origin() == Origin.REQUEST && candidate.index() > 0 && value instanceof String
                        ? value + "-" + candidate.index() : value;
            }
        }
        return null;
    }
}
