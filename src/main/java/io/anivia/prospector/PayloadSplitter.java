package io.anivia.prospector;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

import com.fasterxml.jackson.core.JsonFactory;
import io.anivia.contract.EventJson;
import io.anivia.contract.RequestParts;
import io.anivia.prospector.EventEnricher.EnrichedEvent;
import io.anivia.prospector.Payload.Decoded;
import io.anivia.prospector.PayloadReader.ParsedPayload;
import io.anivia.prospector.RecordReader.EventCandidate;
import io.anivia.prospector.RecordReader.RecordShape;
import io.anivia.source.format.Decoder;
import io.anivia.source.format.InnerDecodings;
import io.anivia.source.format.UndecodableException;
import io.anivia.source.keys.WriteKeys;
import io.anivia.source.reading.EventPlaces;
import io.anivia.source.reading.Reading;
import org.jspecify.annotations.Nullable;

/**
 * Splits payloads into events, the way their source says: Splitter, then Content Enricher.
 *
 * <p>What is not an event is rejected, by itself where its end is known, and everything else goes on; no event is lost
 * or comes out twice, and no payload makes this throw.
 *
 * <p>The same payload always gives the same events. Thread-safe; make one and keep it.
 */
final class PayloadSplitter {

    /** Its parsers share a table of names. */
    private final JsonFactory json;
    private final PayloadLimits limits;
    private final LongSupplier maxMessageBytes;
    private final DeviceClock clock;
    private final WriteKeys writeKeys;

    PayloadSplitter(PayloadLimits limits, DeviceClock clock) {
        this(limits, () -> Long.MAX_VALUE, clock, WriteKeys.of(List.of()));
    }

    /**
     * @param maxMessageBytes the largest message that the broker takes, as far as that is known
     * @param writeKeys       those that a payload may carry
     */
    PayloadSplitter(PayloadLimits limits, LongSupplier maxMessageBytes, DeviceClock clock, WriteKeys writeKeys) {
        this.json = EventJson.clientFactory(limits.maxDepth());
        this.limits = limits;
        this.maxMessageBytes = maxMessageBytes;
        this.clock = clock;
        this.writeKeys = writeKeys;
    }

    /**
     * Splits one payload. Its body is read, not kept, except as the body of a rejected payload.
     *
     * @param steps what its source does to each event; {@code null} if nothing
     */
    SplitResult split(Payload payload, Reading reading, @Nullable EventSteps steps) {
        return split(payload, reading, Set.of(), new EventStages(steps, null, null));
    }

    /**
     * Splits one payload.
     *
     * @param keyNames of the write keys that its source takes; empty: all
     * @param stages   what its events go through
     */
    SplitResult split(Payload payload, Reading reading, Set<String> keyNames, EventStages stages) {
        try {
            byte[] text = decoded(payload, reading);
            JsonFactory factory = factoryFor(text);
            ParsedPayload parsed = new PayloadReader(factory, limits, shape(payload, reading, keyNames), text,
                    payload.contentType()).read();
            keepContext(parsed.rejected(), reading);
            SplitResult split = enrich(parsed, text, factory,
                    new EventEnricher(clock, limits, payload, reading, stages));
            keepContext(split.rejected(), reading);
            return split;
        } catch (UndecodableException e) {
            return rejected(e.reason(), payload);
        } catch (UnreadablePayloadException e) {
            return rejected(e.reason(), payload);
        } catch (StackOverflowError e) {
            // Thrown on, it would have the payload read again, for ever.
            return rejected("it repeats itself so often that reading it takes more than a thread's stack", payload);
        }
    }

    private static void keepContext(List<RejectedPart> rejected, Reading reading) {
        for (RejectedPart part : rejected) {
            if (part.array() != null) {
                part.array().keepContext(reading.keys());
            }
        }
    }

    private static SplitResult rejected(String reason, Payload payload) {
        return new SplitResult(List.of(), List.of(RejectedPart.ofPayload(reason, payload.body())));
    }

