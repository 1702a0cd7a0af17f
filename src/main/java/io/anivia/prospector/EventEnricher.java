package io.anivia.prospector;

import static io.anivia.contract.EventMembers.ANIVIA;
import static io.anivia.contract.EventMembers.ID;
import static io.anivia.contract.EventMembers.TIMESTAMP;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonFactory;
import io.anivia.contract.EventJson;
import io.anivia.contract.EventMembers;
import io.anivia.prospector.CandidateReader.Found;
import io.anivia.prospector.DeviceClock.CorrectedTime;
import io.anivia.prospector.EventIds.EventId;
import io.anivia.prospector.EventSteps.StepResult;
import io.anivia.prospector.RecordReader.Envelope;
import io.anivia.prospector.RecordReader.EventCandidate;
import io.anivia.prospector.SplitResult.StepCounts;
import io.anivia.source.counts.InputTally;
import io.anivia.source.format.ServiceFormat;
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

    private static final String SENT_AT = "sentAt";
    private static final String TYPE = "type";

    /**
     * An event, and how much of it was not in the payload's text.
     *
     * @param event       {@code null} if steps reject it
     * @param addedValues how many values it has beyond its own and what is shared
     * @param rejection   why; {@code null} if it is not rejected
     */
    record EnrichedEvent(@Nullable Event event, int addedValues, @Nullable String rejection) {
    }

    /** An event on its way through the steps. */
    private static final class EventDraft {

        private final EventCandidate candidate;
        private final String id;
        private final int addedValues;
        /** As it is without steps. */
        private final Map<String, @Nullable Object> enriched;
        private Map<String, @Nullable Object> event;
        private boolean isUnwanted;
        private @Nullable String rejection;

        EventDraft(EventCandidate candidate, String id, int addedValues, Map<String, @Nullable Object> event) {
            this.candidate = candidate;
            this.id = id;
            this.addedValues = addedValues;
            this.enriched = event;
            this.event = event;
        }

        boolean isOnItsWay() {
            return !isUnwanted && rejection == null;
        }

        int values() {
            return candidate.values() + candidate.envelope().sharedValues() + addedValues;
        }

        /** Goes on as it is, with a sentence in {@code anivia.warnings}. */
        void warn(String sentence) {
            event = EventMembers.warned(event, sentence);
        }
    }

    private final DeviceClock.Readings clock;
    private final PayloadLimits limits;
    private final Payload payload;
    private final Reading reading;
    private final EventStages stages;
    private final CandidateReader values;
    private final String receivedAtText;
    private final @Nullable ServiceFormat services;
    private final InputTally tally = new InputTally();
    private StepCounts sourceCounts = StepCounts.NONE;
    private StepCounts decorationCounts = StepCounts.NONE;

    /** Of which what is shared has been cleared of the members to be removed. */
    private @Nullable Envelope lastCleared;
    /** The {@code sentAt} that was last written, since most events of a payload have the same. */
    private @Nullable Long writtenSentAt;
    private String writtenSentAtText = "";

    EventEnricher(DeviceClock clock, PayloadLimits limits, Payload payload, Reading reading,
            EventStages stages) {
        long receivedAt = payload.receivedAt().toEpochMilli();
        this.clock = clock.readings(receivedAt, reading.clock());
        this.values = new CandidateReader(limits, payload.request(), reading);
        this.limits = limits;
        this.payload = payload;
        this.reading = reading;
        this.stages = stages;
        this.services = reading.serviceFormat();
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
        List<EventDraft> drafts = new ArrayList<>(candidates.size());
        for (int at = 0; at < candidates.size(); at++) {
            drafts.add(draft(candidates.get(at), found.get(at)));
        }
        step(drafts);
        return written(drafts);
    }

    private List<@Nullable EnrichedEvent> written(List<EventDraft> drafts) throws UnreadablePayloadException {
        List<@Nullable EnrichedEvent> events = new ArrayList<>(drafts.size());
        long most = limits.maxEventsBytes(drafts.size());
        long bytes = 0;
        for (EventDraft draft : drafts) {
            Event event = draft.isOnItsWay() ? written(draft) : null;
            events.add(draft.isUnwanted ? null : new EnrichedEvent(event, draft.addedValues, draft.rejection));
            bytes += event == null ? 0 : event.json().length;
            if (bytes > most) {
                throw new UnreadablePayloadException("its events have more than " + most + " bytes together, with what"
                        + " their source adds to each (anivia.prospector.max-inflated)");
            }
        }
        return events;
    }

    /** What is counted of its events: of services before any step has changed them, or dropped them. */
    InputTally tally() {
        return tally;
    }

    /** How many times, of events and of sending, there were that cannot be read. */
    int unreadableTimes() {
        return values.unreadableTimes();
    }

    /** What the source's steps did. */
    StepCounts sourceCounts() {
        return sourceCounts;
    }

    /** What the steps for all events did. */
    StepCounts decorationCounts() {
        return decorationCounts;
    }

    private EventDraft draft(EventCandidate candidate, Found found) {
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
        tally.addClock(corrected.method().toString());
        if (services != null) {
            tally.addService(services.service(event), services.isError(event));
        }
        event.put(ID, id.id());
        event.put(TIMESTAMP, Timestamps.format(corrected.time()));
        // Removed first, so that it becomes the last member, wherever the client's own stood.
        event.remove(ANIVIA);
        event.put(ANIVIA, anivia(candidate, id, corrected, found));
        return new EventDraft(candidate, id.id(), addedValues, event);
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

    /** @throws UnreadablePayloadException if the events have too many values to be copied for steps */
    private void step(List<EventDraft> drafts) throws UnreadablePayloadException {
        long copied = stages.hasRoutes() ? drafts.stream().mapToLong(EventDraft::values).sum() : 0;
        if (copied > limits.maxValues()) {
            throw new UnreadablePayloadException("its events have " + copied + " values together, with what they share,"
                    + " which are copied for the steps of routes; at most " + limits.maxValues()
                    + " (anivia.prospector.max-values)");
        }
        sourceCounts = run(stages.source(), drafts);
        decorationCounts = run(stages.decoration(), drafts);
        run(stages.schemas(), drafts);
    }

    private static StepCounts run(@Nullable EventSteps route, List<EventDraft> drafts) {
        if (route == null) {
            return StepCounts.NONE;
        }
        List<EventDraft> onTheirWay = drafts.stream().filter(EventDraft::isOnItsWay).toList();
        if (onTheirWay.isEmpty()) {
            return StepCounts.NONE;
        }
        int filtered = 0;
        int failures = 0;
        List<StepResult> results = route.run(onTheirWay.stream().map(draft -> draft.event).toList());
        for (int at = 0; at < results.size(); at++) {
            EventDraft draft = onTheirWay.get(at);
            StepResult result = results.get(at);
            Map<String, @Nullable Object> changed = result.event();
            if (changed != null) {
                draft.event = changed;
            } else if (result.failure() != null) {
                failures++;
                draft.warn(result.failure());
            } else if (result.rejection() != null) {
                failures++;
                draft.rejection = result.rejection();
            } else {
                filtered++;
                draft.isUnwanted = true;
            }
        }
        return new StepCounts(filtered, failures);
    }

    /** What steps have put into it may have no JSON: then it goes on as it was before all steps. */
    private Event written(EventDraft draft) {
        try {
            return event(draft);
        } catch (IOException e) {
            if (draft.event == draft.enriched) {
                throw unwritable(e);
            }
        }
        draft.event = draft.enriched;
        if (stages.decoration() == null) {
            sourceCounts = sourceCounts.withFailure();
            draft.warn("source step failed: its result has no JSON");
        } else {
            decorationCounts = decorationCounts.withFailure();
            draft.warn("decorate failed: its result has no JSON");
        }
        try {
            return event(draft);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private Event event(EventDraft draft) throws IOException {
        byte[] json = EventJson.write(draft.event);
        EventMembers.warnings(draft.event).forEach(sentence -> tally.addWarning(String.valueOf(sentence)));
        return new Event(draft.id, draft.candidate.index(), draft.event, json);
    }

    /** Cannot be: every value was read from JSON, and nested less deep than is written. */
    private static UncheckedIOException unwritable(IOException e) {
        return new UncheckedIOException("an event that was read cannot be written", e);
    }

    private Map<String, @Nullable Object> anivia(EventCandidate candidate, EventId id, CorrectedTime corrected,
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
            tally.addKey(key);
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
