package io.anivia.prospector;

import java.time.Duration;
import java.util.List;

import com.fasterxml.jackson.core.JsonFactory;

/**
 * Takes payloads apart into events: Splitter, then Content Enricher.
 *
 * <p>A payload is JSON in UTF-8, gzipped or not: an object with {@code events}, one bare event, an array of events, or
 * any number of these one after the other, as in NDJSON. What is not an event is rejected, by itself where that can be
 * told, and everything else goes on; nothing is ever lost or let through twice, and no payload makes this throw.
 *
 * <p>The same payload always gives the same events. Thread-safe; make one and keep it.
 */
final class PayloadSplitter {

    private final JsonFactory json;
    private final PayloadLimits limits;
    private final DeviceClock clock;

    /** @param clockTolerance how far {@code sentAt} may be from {@code receivedAt} and count as transit, not skew */
    PayloadSplitter(PayloadLimits limits, Duration clockTolerance) {
        this.json = Json.factory(limits.maxDepth());
        this.limits = limits;
        this.clock = new DeviceClock(clockTolerance);
    }

    /** Splits one payload. Its body is read, not kept, except as the body of a rejected payload. */
    Split split(Payload payload) {
        try {
            byte[] text = PayloadBody.inflate(payload.body(), payload.contentEncoding(), limits.maxInflatedBytes());
            PayloadReader.Contents contents = new PayloadReader(json, limits, text, payload.contentType()).read();
            EventEnricher enricher = new EventEnricher(clock, payload, contents.sentAt());
            return new Split(contents.found().stream().map(enricher::enrich).toList(), contents.rejected());
        } catch (UnreadablePayloadException e) {
            return new Split(List.of(), List.of(new Rejected(e.getMessage(), null, payload.body())));
        }
    }
}
