package io.anivia.prospector;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;

import com.fasterxml.jackson.core.JsonFactory;
import io.anivia.contract.EventJson;
import io.anivia.prospector.PayloadReader.ParsedPayload;
import io.anivia.prospector.RecordReader.EventCandidate;
import org.jspecify.annotations.Nullable;

/**
 * Splits payloads into events: Splitter, then Content Enricher.
 *
 * <p>A payload is JSON in UTF-8, gzipped or not: an object with {@code events}, one bare event, an array of events, or
 * any number of these one after the other, as in NDJSON. What is not an event is rejected, by itself where its end is
 * known, and everything else goes on; no event is lost or comes out twice, and no payload makes this throw.
 *
 * <p>The same payload always gives the same events. Thread-safe; make one and keep it.
 */
final class PayloadSplitter {

    /** Its parsers share a table of names. */
    private final JsonFactory json;
    private final PayloadLimits limits;
    private final LongSupplier maxMessageBytes;
    private final DeviceClock clock;

    PayloadSplitter(PayloadLimits limits, DeviceClock clock) {
        this(limits, () -> Long.MAX_VALUE, clock);
    }

    /** @param maxMessageBytes the largest message that the broker takes, as far as that is known */
    PayloadSplitter(PayloadLimits limits, LongSupplier maxMessageBytes, DeviceClock clock) {
        this.json = EventJson.clientFactory(limits.maxDepth());
        this.limits = limits;
        this.maxMessageBytes = maxMessageBytes;
        this.clock = clock;
    }

    /** Splits one payload. Its body is read, not kept, except as the body of a rejected payload. */
    SplitResult split(Payload payload) {
        try {
            byte[] text = PayloadBody.inflate(payload.body(), payload.contentEncoding(), limits.maxInflatedBytes());
            ParsedPayload parsed = new PayloadReader(factoryFor(text), limits, text, payload.contentType()).read();
            return enrich(parsed, text, new EventEnricher(clock, payload));
        } catch (UnreadablePayloadException e) {
            return new SplitResult(List.of(), List.of(new RejectedPart(e.reason(), null, payload.body())));
        }
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

    private SplitResult enrich(ParsedPayload parsed, byte[] text, EventEnricher enricher) {
        List<EventCandidate> candidates = parsed.candidates();
        List<Event> enriched = enricher.enrich(candidates);
        List<Event> events = new ArrayList<>(candidates.size());
        List<RejectedPart> rejected = new ArrayList<>(parsed.rejected());
        for (int at = 0; at < candidates.size(); at++) {
            EventCandidate candidate = candidates.get(at);
            Event event = enriched.get(at);
            String reason = tooLarge(event.json().length);
            if (reason == null) {
                events.add(event);
            } else {
                rejected.add(new RejectedPart(reason, candidate.index(),
                        Arrays.copyOfRange(text, candidate.from(), candidate.to())));
            }
        }
        rejected.sort(Comparator.comparing(RejectedPart::position));
        return new SplitResult(events, rejected, enricher.unreadableTimes());
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
