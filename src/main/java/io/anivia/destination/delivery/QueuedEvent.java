package io.anivia.destination.delivery;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.anivia.broker.consume.Delivery;
import io.anivia.contract.EventJson;
import io.anivia.contract.MessageHeaders;
import org.jspecify.annotations.Nullable;

/**
 * An unacknowledged event of a destination's queue.
 *
 * @param body the event as JSON; shared and never written to
 * @param attempts failures that were the event's own so far
 * @param orderKey events with the same key are delivered in order, one at a time; {@code null} if its order is free
 * @param arrival its number in the order of arrival
 * @param settlement its acknowledgement to the broker
 */
public record QueuedEvent(byte[] body, Map<String, Object> headers, @Nullable String contentType,
        @Nullable String contentEncoding, int attempts, @Nullable String orderKey, long arrival,
        Acknowledgement settlement) {

    private static final AtomicLong ARRIVALS = new AtomicLong();

    /** An event's tie to the broker. Thread-safe. */
    interface Acknowledgement {
        /** It is delivered, dead or in the retry queue; does nothing the second time. */
        void ack();

        /**
         * Whether it is not to be delivered from here any more: it is acknowledged, or its channel is closed, and the
         * broker delivers it again.
         */
        boolean isGone();
    }

    private record DeliveryAcknowledgement(Delivery delivery, Runnable acknowledged, AtomicBoolean isAcknowledged)
            implements Acknowledgement {
        @Override
        public void ack() {
            if (isAcknowledged.compareAndSet(false, true)) {
                delivery.ack();
                acknowledged.run();
            }
        }

        @Override
        public boolean isGone() {
            return isAcknowledged.get() || delivery.isLost();
        }
    }

    /**
     * An event that was routed or replayed; it has no attempts yet.
     *
     * @param acknowledged called when it is acknowledged
     */
    public static QueuedEvent routed(Delivery delivery, @Nullable String orderKey, Runnable acknowledged) {
        return of(delivery, 0, orderKey, acknowledged);
    }

    /** An event out of the retry queue. */
    public static QueuedEvent retried(Delivery delivery, @Nullable String orderKey, Runnable acknowledged) {
        return of(delivery, (int) number(delivery.headers(), MessageHeaders.ATTEMPTS, 0), orderKey, acknowledged);
    }

    /** An event of a trial or a shadow, which is in no queue. */
    public static QueuedEvent ofTrial(byte[] json, Map<String, Object> headers) {
        return new QueuedEvent(json, headers, "application/json", null, 0, null, ARRIVALS.incrementAndGet(),
                new TrialAcknowledgement());
    }

    private record TrialAcknowledgement() implements Acknowledgement {
        @Override
        public void ack() {
            // No queue holds it.
        }

        @Override
        public boolean isGone() {
            return false;
        }
    }

    private static QueuedEvent of(Delivery delivery, int attempts, @Nullable String orderKey, Runnable acknowledged) {
        return new QueuedEvent(delivery.body(), delivery.headers(), delivery.contentType(), delivery.contentEncoding(),
                attempts, orderKey, ARRIVALS.incrementAndGet(),
                new DeliveryAcknowledgement(delivery, acknowledged, new AtomicBoolean()));
    }

    private static long number(Map<String, Object> headers, String name, long otherwise) {
        return headers.get(name) instanceof Number value ? value.longValue() : otherwise;
    }

    /** When Elmer received it; epoch milliseconds; now, if a stranger has put it into the queue without saying so. */
    long receivedAt() {
        return number(headers, MessageHeaders.RECEIVED_AT, System.currentTimeMillis());
    }

    /** When it is to be tried; epoch milliseconds. */
    long notBefore() {
        return number(headers, MessageHeaders.RETRY_AT, number(headers, MessageHeaders.FORMER_RETRY_AT, 0));
    }

    public @Nullable String header(String name) {
        Object value = headers.get(name);
        return value == null ? null : value.toString();
    }

    int sizeBytes() {
        return body.length;
    }

    void ack() {
        settlement.ack();
    }

    boolean isGone() {
        return settlement.isGone();
    }

    /** The event's id, read from the JSON without the rest of it; empty if it has none. */
    public Optional<String> id() {
        try (JsonParser json = EventJson.queuedParser(body)) {
            if (json.nextToken() == JsonToken.START_OBJECT) {
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    boolean found = json.currentName().equals("id");
                    if (json.nextToken() == JsonToken.VALUE_STRING && found) {
                        return Optional.of(json.getText());
                    }
                    json.skipChildren();
                }
            }
            return Optional.empty();
        } catch (IOException notJson) {
            return Optional.empty();
        }
    }

    /**
     * The event, read anew each time, since a route may change the one it is given.
     *
     * @throws IOException if it is not a JSON object
     */
    public Map<String, Object> event() throws IOException {
        return EventJson.read(body);
    }
}
