package io.anivia.rabbitmq;

import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Consumes a queue on a channel of its own, with manual acknowledgement, through losses of the connection.
 *
 * <p>{@link #pause} gives back everything that is unacknowledged and takes nothing more; {@link #resume} goes on.
 */
public final class QueueSubscription implements BrokerConnection.User, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(QueueSubscription.class);

    private final Declaration declaration;
    private final int prefetch;
    private final Consumer<Delivery> handler;
    private final BrokerConnection connection;
    private final Topology topology;
    private final Executor acknowledgements;
    private @Nullable Channel channel;
    private String consumerTag = "";
    private boolean paused;

    QueueSubscription(Declaration declaration, int prefetch, Consumer<Delivery> handler, BrokerConnection connection,
            Topology topology, Executor acknowledgements) {
        this.declaration = declaration;
        this.prefetch = prefetch;
        this.handler = handler;
        this.connection = connection;
        this.topology = topology;
        this.acknowledgements = acknowledgements;
    }

    private String queue() {
        return Objects.requireNonNull(declaration.queue(), "a subscription needs a queue");
    }

    @Override
    public synchronized void opened(Connection opened) throws IOException {
        if (paused || channel != null && channel.isOpen()) {
            return;
        }
        topology.declare(opened, declaration);
        Channel next = Channels.open(opened);
        channel = next;
        next.basicQos(prefetch);
        Acknowledger acknowledger = new Acknowledger(next, acknowledgements);
        next.addShutdownListener(cause -> {
            if (!cause.isHardError() && !cause.isInitiatedByApplication()) {
                LOG.warn("Queue '{}': the broker closed its channel: {}", queue(), cause.getMessage());
            }
            connection.reopen(this);
        });
        consumerTag = next.basicConsume(queue(), false, "", false, false, Map.of(),
                (tag, message) -> handler.accept(new Delivery(acknowledger, message)),
                // Cancelled by the broker: the queue was deleted or has moved.
                tag -> abandon(next), (tag, cause) -> LOG.debug("Queue '{}' is consumed no more", queue()));
    }

    private void abandon(Channel abandoned) {
        LOG.warn("Queue '{}': the broker cancelled its consumer; consuming again", queue());
        Channels.abort(abandoned);
    }

    /** Takes nothing more; what is in hand can still be acknowledged, until {@link #pause} or {@link #close}. */
    public synchronized void drain() {
        paused = true;
        if (channel != null && channel.isOpen()) {
            try {
                channel.basicCancel(consumerTag);
            } catch (IOException | AlreadyClosedException e) {
                LOG.debug("Queue '{}': nothing to cancel, the channel is gone", queue(), e);
            }
        }
    }

    /** Takes nothing more and gives back what is unacknowledged, at its old place in the queue. */
    public synchronized void pause() {
        paused = true;
        if (channel != null) {
            Channels.abort(channel);
            channel = null;
        }
    }

    /** Consumes again. */
    public void resume() {
        synchronized (this) {
            pause();
            paused = false;
        }
        connection.reopen(this);
    }

    @Override
    public void close() {
        connection.leave(this);
        pause();
    }
}
