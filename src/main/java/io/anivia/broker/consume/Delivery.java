package io.anivia.broker.consume;

import java.util.Map;

import com.rabbitmq.client.Envelope;
import io.anivia.broker.batch.MessageBatch;
import io.anivia.broker.connection.AmqpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A message that the broker has delivered and that is not acknowledged yet. {@link #ack} or {@link #requeue} is called
 * once, on any thread; both do nothing when the channel is closed, because the broker has requeued the message then.
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

    /** Acknowledges or requeues deliveries; called once for each. */
    public interface AckHandle {
        void ack(Delivery delivery);

        void requeue(Delivery delivery);

        boolean isLost();
    }

    /** A delivery that is a message of its own. */
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

    /** A delivery out of a batch. */
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
        ackHandle.ack(this);
    }

    /** Returns it to the queue, or, if it came in a batch, to this consumer. */
    public void requeue() {
        redelivered = true;
        ackHandle.requeue(this);
    }
}
