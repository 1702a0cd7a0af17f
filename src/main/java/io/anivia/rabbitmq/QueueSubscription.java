package io.anivia.rabbitmq;

import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Consumes a queue on a channel of its own, with manual acknowledgement, through losses of the connection.
 *
 * <p>{@link #pause} gives back everything that is unacknowledged and takes nothing more; {@link #drain} takes nothing
 * more and gives back nothing; {@link #resume} goes on after either. What was on its way to the handler still reaches
 * it afterwards.
 *
 * <p>Thread-safe.
 */
public final class QueueSubscription implements BrokerConnection.User, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(QueueSubscription.class);

    private final Declaration declaration;
    private final String queue;
    private final int prefetch;
    private final Consumer<Delivery> handler;
    private final BrokerConnection connection;
    private final @Nullable Topology topology;
    private final Executor acknowledgements;

    /** Guarded by this, like all that follow; not held while anything is written. */
    private @Nullable Channel channel;
    private @Nullable Acknowledger acknowledger;
    private @Nullable String consumerTag;
    private boolean paused;

    /**
     * @param topology declares the queue; {@code null} if it is not to be declared
     * @throws IllegalArgumentException if the prefetch count is not one
     */
    QueueSubscription(Declaration declaration, int prefetch, Consumer<Delivery> handler, BrokerConnection connection,
            @Nullable Topology topology, Executor acknowledgements) {
        if (prefetch < 1 || prefetch > 0xffff) {
            throw new IllegalArgumentException("the prefetch count must be from 1 to 65535, not " + prefetch);
        }
        this.declaration = declaration;
        this.queue = Objects.requireNonNull(declaration.queue(), "a subscription needs a queue");
        this.prefetch = prefetch;
        this.handler = handler;
        this.connection = connection;
        this.topology = topology;
        this.acknowledgements = acknowledgements;
    }

    @Override
    public void opened(Connection opened) throws IOException {
        synchronized (this) {
            if (paused) {
                return;
            }
            boolean alive = channel != null && channel.isOpen();
            if (alive && consumerTag != null) {
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
                // Drained, with deliveries in hand that are acknowledged on it.
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
            acknowledger = new Acknowledger(new ChannelWire(next), acknowledgements, prefetch / 4);
            consumerTag = null;
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
        Acknowledger tags;
        synchronized (this) {
            if (channel == null || acknowledger == null) {
                return;
            }
            on = channel;
            tags = acknowledger;
        }
        String tag;
        try {
            on.basicQos(prefetch);
            tag = on.basicConsume(queue, false, "", false, false, Map.of(),
                    (consumer, message) -> handler.accept(new Delivery(tags, message)),
                    // Cancelled by the broker: the queue was deleted or has moved.
                    consumer -> abandon(on),
                    (consumer, cause) -> LOG.debug("Queue '{}' is consumed no more", queue));
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

    private void abandon(Channel abandoned) {
        LOG.warn("Queue '{}': the broker cancelled its consumer; consuming again", queue);
        Channels.abort(abandoned);
    }

    /** Takes nothing more; what is in hand can still be acknowledged, until {@link #pause} or {@link #close}. */
    public void drain() {
        Channel consuming;
        String tag;
        synchronized (this) {
            paused = true;
            consuming = channel;
            tag = consumerTag;
            consumerTag = null;
        }
        if (consuming != null && tag != null && consuming.isOpen()) {
            try {
                consuming.basicCancel(tag);
            } catch (IOException | AlreadyClosedException e) {
                LOG.debug("Queue '{}': nothing to cancel, the channel is gone", queue, e);
            }
        }
    }

    /** Takes nothing more and gives back what is unacknowledged, at its old place in the queue. */
    public void pause() {
        Channel last;
        Acknowledger tags;
        synchronized (this) {
            paused = true;
            last = channel;
            tags = acknowledger;
            channel = null;
            acknowledger = null;
            consumerTag = null;
        }
        if (last != null && tags != null) {
            // Not before what was acknowledged until now is written.
            tags.finish(() -> connection.execute(() -> Channels.abort(last)));
        }
    }

    /** Consumes again. */
    public void resume() {
        synchronized (this) {
            paused = false;
        }
        connection.reopen(this);
    }

    @Override
    public void close() {
        connection.leave(this);
        pause();
    }

    record ChannelWire(Channel channel) implements Acknowledger.Wire {
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
