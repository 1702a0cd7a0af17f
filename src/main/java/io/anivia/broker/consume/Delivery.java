package io.anivia.broker.consume;

import java.util.Map;

import com.rabbitmq.client.Envelope;
import io.anivia.broker.batch.MessageBatch;
import io.anivia.broker.connection.AmqpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A message in hand. It stays the broker's until it is acknowledged; {@link #ack} and {@link #requeue} may be called
 * from any thread, once, and do nothing when the channel it came on is gone, because the broker has it again then.
 */
public final class Delivery {

    private final AckHandle ackHandle;
    private volatile boolean redelivered;
    private final String exchange;
    private final String routingKey;
    private final Map<String, Object> headers;
    private final @Nullable String contentType;
    private final @Nullable String contentEncoding;
    private final byte[] body;

    /** Where a delivery came from, and is settled; each is told once of each of its deliveries. */
    public interface AckHandle {
        void ack(Delivery delivery);

        void requeue(Delivery delivery);

        boolean isLost();
    }

    /** One that came as a message of its own. */
    public Delivery(AckHandle ackHandle, com.rabbitmq.client.Delivery delivery) {
        this.ackHandle = ackHandle;
        this.redelivered = delivery.getEnvelope().isRedeliver();
        this.exchange = delivery.getEnvelope().getExchange();
        this.routingKey = delivery.getEnvelope().getRoutingKey();
        this.headers = AmqpHeaders.read(delivery.getProperties().getHeaders());
        this.contentType = delivery.getProperties().getContentType();
        this.contentEncoding = delivery.getProperties().getContentEncoding();
        this.body = delivery.getBody();
    }

    /** One that came in a pack. */
    public Delivery(AckHandle ackHandle, Envelope envelope, MessageBatch.Entry entry) {
        this.ackHandle = ackHandle;
        this.redelivered = envelope.isRedeliver();
        this.exchange = envelope.getExchange();
        this.routingKey = envelope.getRoutingKey();
        this.headers = entry.headers();
        this.contentType = entry.contentType();
        this.contentEncoding = entry.contentEncoding();
        this.body = entry.body();
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
        return ackHandle.isLost();
    }

    /** Safe elsewhere: the broker may forget it. */
    public void ack() {
        ackHandle.ack(this);
    }

    /** Gives it back to the queue, for anybody to take; or, if it came in a pack, to this consumer, to be tried again. */
    public void requeue() {
        redelivered = true;
        ackHandle.requeue(this);
    }
}
