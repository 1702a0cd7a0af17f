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
 * @param isPackable whether it may share one message with others for its queue; the consumer has to understand batches
 */
public record OutboundMessage(String exchange, String routingKey, Map<String, Object> headers,
        @Nullable String contentType, @Nullable String contentEncoding, byte[] body,
        boolean isPackable) {

    /** A message that travels alone. */
    public OutboundMessage(String exchange, String routingKey, Map<String, Object> headers,
            @Nullable String contentType, @Nullable String contentEncoding, byte[] body) {
        this(exchange, routingKey, headers, contentType, contentEncoding, body, false);
    }

    /** A JSON message straight to a queue. */
    public static OutboundMessage json(String queue, Map<String, Object> headers, byte[] body) {
        return new OutboundMessage("", queue, headers, "application/json", null, body);
    }

    /** The same, and others may travel with it. */
    public OutboundMessage packable() {
        return new OutboundMessage(exchange, routingKey, headers, contentType, contentEncoding, body, true);
    }
}
