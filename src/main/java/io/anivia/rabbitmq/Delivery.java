package io.anivia.rabbitmq;

import java.util.Map;
import java.util.function.IntConsumer;

import org.jspecify.annotations.Nullable;

/**
 * A message in hand. It stays the broker's until it is acknowledged; {@link #ack} and {@link #requeue} may be called
 * from any thread, once, and do nothing when the channel it came on is gone, because the broker has it again then.
 */
public final class Delivery {

    private final Acknowledger acknowledger;
    private final IntConsumer released;
    private final long tag;
    private final boolean redelivered;
    private final String exchange;
    private final String routingKey;
    private final Map<String, Object> headers;
    private final @Nullable String contentType;
    private final @Nullable String contentEncoding;
    private final byte[] body;

    /** @param released told the body's bytes, once, when they are in hand no more */
    Delivery(Acknowledger acknowledger, IntConsumer released, com.rabbitmq.client.Delivery delivery) {
        this.acknowledger = acknowledger;
        this.released = released;
        this.tag = delivery.getEnvelope().getDeliveryTag();
        this.redelivered = delivery.getEnvelope().isRedeliver();
        this.exchange = delivery.getEnvelope().getExchange();
        this.routingKey = delivery.getEnvelope().getRoutingKey();
        this.headers = AmqpHeaders.read(delivery.getProperties().getHeaders());
        this.contentType = delivery.getProperties().getContentType();
        this.contentEncoding = delivery.getProperties().getContentEncoding();
        this.body = delivery.getBody();
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

    public String exchange() {
        return exchange;
    }

    public String routingKey() {
        return routingKey;
    }

    /** Whether it was delivered before, to anybody. */
    public boolean redelivered() {
        return redelivered;
    }

    /**
     * Whether the broker has taken it back, because the channel it came on is closed: it is, or will be, delivered
     * again, and what has not begun to process it had better not.
     */
    public boolean isLost() {
        return acknowledger.isLost();
    }

    /** Safe elsewhere: the broker may forget it. */
    public void ack() {
        acknowledger.ack(tag);
        released.accept(body.length);
    }

    /** Gives it back to the queue, for anybody to take. */
    public void requeue() {
        acknowledger.requeue(tag);
        released.accept(body.length);
    }
}
