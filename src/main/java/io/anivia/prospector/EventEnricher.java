package io.anivia.prospector;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.anivia.contract.EventJson;
import io.anivia.prospector.DeviceClock.CorrectedTime;
import io.anivia.prospector.EventIds.EventId;
import io.anivia.prospector.RecordReader.Envelope;
import io.anivia.prospector.RecordReader.EventCandidate;
import org.jspecify.annotations.Nullable;

/**
 * Makes events of a payload's members: Content Enricher for one payload.
 *
 * <p>Adds {@code id}, {@code timestamp} and {@code anivia} to the client's object, and shared context where the event
 * has no member of that name; a member that is {@code null} counts as one. A {@code timestamp} in the context is that
 * of each event without its own. An {@code id} in the context is not, since no two events may have the same id: it
 * becomes {@code anivia.originalId} of the events without one.
 */
final class EventEnricher {

    static final String SENT_AT = "sentAt";
    private static final String ID = "id";
    private static final String TIMESTAMP = "timestamp";
    private static final String ANIVIA = "anivia";

    /** Members next to {@code events} that are not shared context: the payload's time, and the reserved member. */
    static final Set<String> NOT_SHARED = Set.of(SENT_AT, ANIVIA);

    /**
     * The times of an event by its device's clock.
     *
     * @param original  its {@code timestamp} as it stands in the payload
     * @param timestamp epoch milliseconds; {@code null} if missing or unreadable
     * @param sentAt    the nearest to the event, its own or else its record's, in epoch milliseconds; {@code null} if
     *                  neither is readable
     */
    private record DeviceTimes(@Nullable Object original, @Nullable Long timestamp, @Nullable Long sentAt) {
    }

    private final DeviceClock.Readings clock;
    private final Payload payload;
    private final String receivedAtText;
    private int unreadableTimes;

    /** The record that was last met, since its events follow each other, and when it was sent. */
    private @Nullable Envelope envelope;
    private @Nullable Long envelopeSentAt;
    /** The {@code sentAt} that was last written, since most events of a payload have the same. */
    private @Nullable Long writtenSentAt;
    private String writtenSentAtText = "";

    EventEnricher(DeviceClock clock, Payload payload) {
        long receivedAt = payload.receivedAt().toEpochMilli();
        this.clock = clock.readings(receivedAt);
        this.payload = payload;
        this.receivedAtText = Timestamps.format(receivedAt);
    }

    /** Changes the candidates' maps, which become the events'; one event for each candidate, in their order. */
    List<Event> enrich(List<EventCandidate> candidates) {
        List<DeviceTimes> times = new ArrayList<>(candidates.size());
        for (EventCandidate candidate : candidates) {
            DeviceTimes read = read(candidate);
            clock.add(read.sentAt(), read.timestamp());
            times.add(read);
        }
        List<Event> events = new ArrayList<>(candidates.size());
        for (int at = 0; at < candidates.size(); at++) {
            events.add(enrich(candidates.get(at), times.get(at)));
        }
        return events;
    }

    /** How many members {@code timestamp} and {@code sentAt} there were that cannot be read as times. */
    int unreadableTimes() {
        return unreadableTimes;
    }

    private DeviceTimes read(EventCandidate candidate) {
        Map<String, @Nullable Object> members = candidate.members();
        if (envelope != candidate.envelope()) {
            envelope = candidate.envelope();
            envelopeSentAt = read(envelope.sentAt());
        }
        Object original = members.containsKey(TIMESTAMP)
                ? members.get(TIMESTAMP) : candidate.envelope().context().get(TIMESTAMP);
        Long own = read(members.get(SENT_AT));
        return new DeviceTimes(original, read(original), own == null ? envelopeSentAt : own);
    }

    private @Nullable Long read(@Nullable Object time) {
        Long read = Timestamps.parse(time);
        if (read == null && time != null) {
            unreadableTimes++;
        }
        return read;
    }

    private Event enrich(EventCandidate candidate, DeviceTimes times) {
        Map<String, @Nullable Object> event = candidate.members();
        Map<String, @Nullable Object> context = candidate.envelope().context();
        EventId id = EventIds.decide(event, context, payload.receipt(), candidate.index());
        for (Map.Entry<String, @Nullable Object> shared : context.entrySet()) {
            if (!event.containsKey(shared.getKey())) {
                event.put(shared.getKey(), shared.getValue());
            }
        }
        CorrectedTime corrected = clock.correct(times.sentAt(), times.timestamp());
        event.put(ID, id.id());
        event.put(TIMESTAMP, Timestamps.format(corrected.time()));
        // Removed first, so that it becomes the last member, wherever the client's own stood.
        event.remove(ANIVIA);
        event.put(ANIVIA, decoration(candidate.index(), id, corrected, times));
        return new Event(id.id(), candidate.index(), event, json(event));
    }

    /** Cannot fail: every value was read from JSON, and nested less deep than is written. */
    private static byte[] json(Map<String, @Nullable Object> event) {
        try {
            return EventJson.write(event);
        } catch (IOException e) {
            throw new UncheckedIOException("an event that was read cannot be written", e);
        }
    }

    private Map<String, @Nullable Object> decoration(int index, EventId id, CorrectedTime corrected,
            DeviceTimes times) {
        Map<String, @Nullable Object> clockMember = new LinkedHashMap<>(4);
        clockMember.put("method", corrected.method().toString());
        clockMember.put("offsetMs", corrected.offsetMs());
        clockMember.put("original", times.original());
        Map<String, @Nullable Object> anivia = new LinkedHashMap<>(16);
        anivia.put("receipt", payload.receipt());
        anivia.put("index", index);
        anivia.put("source", payload.source());
        anivia.put("receivedAt", receivedAtText);
        if (times.sentAt() != null) {
            anivia.put(SENT_AT, write(times.sentAt()));
        }
        anivia.put("clock", clockMember);
        if (id.original() != null) {
            anivia.put("originalId", id.original());
        }
        return anivia;
    }

    private String write(Long sentAt) {
        if (!sentAt.equals(writtenSentAt)) {
            writtenSentAt = sentAt;
            writtenSentAtText = Timestamps.format(sentAt);
        }
        return writtenSentAtText;
    }
}
