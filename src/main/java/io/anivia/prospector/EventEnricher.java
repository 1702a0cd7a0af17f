package io.anivia.prospector;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import io.anivia.prospector.EventIds.EventId;
import io.anivia.prospector.RecordReader.EventCandidate;
import org.jspecify.annotations.Nullable;

/**
 * Makes members of a payload into events: Content Enricher for one payload.
 *
 * <p>Adds {@code id}, {@code timestamp} and {@code anivia} to the client's object, and shared context where the event
 * has no member of that name; a member that is {@code null} is one. A {@code timestamp} in the context is that of each
 * event without its own. An {@code id} in it never is, for no two events may have the same: it is kept as
 * {@code anivia.originalId} of those that came without.
 */
final class EventEnricher {

    static final String SENT_AT = "sentAt";
    private static final String ID = "id";
    private static final String TIMESTAMP = "timestamp";
    private static final String ANIVIA = "anivia";

    /** What stands next to {@code events} and is not shared context: the payload's own time, and our own member. */
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

    /** Changes the member's map and makes it the event's. */
    Event enrich(EventCandidate member) {
        Map<String, @Nullable Object> event = member.members();
        EventId id = EventIds.decide(event, member.context(), payload.receipt(), member.index());
        for (Map.Entry<String, @Nullable Object> shared : member.context().entrySet()) {
            if (!event.containsKey(shared.getKey())) {
                event.put(shared.getKey(), shared.getValue());
            }
        }
        Object original = event.get(TIMESTAMP);
        DeviceClock.CorrectedTime reading = clock.read(receivedAt, sentAt, Timestamps.parse(original));
        event.put(ID, id.id());
        event.put(TIMESTAMP, Timestamps.format(reading.time()));
        // Taken out first: ours is last, wherever the client's stood.
        event.remove(ANIVIA);
        event.put(ANIVIA, decoration(member.index(), id, reading, original));
        return new Event(id.id(), member.index(), event, Json.write(event));
    }

    private Map<String, @Nullable Object> decoration(int index, EventId id, DeviceClock.CorrectedTime reading,
            @Nullable Object original) {
        Map<String, @Nullable Object> clockMember = new LinkedHashMap<>(4);
        clockMember.put("method", reading.method().toString());
        clockMember.put("offsetMs", reading.offsetMs());
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
