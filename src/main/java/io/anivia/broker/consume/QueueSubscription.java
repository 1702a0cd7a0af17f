package io.anivia.broker.consume;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.anivia.broker.connection.BrokerConnection;
import io.anivia.broker.connection.Channels;
import io.anivia.broker.connection.Topology;
import io.anivia.common.LogThrottle;
import org.jspecify.annotations.Nullable;

/**
 * Consumes a queue with explicit acknowledgements, across reconnects: one {@link ConsumerSession} after the other, each
 * on a channel of its own.
 *
 * <p>{@link #requeueAndCancel} cancels the consumer and requeues all unacknowledged messages; {@link #drain} cancels it
 * and requeues none; {@link #resume} consumes again after either. Deliveries on their way to the handler still reach it
 * afterwards.
 *
 * <p>Thread-safe.
 */
public final class QueueSubscription implements BrokerConnection.ChannelOwner, AutoCloseable {

    private enum Desired {
        RUN, DRAIN, STOP
    }

    private final String queue;
    private final Prefetch prefetch;
    private final DeliveryCounter counter;
    private final Consumer<Delivery> handler;
    private final BrokerConnection connection;
    private final @Nullable Topology topology;
    private final Object openingLock;
    private final Acknowledger.Flusher acknowledgements;
    private final DeliveryAverage average = new DeliveryAverage();
    /** Without rights each attempt to consume closes a channel, once a second. */
    private final LogThrottle seldomClosed = new LogThrottle(Duration.ofMinutes(1));

    /** Guarded by this, like the session. */
    private Desired desired = Desired.RUN;
    private @Nullable ConsumerSession session;

    /**
     * @param counter how many deliveries the handler makes of a message
     * @param topology declares the queue; {@code null} if it is not to be declared
     * @param openingLock held while the queue is declared and consumed; the same for all subscriptions to the queue
     */
    public QueueSubscription(String queue, Prefetch prefetch, DeliveryCounter counter, Consumer<Delivery> handler,
            BrokerConnection connection, @Nullable Topology topology, Object openingLock,
            Acknowledger.Flusher acknowledgements) {
        this.queue = queue;
        this.prefetch = prefetch;
        this.counter = counter;
        this.handler = handler;
        this.connection = connection;
        this.topology = topology;
        this.openingLock = openingLock;
        this.acknowledgements = acknowledgements;
    }

    @Override
    public void onConnected(Connection opened) throws IOException {
        synchronized (openingLock) {
            declareAndConsume(opened);
        }
    }

    private void declareAndConsume(Connection opened) throws IOException {
        ConsumerSession current = live();
        boolean hasNothingToDo = current != null && !current.mayStart();
        if (desired() != Desired.RUN || hasNothingToDo) {
            return;
        }
        if (topology != null) {
            topology.declare(opened, queue);
        }
        if (current == null) {
            current = open(opened);
        }
        current.start();
        carryOut(desired(), current);
    }

    /** A queue that is not declared may be missing. */
    @Override
    public boolean isRequired() {
        return topology != null;
    }

    private synchronized Desired desired() {
        return desired;
    }

    /** The session, unless its channel is closed. */
    private synchronized @Nullable ConsumerSession live() {
        if (session != null && session.state() == SessionState.CLOSED) {
            session = null;
        }
        return session;
    }

    private ConsumerSession open(Connection opened) throws IOException {
        Channel channel = Channels.open(opened);
        ConsumerSession next = new ConsumerSession(channel, queue, prefetch, counter, average, handler,
                connection::execute, () -> connection.reopen(this), acknowledgements, seldomClosed);
        synchronized (this) {
            session = next;
        }
        next.watch();
        return next;
    }

    /** For a wish that came while the session was being started. */
    private static void carryOut(Desired wish, ConsumerSession on) {
        switch (wish) {
            case RUN -> { }
            case DRAIN -> on.cancel();
            case STOP -> on.close();
        }
    }

    /** The likely number of deliveries in a number of messages of the queue. */
    public long deliveries(long messages) {
        return average.deliveries(messages);
    }

    /** Deliveries that are neither acknowledged nor requeued, without those of closed channels. */
    public int unacknowledged() {
        ConsumerSession current = live();
        return current == null || current.state() == SessionState.CLOSING ? 0 : current.deliveries();
    }

    /** Cancels the consumer; deliveries can still be acknowledged until {@link #requeueAndCancel} or {@link #close}. */
    public void drain() {
        want(Desired.DRAIN);
    }

    /** Cancels the consumer and requeues unacknowledged messages, at their old place in the queue. */
    public void requeueAndCancel() {
        want(Desired.STOP);
    }

    private void want(Desired wish) {
        ConsumerSession current;
        synchronized (this) {
            desired = wish;
            current = session;
        }
        if (current != null) {
            carryOut(wish, current);
        }
    }

    /** Consumes again, after {@link #drain} or {@link #requeueAndCancel}. */
    public void resume() {
        want(Desired.RUN);
        connection.reopen(this);
    }

    @Override
    public void close() {
        connection.unregister(this);
        requeueAndCancel();
    }
}