    /** The payload's text. Of what has been decoded before, no more is undone than that it may be compressed. */
    private byte[] decoded(Payload payload, Reading reading) throws UndecodableException {
        RequestParts request = payload.request();
        Decoder.Input input = new Decoder.Input(payload.contentType(), payload.contentEncoding(), request.path(),
                request.rawQuery(), request.headers(), limits.maxInflatedBytes());
        byte[] text = payload.body();
        for (Decoder decoder : reading.decoders().subList(0,
                payload.decoded() == Decoded.NO ? reading.decoders().size() : 1)) {
            text = decoder.decode(text, input);
        }
        return text;
    }

    private RecordShape shape(Payload payload, Reading reading, Set<String> keyNames) {
        boolean isKeyInside = !reading.keys().isEmpty() && !writeKeys.areOff() && payload.key() == null;
        return new RecordShape(payload.decoded() == Decoded.EVENTS ? EventPlaces.RECORD : reading.events(),
                reading.shared(), isKeyInside ? new PayloadKeys(reading.keys(), writeKeys.only(keyNames)) : null,
                reading.unfolding().filter(InnerDecodings::decodesTexts).orElse(null));
    }

    /**
     * A parser takes a name with bytes 0xff, which no UTF-8 has, for another one if it knows that: it pads names with
     * them. So that what is rejected does not depend on the payloads before, it knows none of their names then.
     */
    private JsonFactory factoryFor(byte[] text) {
        for (byte b : text) {
            if (b == (byte) 0xff) {
                return EventJson.clientFactory(limits.maxDepth());
            }
        }
        return json;
    }

    private SplitResult enrich(ParsedPayload parsed, byte[] text, JsonFactory factory, EventEnricher enricher)
            throws UnreadablePayloadException {
        List<EventCandidate> candidates = parsed.candidates();
        List<@Nullable EnrichedEvent> enriched = enricher.enrich(candidates, factory, parsed.valuesLeft());
        List<Event> events = new ArrayList<>(candidates.size());
        List<RejectedPart> rejected = new ArrayList<>(parsed.rejected());
        for (int at = 0; at < candidates.size(); at++) {
            EventCandidate candidate = candidates.get(at);
            EnrichedEvent enrichedEvent = enriched.get(at);
            Event event = enrichedEvent == null ? null : enrichedEvent.event();
            String reason = enrichedEvent == null ? null : event == null ? enrichedEvent.rejection()
                    : tooLarge(candidate, event, enrichedEvent.addedValues());
            if (reason != null) {
                rejected.add(new RejectedPart(reason, candidate.index(),
                        Arrays.copyOfRange(text, candidate.from(), candidate.to()), candidate.array())
                        .withKey(candidate.key()));
            } else if (event != null) {
                events.add(event);
            }
        }
        rejected.sort(Comparator.comparing(RejectedPart::position));
        return new SplitResult(events, rejected, enricher.unreadableTimes(), enricher.sourceCounts(),
                enricher.decorationCounts(), enricher.tally());
    }

    private @Nullable String tooLarge(EventCandidate candidate, Event event, int addedValues) {
        int values = candidate.values() + candidate.envelope().sharedValues() + addedValues;
        if (values > limits.maxEventValues()) {
            return "an event of " + values + " values; at most " + limits.maxEventValues()
                    + " (anivia.prospector.max-event-values)";
        }
        return tooLarge(event.json().length);
    }

    private @Nullable String tooLarge(int sizeBytes) {
        if (sizeBytes > limits.maxEventBytes()) {
            return "an event of " + sizeBytes + " bytes; at most " + limits.maxEventBytes()
                    + " (anivia.prospector.max-event)";
        }
        long most = maxMessageBytes.getAsLong();
        return sizeBytes <= most ? null
                : "an event of " + sizeBytes + " bytes; the broker takes at most " + most + " (max_message_size)";
    }
}
