package io.anivia.prospector;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import io.anivia.contract.EventJson;
import io.anivia.prospector.DeviceClock.CorrectedTime;
import io.anivia.prospector.EventIds.EventId;
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

    private final DeviceClock clock;
    private final Payload payload;
    private final @Nullable Long sentAt;
    private final long receivedAt;
    private final String receivedAtText;
    private final @Nullable String sentAtText;

    /** @param sentAt when the payload was sent by the device's clock, epoch milliseconds; {@code null} if not known */
    EventEnricher(DeviceClock clock, Payload payload, @Nullable Long sentAt) {
        this.clock = clock;
        this.payload = payload;
        this.sentAt = sentAt;
        this.receivedAt = payload.receivedAt().toEpochMilli();
        this.receivedAtText = Timestamps.format(receivedAt);
        this.sentAtText = sentAt == null ? null : Timestamps.format(sentAt);
    }

    /** Changes the candidate's map, which becomes the event's. */
    Event enrich(EventCandidate candidate) {
        Map<String, @Nullable Object> event = candidate.members();
        EventId id = EventIds.decide(event, candidate.context(), payload.receipt(), candidate.index());
        for (Map.Entry<String, @Nullable Object> shared : candidate.context().entrySet()) {
            if (!event.containsKey(shared.getKey())) {
                event.put(shared.getKey(), shared.getValue());
            }
        }
        Object original = event.get(TIMESTAMP);
        CorrectedTime corrected = clock.correct(receivedAt, sentAt, Timestamps.parse(original));
        event.put(ID, id.id());
        event.put(TIMESTAMP, Timestamps.format(corrected.time()));
        // Removed first, so that it becomes the last member, wherever the client's own stood.
        event.remove(ANIVIA);
        event.put(ANIVIA, decoration(candidate.index(), id, corrected, original));
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
            @Nullable Object original) {
        Map<String, @Nullable Object> clockMember = new LinkedHashMap<>(4);
        clockMember.put("method", corrected.method().toString());
        clockMember.put("offsetMs", corrected.offsetMs());
        clockMember.put("original", original);
        Map<String, @Nullable Object> anivia = new LinkedHashMap<>(16);
        anivia.put("receipt", payload.receipt());
        anivia.put("index", index);
        anivia.put("source", payload.source());
        anivia.put("receivedAt", receivedAtText);
        if (sentAtText != null) {
            anivia.put(SENT_AT, sentAtText);
        }
        anivia.put("clock", clockMember);
        if (id.original() != null) {
            anivia.put("originalId", id.original());
        }
        return anivia;
    }
}
