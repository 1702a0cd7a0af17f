package io.anivia.broker.consume;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import io.anivia.broker.batch.BatchDelivery;
import io.anivia.broker.batch.MessageBatch;
import io.anivia.broker.batch.PackSize;
import io.anivia.broker.connection.BrokerConnection;
import io.anivia.broker.connection.Channels;
import io.anivia.broker.connection.Declaration;
import io.anivia.broker.connection.Topology;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Consumes a queue on a channel of its own, with explicit acknowledgements, across reconnects.
 *
 * <p>{@link #requeueAndCancel} cancels the consumer and requeues all unacknowledged messages; {@link #drain} cancels it
 * and requeues none; {@link #resume} consumes again after either. Deliveries on their way to the handler still reach it
 * afterwards.
 *
 * <p>A batch reaches the handler as several deliveries. The broker's prefetch count is in messages, so the queue is
 * consumed anew when the batches in it have become larger or smaller.
 *
 * <p>The broker bounds messages, and the {@link PrefetchWindow} bytes: a message that does not fit is requeued with all
 * behind it, and the queue is consumed again when half of the window is acknowledged.
 *
 * <p>Thread-safe.
 */
public final class QueueSubscription implements BrokerConnection.ChannelOwner, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(QueueSubscription.class);

    private final Declaration declaration;
    private final String queue;
    private final Prefetch prefetch;
    private final Consumer<Delivery> handler;
    private final BrokerConnection connection;
    private final @Nullable Topology topology;
    private final Acknowledger.Flusher acknowledgements;
    private final PackSize packSize = new PackSize();
    /** The prefetch count at the broker. */
    private volatile int prefetchCount;

    /** Guarded by this, like all that follow; the lock is not held while the channel is written to. */
    private @Nullable Channel channel;
    private @Nullable Acknowledger acknowledger;
    private @Nullable PrefetchWindow window;
    private @Nullable String consumerTag;
    private boolean paused;
    /** Channels whose deliveries are not requeued yet; a new consumer would overtake them. */
    private int leaving;
    /** Until the deliveries that did not fit are requeued. */
    private boolean full;

    /** @param topology declares the queue; {@code null} if it is not to be declared */
    public QueueSubscription(Declaration declaration, Prefetch prefetch, Consumer<Delivery> handler, BrokerConnection connection,
            @Nullable Topology topology, Acknowledger.Flusher acknowledgements) {
        this.declaration = declaration;
        this.queue = Objects.requireNonNull(declaration.queue(), "a subscription needs a queue");
        this.prefetch = prefetch;
        this.prefetchCount = prefetch.messages();
        this.handler = handler;
        this.connection = connection;
        this.topology = topology;
        this.acknowledgements = acknowledgements;
    }

    @Override
    public void onConnected(Connection opened) throws IOException {
        synchronized (this) {
            if (paused || leaving > 0) {
                return;
            }
            boolean alive = channel != null && channel.isOpen();
            if (alive && (consumerTag != null || full || window != null && window.isClosed())) {
                return;
            }
            channel = alive ? channel : null;
        }
        if (topology != null) {
            topology.declare(opened, declaration);
        }
        openUnlessOpen(opened);
        consume();
    }

    private void openUnlessOpen(Connection opened) throws IOException {
        synchronized (this) {
            if (channel != null) {
                // Drained or full, with unacknowledged deliveries on the channel.
                return;
            }
        }
        Channel next = Channels.open(opened);
        if (use(next)) {
            // Last, because it fires at once if the channel is lost already.
            next.addShutdownListener(this::lost);
        } else {
            Channels.abort(next);
        }
    }

    private synchronized boolean use(Channel next) {
        if (!paused) {
            channel = next;
            acknowledger = new Acknowledger(new ChannelWire(next), acknowledgements, () -> prefetchCount / 4);
            window = new PrefetchWindow(prefetch);
            consumerTag = null;
            full = false;
        }
        return !paused;
    }

    private void lost(ShutdownSignalException cause) {
        if (!cause.isHardError() && !cause.isInitiatedByApplication()) {
            LOG.warn("Queue '{}': the broker closed its channel: {}", queue, cause.getMessage());
        }
        connection.reopen(this);
    }

    private void consume() throws IOException {
        Channel on;
        ChannelConsumer intake;
        synchronized (this) {
            if (channel == null || acknowledger == null || window == null) {
                return;
            }
            on = channel;
            intake = new ChannelConsumer(on, acknowledger, window);
        }
        String tag;
        try {
            prefetchCount = packSize.messages(prefetch.messages());
            on.basicQos(prefetchCount);
            tag = on.basicConsume(queue, false, "", false, false, Map.of(), intake);
        } catch (IOException | RuntimeException e) {
            Channels.abort(on);
            throw e;
        }
        boolean late;
        synchronized (this) {
            consumerTag = channel == on ? tag : consumerTag;
            late = paused;
        }
        if (late) {
            drain();
        }
    }

    /**
     * Receives the deliveries of one consumer, on the one thread that the client calls it on.
     *
     * <p>A message that does not fit cancels the consumer. It and those behind it are requeued together, once the
     * broker has confirmed the cancel, and before the queue is consumed again; a quorum queue may still deliver others
     * before them.
     */
    private final class ChannelConsumer extends DefaultConsumer {

        private final Acknowledger tags;
        private final PrefetchWindow window;
        private final List<Long> refused = new ArrayList<>();
        private boolean ending;

        ChannelConsumer(Channel on, Acknowledger tags, PrefetchWindow window) {
            super(on);
            this.tags = tags;
            this.window = window;
        }

        @Override
        public void handleDelivery(String consumer, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
            if (!refused.isEmpty()) {
                refused.add(envelope.getDeliveryTag());
                return;
            }
            List<Delivery> deliveries = unpack(new com.rabbitmq.client.Delivery(envelope, properties, body));
            long size = deliveries.stream().mapToLong(delivery -> delivery.body().length).sum();
            if (window.take(size, deliveries.size())) {
                deliveries.forEach(handler);
                packSize.came(deliveries.size());
                leaveIfPacksHaveChanged(consumer);
            } else {
                refused.add(envelope.getDeliveryTag());
                full(getChannel(), true);
                connection.execute(() -> cancel(consumer));
            }
        }

        private List<Delivery> unpack(com.rabbitmq.client.Delivery message) {
            long tag = message.getEnvelope().getDeliveryTag();
            if (MessageBatch.isPack(message.getProperties())) {
                try {
                    List<MessageBatch.Entry> entries = MessageBatch.read(message.getBody());
                    return new BatchDelivery(tags, tag, this::release, handler, BatchDelivery.LONGEST_HOLD)
                            .deliveries(message.getEnvelope(), entries);
                } catch (IOException e) {
                    LOG.warn("Queue '{}': what calls itself a batch is none, and is taken as it is: {}", queue,
                            e.getMessage());
                }
            }
            return List.of(new Delivery(new SingleDelivery(tags, tag, this::release), message));
        }

        private void leaveIfPacksHaveChanged(String consumer) {
            int wanted = packSize.messages(prefetch.messages());
            if (!ending && (wanted > 2 * prefetchCount || 2 * wanted < prefetchCount)) {
                ending = true;
                connection.execute(() -> cancel(consumer));
            }
        }

        private void release(int sizeBytes) {
            if (window.release(sizeBytes)) {
                connection.reopen(QueueSubscription.this);
            }
        }

        @Override
        public void handleCancelOk(String consumer) {
            if (!refused.isEmpty()) {
                tags.requeue(List.copyOf(refused), () -> full(getChannel(), false));
            } else if (ending) {
                connection.reopen(QueueSubscription.this);
            }
        }

        /** The broker has cancelled it: the queue was deleted or has moved. */
        @Override
        public void handleCancel(String consumer) {
            LOG.warn("Queue '{}': the broker cancelled its consumer; consuming again", queue);
            // On another thread: waiting for the broker here would delay the deliveries of other channels.
            connection.execute(() -> Channels.abort(getChannel()));
        }
    }

    private void full(Channel on, boolean now) {
        synchronized (this) {
            if (channel != on) {
                return;
            }
            full = now;
        }
        if (!now) {
            connection.reopen(this);
        }
    }

    /** The likely number of deliveries in a number of messages of the queue. */
    public long deliveries(long messages) {
        return packSize.deliveries(messages);
    }

    /** Deliveries that are neither acknowledged nor requeued, without those of closed channels. */
    public synchronized int inHand() {
        return channel != null && channel.isOpen() && window != null ? window.deliveries() : 0;
    }

    /** Cancels the consumer; deliveries can still be acknowledged until {@link #requeueAndCancel} or {@link #close}. */
    public void drain() {
        String consumer;
        synchronized (this) {
            paused = true;
            consumer = consumerTag;
        }
        if (consumer != null) {
            cancel(consumer);
        }
    }

    /** Cancels a consumer if it is the current one; a late delivery of an earlier one must not cancel it. */
    private void cancel(String consumer) {
        Channel consuming;
        synchronized (this) {
            if (channel == null || !consumer.equals(consumerTag)) {
                return;
            }
            consuming = channel;
            consumerTag = null;
        }
        try {
            consuming.basicCancel(consumer);
        } catch (IOException | AlreadyClosedException e) {
            LOG.debug("Queue '{}': the broker has not said that it cancels; its channel is given up", queue, e);
            Channels.abort(consuming);
        }
    }

    /** Cancels the consumer and requeues unacknowledged messages, at their old place in the queue. */
    public void requeueAndCancel() {
        Channel last;
        Acknowledger tags;
        synchronized (this) {
            paused = true;
            last = channel;
            tags = acknowledger;
            channel = null;
            acknowledger = null;
            window = null;
            consumerTag = null;
            if (last == null || tags == null) {
                return;
            }
            leaving++;
        }
        // After the acknowledgements so far are written.
        tags.finish(() -> connection.execute(() -> leave(last)));
    }

    private void leave(Channel last) {
        Channels.abort(last);
        synchronized (this) {
            leaving--;
        }
        connection.reopen(this);
    }

    /** Consumes again, after {@link #drain} or {@link #requeueAndCancel}. */
    public void resume() {
        synchronized (this) {
            paused = false;
        }
        connection.reopen(this);
    }

    @Override
    public void close() {
        connection.unregister(this);
        requeueAndCancel();
    }

    public record ChannelWire(Channel channel) implements Acknowledger.Wire {
        @Override
        public void ack(long tag, boolean multiple) throws IOException {
            channel.basicAck(tag, multiple);
        }

        @Override
        public void requeue(long tag) throws IOException {
            channel.basicNack(tag, false, true);
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }
    }
}
