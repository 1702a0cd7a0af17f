package io.anivia.broker.consume;

import java.util.Map;

import io.anivia.broker.connection.AmqpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A message that the broker has delivered and that is not acknowledged yet. {@link #ack} or {@link #requeue} is called
 * once, on any thread; both do nothing when the channel is closed, because the broker has requeued the message then.
 */
public final class Delivery {

    /** Written by quorum queues: how often it was given back. RabbitMQ 4.3 no longer counts a basic.nack as that. */
    private static final String RETURNS = "x-delivery-count";
    /** Written by quorum queues of RabbitMQ 4: how often it was delivered, and not acknowledged. */
    private static final String ACQUISITIONS = "x-acquired-count";

    private final AckHandle ackHandle;
    private volatile boolean redelivered;
    private final Map<String, Object> headers;
    private final @Nullable String contentType;
    private final @Nullable String contentEncoding;
    private final byte[] body;

    public Delivery(AckHandle ackHandle, boolean redelivered, Map<String, Object> headers,
            @Nullable String contentType, @Nullable String contentEncoding, byte[] body) {
        this.ackHandle = ackHandle;
        this.redelivered = redelivered;
        this.headers = headers;
        this.contentType = contentType;
        this.contentEncoding = contentEncoding;
        this.body = body;
    }

    /** A message as the client has received it. */
    public static Delivery of(AckHandle ackHandle, com.rabbitmq.client.Delivery message) {
        return new Delivery(ackHandle, message.getEnvelope().isRedeliver(),
                AmqpHeaders.read(message.getProperties().getHeaders()), message.getProperties().getContentType(),
                message.getProperties().getContentEncoding(), message.getBody());
    }

    public byte[] body() {
        return body;
    }

    /** Headers as plain Java values. */
    public Map<String, Object> headers() {
        return headers;
    }

    public @Nullable String header(String name) {
        Object value = headers.get(name);
        return value == null ? null : value.toString();
    }

    public @Nullable String contentType() {
        return contentType;
    }

    public @Nullable String contentEncoding() {
        return contentEncoding;
    }

    /** Settles the message; unlike the delivery it does not keep the body in memory. */
    public AckHandle ackHandle() {
        return ackHandle;
    }

    /** How often the broker has taken it back, as far as it counts that: quorum queues do. */
    public int returns() {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(count(RETURNS), count(ACQUISITIONS)));
    }

    private long count(String header) {
        return headers.get(header) instanceof Number count ? count.longValue() : 0;
    }

    /** Whether it was delivered before, to this consumer or another. */
    public boolean redelivered() {
        return redelivered;
    }

    /**
     * Whether its channel is closed. The broker delivers it again, so processing it would do so twice.
     */
    public boolean isLost() {
        return ackHandle.isLost();
    }

    /** Acknowledges it: the broker removes it from the queue. */
    public void ack() {
        ackHandle.ack();
    }

    /** Returns it, to be delivered again to this consumer or another. */
    public void requeue() {
        redelivered = true;
        ackHandle.requeue();
    }
}
