package io.anivia.destination.splunk;

import java.util.List;

import io.anivia.destination.http.HttpObservation;
import io.anivia.destination.splunk.HecEventWriter.WrittenEvent;
import org.jspecify.annotations.Nullable;

/**
 * The body of one request to the Event Collector.
 *
 * @param first zero-based position, in the whole batch, of its first event
 * @param events what its events were written as
 * @param bytes compressed, if the endpoint compresses
 * @param observation of the delivery that it belongs to; {@code null} if it belongs to none
 */
record HecRequestBody(int first, List<WrittenEvent> events, byte[] bytes, @Nullable HttpObservation observation) {

    HecRequestBody(int first, List<WrittenEvent> events, byte[] bytes) {
        this(first, events, bytes, null);
    }

    HecRequestBody observedBy(@Nullable HttpObservation delivery) {
        return new HecRequestBody(first, events, bytes, delivery);
    }

    int count() {
        return events.size();
    }

    /** Which of its events has the collector's event of this number; {@code null} if there is none. */
    @Nullable Integer eventOf(int number) {
        int end = 0;
        for (int at = 0; number >= 0 && at < events.size(); at++) {
            end += events.get(at).count();
            if (number < end) {
                return at;
            }
        }
        return null;
    }

    /** Whether an event names its index, or, if it is not known which event, one of them. */
    boolean namesIndex(@Nullable Integer at) {
        return at == null ? events.stream().anyMatch(WrittenEvent::namesIndex) : events.get(at).namesIndex();
    }
}
