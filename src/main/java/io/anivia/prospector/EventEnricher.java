package io.anivia.prospector;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonFactory;
import io.anivia.contract.EventJson;
import io.anivia.prospector.CandidateReader.Found;
import io.anivia.prospector.DeviceClock.CorrectedTime;
import io.anivia.prospector.EventIds.EventId;
import io.anivia.prospector.RecordReader.Envelope;
import io.anivia.prospector.RecordReader.EventCandidate;
import io.anivia.prospector.SourceSteps.StepResult;
import io.anivia.source.reading.Reading;
import org.jspecify.annotations.Nullable;

/**
 * Makes events of a payload's members: Content Enricher for one payload.
 *
 * <p>Adds {@code id}, {@code timestamp} and {@code anivia} to the client's object, and what is shared where the event
 * has no member of that name; a member that is {@code null} counts as one. A {@code timestamp} that is shared is that
 * of each event without its own. An {@code id} that is shared is not, since no two events may have the same id: it
 * becomes {@code anivia.originalId} of the events without one.
 */
final class EventEnricher {

    static final String ANIVIA = "anivia";
    static final String WARNINGS = "warnings";
    private static final String SENT_AT = "sentAt";
    private static final String ID = "id";
    private static final String TIMESTAMP = "timestamp";
    private static final String TYPE = "type";
    /** Members that no step of a source may change. */
    static final List<String> RESERVED = List.of(ID, TIMESTAMP, ANIVIA);

    /**
     * An event, and how much of it was not in the payload's text.
     *
     * @param addedValues how many values it has beyond its own and what is shared
     */
    record EnrichedEvent(Event event, int addedValues) {
    }

    private final DeviceClock.Readings clock;
    private final PayloadLimits limits;
    private final Payload payload;
    private final Reading reading;
    private final @Nullable SourceSteps steps;
    private final CandidateReader values;
    private final String receivedAtText;
    private int filtered;
    private int stepFailures;

    /** Of which what is shared has been cleared of the members to be removed. */
    private @Nullable Envelope lastCleared;
    /** The {@code sentAt} that was last written, since most events of a payload have the same. */
    private @Nullable Long writtenSentAt;
    private String writtenSentAtText = "";

    EventEnricher(DeviceClock clock, PayloadLimits limits, Payload payload, Reading reading,
            @Nullable SourceSteps steps) {
        long receivedAt = payload.receivedAt().toEpochMilli();
        this.clock = clock.readings(receivedAt, reading.clock());
        this.values = new CandidateReader(limits, payload.request(), reading);
        this.limits = limits;
        this.payload = payload;
        this.reading = reading;
        this.steps = steps;
        this.receivedAtText = Timestamps.format(receivedAt);
    }

    /**
     * Changes the candidates' maps, which become the events'.
     *
     * @param json      makes parsers of JSON within strings
     * @param maxValues how many values may be decoded within all events together
     * @return one event for each candidate, in their order; {@code null} where the source's steps want none
     * @throws UnreadablePayloadException if the events take more memory together than they may
     */
    List<@Nullable EnrichedEvent> enrich(List<EventCandidate> candidates, JsonFactory json, int maxValues)
            throws UnreadablePayloadException {
        List<Found> found = new ArrayList<>(candidates.size());
        int valuesLeft = maxValues;
        for (EventCandidate candidate : candidates) {
            Found read = values.read(candidate, json, valuesLeft);
            valuesLeft -= read.addedValues();
            clock.add(read.sentAt(), read.timestamp());
            found.add(read);
        }
        List<@Nullable EnrichedEvent> events = new ArrayList<>(candidates.size());
        long most = limits.maxEventsBytes(candidates.size());
        long bytes = 0;
        for (int at = 0; at < candidates.size(); at++) {
            EnrichedEvent event = enrich(candidates.get(at), found.get(at));
            events.add(event);
            bytes += event == null ? 0 : event.event().json().length;
            if (bytes > most) {
                throw new UnreadablePayloadException("its events have more than " + most + " bytes together, with what"
                        + " their source adds to each (anivia.prospector.max-inflated)");
            }
        }
        return events;
    }

    /** How many times, of events and of sending, there were that cannot be read. */
    int unreadableTimes() {
        return values.unreadableTimes();
    }

    /** How many events the source's steps wanted none of. */
    int filtered() {
        return filtered;
    }

    /** How many events the source's steps failed on. */
    int stepFailures() {
        return stepFailures;
    }

