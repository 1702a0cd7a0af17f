package io.anivia.broker.consume;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import io.anivia.broker.connection.Channels;
import io.anivia.broker.consume.SessionState.SessionEvent;
import io.anivia.common.LogThrottle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Consumes a queue on one channel, for as long as that is open: {@link SessionState} has its states.
 *
 * <p>The consumer is cancelled when a message does not fit into the {@link PrefetchWindow}: that message and those
 * behind it are requeued together once the broker has confirmed the cancel. It is also cancelled when messages have
 * come to hold many more or fewer deliveries, since the broker counts messages. {@link #start} consumes again.
 *
 * <p>Thread-safe. The lock is not held while the channel is written to.
 */
final class ConsumerSession extends DefaultConsumer {

    private static final Logger LOG = LoggerFactory.getLogger(ConsumerSession.class);

    private final String queue;
    private final Prefetch prefetch;
    private final DeliveryCounter counter;
    private final DeliveryAverage average;
    private final Consumer<Delivery> handler;
    private final Executor channelThread;
    private final Runnable onChange;
    private final LogThrottle seldomClosed;
    private final Acknowledger acknowledger;
    private final PrefetchWindow window;
    /** The prefetch count at the broker. */
    private volatile int prefetchCount;

    /** Guarded by this, like all that follow. */
    private SessionState state = SessionState.IDLE;
    private @Nullable String consumerTag;
    /** Delivery tags of messages to be requeued, because they do not fit. */
    private final List<Long> refused = new ArrayList<>();
    /** Whether the consumer is to be cancelled. */
    private boolean ending;

    /**
     * @param channelThread opens and closes channels, one after the other
     * @param onChange called when the session may be started again, or has closed
     * @param seldomClosed of all sessions of the queue
     */
    ConsumerSession(Channel channel, String queue, Prefetch prefetch, DeliveryCounter counter, DeliveryAverage average,
            Consumer<Delivery> handler, Executor channelThread, Runnable onChange, Acknowledger.Flusher flusher,
            LogThrottle seldomClosed) {
        super(channel);
        this.queue = queue;
        this.prefetch = prefetch;
        this.prefetchCount = prefetch.messages();
        this.counter = counter;
        this.average = average;
        this.handler = handler;
        this.channelThread = channelThread;
        this.onChange = onChange;
        this.seldomClosed = seldomClosed;
        this.acknowledger = new Acknowledger(new ChannelWire(channel), flusher, () -> prefetchCount / 4);
        this.window = new PrefetchWindow(prefetch);
    }

    /** Follows the channel; the last step of opening, because the listener fires at once if the channel is lost. */
    void watch() {
        getChannel().addShutdownListener(this::lost);
    }

    private void lost(ShutdownSignalException cause) {
        if (!cause.isHardError() && !cause.isInitiatedByApplication()) {
            seldomClosed.now().ifPresent(others -> LOG.warn("Queue '{}': the broker closed its channel: {}; and {}"
                    + " times more before it", queue, cause.getMessage(), others));
        }
        on(SessionEvent.LOST);
        onChange.run();
    }

    /** @return whether the state has changed */
    private synchronized boolean on(SessionEvent event) {
        SessionState before = state;
        state = before.after(event);
        return state != before;
    }

    synchronized SessionState state() {
        return state;
    }

    /** Whether the channel has no consumer and the window has room. */
    boolean mayStart() {
        return state() == SessionState.IDLE && !window.isClosed();
    }

    /** Starts consuming if it {@linkplain #mayStart() may}; blocks until the broker has confirmed it. */
    void start() throws IOException {
        synchronized (this) {
            if (!mayStart() || !on(SessionEvent.START)) {
                return;
            }
            ending = false;
        }
        String tag;
        try {
            prefetchCount = average.messages(prefetch.messages());
            getChannel().basicQos(prefetchCount);
            tag = getChannel().basicConsume(queue, false, "", false, false, Map.of(), this);
        } catch (IOException | RuntimeException e) {
            Channels.abort(getChannel());
            throw e;
        }
        boolean hasToEnd;
        synchronized (this) {
            consumerTag = tag;
            on(SessionEvent.STARTED);
            hasToEnd = ending;
        }
        if (hasToEnd) {
            // What arrived before has asked for it, and a consumer cannot be cancelled while it starts.
            cancel();
        }
    }

    @Override
    public void handleDelivery(String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
        int deliveries = counter.deliveries(properties);
        if (isRefused(envelope.getDeliveryTag(), body.length, deliveries)) {
            endConsumer();
            return;
        }
        AckHandle ackHandle = new ChannelAckHandle(acknowledger, this::release, envelope.getDeliveryTag(),
                body.length, deliveries);
        handler.accept(Delivery.of(ackHandle, new com.rabbitmq.client.Delivery(envelope, properties, body)));
        average.record(deliveries);
        int wanted = average.messages(prefetch.messages());
        if (wanted > 2 * prefetchCount || 2 * wanted < prefetchCount) {
            endConsumer();
        }
    }

    private synchronized boolean isRefused(long tag, int sizeBytes, int deliveries) {
        boolean isRefused = !refused.isEmpty() || !window.take(sizeBytes, deliveries);
        if (isRefused) {
            refused.add(tag);
        }
        return isRefused;
    }

    /** Not on this thread: waiting for the broker here would delay the deliveries of other channels. */
    private void endConsumer() {
        synchronized (this) {
            if (ending) {
                return;
            }
            ending = true;
        }
        channelThread.execute(this::cancel);
    }

    /** Cancels the consumer, if there is one, and blocks until the broker has confirmed it. */
    void cancel() {
        String tag;
        synchronized (this) {
            if (!on(SessionEvent.CANCEL)) {
                return;
            }
            tag = consumerTag;
        }
        try {
            getChannel().basicCancel(tag);
        } catch (IOException | AlreadyClosedException e) {
            LOG.debug("Queue '{}': the broker has not confirmed the cancel; the channel is closed", queue, e);
            Channels.abort(getChannel());
        }
    }

    /** Called after the last delivery of the consumer. */
    @Override
    public void handleCancelOk(String tag) {
        List<Long> tags;
        synchronized (this) {
            tags = List.copyOf(refused);
            refused.clear();
        }
        acknowledger.requeue(tags, () -> {
            on(SessionEvent.CANCELLED);
            onChange.run();
        });
    }

    /** The broker has cancelled the consumer: the queue was deleted or has moved. */
    @Override
    public void handleCancel(String tag) {
        LOG.warn("Queue '{}': the broker cancelled its consumer; consuming again", queue);
        channelThread.execute(() -> Channels.abort(getChannel()));
    }

    /** Makes room in the window for deliveries that are acknowledged or requeued. */
    private void release(int sizeBytes, int deliveries) {
        if (window.release(sizeBytes, deliveries)) {
            onChange.run();
        }
    }

    /** Deliveries that are neither acknowledged nor requeued. */
    int deliveries() {
        return window.deliveries();
    }

    /** Closes the channel after all acknowledgements are written; the broker requeues the other messages. */
    void close() {
        synchronized (this) {
            if (state == SessionState.CLOSING || !on(SessionEvent.CLOSE)) {
                return;
            }
        }
        acknowledger.finish(() -> channelThread.execute(() -> {
            Channels.abort(getChannel());
            on(SessionEvent.LOST);
            onChange.run();
        }));
    }

    private record ChannelWire(Channel channel) implements Acknowledger.Wire {
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
