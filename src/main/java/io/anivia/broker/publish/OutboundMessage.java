package io.anivia.broker.publish;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A message to be published: persistent, mandatory, confirmed.
 *
 * @param exchange the exchange; empty for the default one, where the routing key is a queue's name
 * @param routingKey the routing key
 * @param headers AMQP headers; strings, numbers, booleans and dates
 * @param contentType the body's media type
 * @param contentEncoding how the body is compressed
 * @param body the bytes, shared and never written to
 * @param isBatchable whether it may share one message with others for its queue; the consumer has to understand batches
 * @param alternateQueue a queue to publish to if this one goes on refusing the message; {@code null} if there is none
 */
public record OutboundMessage(String exchange, String routingKey, Map<String, Object> headers,
        @Nullable String contentType, @Nullable String contentEncoding, byte[] body, boolean isBatchable,
        @Nullable String alternateQueue) {

    /** A message that travels alone. */
    public OutboundMessage(String exchange, String routingKey, Map<String, Object> headers,
            @Nullable String contentType, @Nullable String contentEncoding, byte[] body) {
        this(exchange, routingKey, headers, contentType, contentEncoding, body, false, null);
    }

    /** A JSON message straight to a queue. */
    public static OutboundMessage json(String queue, Map<String, Object> headers, byte[] body) {
        return new OutboundMessage("", queue, headers, "application/json", null, body);
    }

    /** The same, and others may travel with it. */
    public OutboundMessage batchable() {
        return new OutboundMessage(exchange, routingKey, headers, contentType, contentEncoding, body, true,
                alternateQueue);
    }

    /** The same, with another queue to publish to if this one refuses it. */
    public OutboundMessage orElse(String queue) {
        return new OutboundMessage(exchange, routingKey, headers, contentType, contentEncoding, body, isBatchable,
                queue);
    }

    /** The same, alone, straight to the alternate queue, or to the same queue if there is none. */
    public OutboundMessage toAlternate() {
        return alternateQueue == null ? this
                : new OutboundMessage("", alternateQueue, headers, contentType, contentEncoding, body);
    }
}