    private @Nullable EnrichedEvent enrich(EventCandidate candidate, Found found) {
        Map<String, @Nullable Object> event = candidate.members();
        Envelope envelope = candidate.envelope();
        EventId id = EventIds.decide(found.id(), event.get(ID), sharedId(envelope),
                payload.receipt(), candidate.index());
        clear(event, envelope);
        for (Envelope next = envelope; next != null; next = next.outer()) {
            for (Map.Entry<String, @Nullable Object> shared : next.shared().entrySet()) {
                if (!event.containsKey(shared.getKey())) {
                    event.put(shared.getKey(), shared.getValue());
                }
            }
        }
        int addedValues = found.addedValues() + addMembers(event, found.added());
        if (found.type() != null && !found.type().equals(event.get(TYPE))) {
            event.put(TYPE, found.type());
        }
        CorrectedTime corrected = clock.correct(found.sentAt(), found.timestamp());
        event.put(ID, id.id());
        event.put(TIMESTAMP, Timestamps.format(corrected.time()));
        // Removed first, so that it becomes the last member, wherever the client's own stood.
        event.remove(ANIVIA);
        Map<String, @Nullable Object> anivia = decoration(candidate, id, corrected, found);
        event.put(ANIVIA, anivia);
        if (steps == null) {
            return new EnrichedEvent(new Event(id.id(), candidate.index(), event, json(event)), addedValues);
        }
        Event stepped = step(id.id(), candidate.index(), event, anivia, steps);
        return stepped == null ? null : new EnrichedEvent(stepped, addedValues);
    }

    private static @Nullable Object sharedId(Envelope envelope) {
        for (Envelope next = envelope; next != null; next = next.outer()) {
            if (next.shared().containsKey(ID)) {
                return next.shared().get(ID);
            }
        }
        return null;
    }

    /** Takes off what is not to travel on: off the event, and, once, off what it shares with others. */
    private void clear(Map<String, @Nullable Object> event, Envelope envelope) {
        if (reading.removed().isEmpty()) {
            return;
        }
        reading.removed().forEach(path -> path.removeFrom(event));
        if (envelope != lastCleared && envelope.isShared()) {
            lastCleared = envelope;
            for (Envelope next = envelope; next != null; next = next.outer()) {
                Map<String, @Nullable Object> shared = next.shared();
                reading.removed().forEach(path -> path.removeFrom(shared));
            }
        }
    }

    /** How many values were added. */
    private int addMembers(Map<String, @Nullable Object> event, List<@Nullable Object> values) {
        int added = 0;
        for (int at = 0; at < values.size(); at++) {
            String name = reading.members().get(at).name();
            Object value = values.get(at);
            if (value != null && !event.containsKey(name)) {
                event.put(name, value);
                added += valuesIn(value);
            }
        }
        return added;
    }

    private static int valuesIn(@Nullable Object value) {
        Collection<?> inner = value instanceof Map<?, ?> object ? object.values()
                : value instanceof List<?> list ? list : List.of();
        int values = 1;
        for (Object member : inner) {
            values += valuesIn(member);
        }
        return values;
    }

    /** The event as the source's steps leave it; if they fail, as it was before; {@code null} if none is wanted. */
    private @Nullable Event step(String id, int index, Map<String, @Nullable Object> event,
            Map<String, @Nullable Object> anivia, SourceSteps sourceSteps) {
        StepResult result = sourceSteps.run(event);
        Map<String, @Nullable Object> changed = result.event();
        String failure = result.failure();
        if (changed != null) {
            try {
                return new Event(id, index, changed, EventJson.write(changed));
            } catch (IOException e) {
                failure = "source step failed: its result has no JSON";
            }
        }
        if (failure == null) {
            filtered++;
            return null;
        }
        stepFailures++;
        anivia.put(WARNINGS, List.of(failure));
        return new Event(id, index, event, json(event));
    }

    /** Cannot fail: every value was read from JSON, and nested less deep than is written. */
    private static byte[] json(Map<String, @Nullable Object> event) {
        try {
            return EventJson.write(event);
        } catch (IOException e) {
            throw new UncheckedIOException("an event that was read cannot be written", e);
        }
    }

    private Map<String, @Nullable Object> decoration(EventCandidate candidate, EventId id, CorrectedTime corrected,
            Found found) {
        Map<String, @Nullable Object> clockMember = new LinkedHashMap<>(4);
        clockMember.put("method", corrected.method().toString());
        clockMember.put("offsetMs", corrected.offsetMs());
        clockMember.put("original", found.original());
        Map<String, @Nullable Object> anivia = new LinkedHashMap<>(16);
        anivia.put("receipt", payload.receipt());
        anivia.put("index", candidate.index());
        anivia.put("source", payload.source());
        anivia.put("address", payload.address());
        String key = payload.key() == null ? candidate.key() : payload.key();
        if (key != null) {
            anivia.put("key", key);
        }
        anivia.put("receivedAt", receivedAtText);
        if (found.sentAt() != null) {
            anivia.put(SENT_AT, write(found.sentAt()));
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
