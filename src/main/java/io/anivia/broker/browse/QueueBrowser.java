package io.anivia.broker.browse;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.ShutdownSignalException;
import io.anivia.broker.connection.BrokerConnection;
import io.anivia.broker.connection.Channels;
import io.anivia.broker.consume.AckHandle;
import io.anivia.broker.consume.Delivery;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a queue that has no consumer, one message at a time ({@code basic.get}). A message stays unacknowledged until
 * {@link Removal#remove()} takes it out of the queue; {@link #requeueAll()} and {@link #close()} return all others. A
 * quorum queue returns them in another order: ADR 12.
 *
 * <p>A queue has one browser at a time in the whole cluster. Its lock is an exclusive queue, which ends with the
 * browser's connection. For one thread, except {@link Removal#remove()}, which is thread-safe.
 */
public final class QueueBrowser implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(QueueBrowser.class);
    private static final String LOCK_PREFIX = "anivia.visit.";
    private static final Duration REQUEUE_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(20);
    private static final int CLOSE_TIMEOUT_MILLIS = 1000;

    /** Another browser has the queue. */
    public static final class BusyException extends IOException {
        private static final long serialVersionUID = 1;

        BusyException(String queue) {
            super("'" + queue + "' is being looked through or replayed right now");
        }
    }

    /** There is no such queue. */
    public static final class NoQueueException extends IOException {
        private static final long serialVersionUID = 1;

        NoQueueException(String queue, Throwable cause) {
            super("there is no queue '" + queue + "'", cause);
        }
    }

    /** A message that was read; its removal can be kept without its body. */
    public record BrowsedMessage(Delivery message, Removal removal) {
    }

    /** Takes a message out of the queue that it was read from. Thread-safe. */
    public static final class Removal implements AckHandle {

        private final Channel channel;
        private final long tag;
        private final AtomicLong unacknowledged;

        private Removal(Channel channel, long tag, AtomicLong unacknowledged) {
            this.channel = channel;
            this.tag = tag;
            this.unacknowledged = unacknowledged;
        }

        /**
         * Removes the message; once.
         *
         * @return false if the broker has requeued it before, because the channel is closed
         */
        public boolean remove() {
            try {
                channel.basicAck(tag, false);
                unacknowledged.decrementAndGet();
                return true;
            } catch (IOException | ShutdownSignalException e) {
                LOG.debug("A message was requeued before it could be removed", e);
                return false;
            }
        }

        @Override
        public void ack() {
            remove();
        }

        /** Does nothing: the browser requeues all messages at once. */
        @Override
        public void requeue() {
        }

        @Override
        public boolean isLost() {
            return !channel.isOpen();
        }
    }

    private final String queue;
    private final BrokerConnection.Opened opened;
    /** Of this process: the embedded broker does not always refuse a second lock on one of its connections. */
    private final Semaphore processLock;
    /** Whether the broker counts ready messages only, or unacknowledged ones too. */
    private final boolean countsReadyOnly;
    private final AtomicLong unacknowledged = new AtomicLong();
    private Channel channel;
    private boolean closed;

    private QueueBrowser(BrokerConnection.Opened opened, Semaphore processLock, String queue, Duration lockTimeout)
            throws IOException {
        this.opened = opened;
        this.processLock = processLock;
        this.queue = queue;
        lock(lockTimeout);
        this.channel = Channels.open(opened.connection());
        this.countsReadyOnly =
                "RabbitMQ".equals(String.valueOf(opened.connection().getServerProperties().get("product")));
    }

    /**
     * Opens a browser on a connection of its own.
     *
     * @param processLock released when the browser is closed
     * @param lockTimeout how long to wait for another browser to close, in this process and then in others
     * @throws BusyException if another browser has the queue
     * @throws NoQueueException if there is no such queue
     * @throws IOException if the broker cannot be reached
     */
    public static QueueBrowser open(BrokerConnection.ConnectionOpener opener, Semaphore processLock, String queue,
            Duration lockTimeout) throws IOException {
        try {
            if (!processLock.tryAcquire(lockTimeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new BusyException(queue);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for '" + queue + "'", e);
        }
        BrokerConnection.Opened opened = null;
        try {
            opened = opener.open("anivia-browse");
            QueueBrowser browser = new QueueBrowser(opened, processLock, queue, lockTimeout);
            browser.count();
            return browser;
        } catch (IOException | RuntimeException e) {
            if (opened != null) {
                opened.connection().abort(CLOSE_TIMEOUT_MILLIS);
            }
            processLock.release();
            throw e;
        }
    }

    private void lock(Duration timeout) throws IOException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            Channel lock = Channels.open(opened.connection());
            try {
                // The channel stays open: the lock ends with it on some brokers.
                lock.queueDeclare(LOCK_PREFIX + queue, false, true, true, Map.of());
                return;
            } catch (IOException e) {
                if (!hasReplyCode(e, AMQP.RESOURCE_LOCKED) && !hasReplyCode(e, AMQP.NOT_ALLOWED)) {
                    throw e;
                }
                // The embedded broker closes the whole connection.
                if (!opened.connection().isOpen() || System.nanoTime() - deadline > 0) {
                    throw new BusyException(queue);
                }
                LockSupport.parkNanos(POLL_INTERVAL.toNanos());
            }
        }
    }

    private static boolean hasReplyCode(IOException e, int code) {
        if (!(e.getCause() instanceof ShutdownSignalException signal)) {
            return false;
        }
        if (signal.getReason() instanceof AMQP.Channel.Close channelClose) {
            return channelClose.getReplyCode() == code;
        }
        return signal.getReason() instanceof AMQP.Connection.Close connectionClose
                && connectionClose.getReplyCode() == code;
    }

    /** Messages in the queue; on RabbitMQ without those that this browser has read. */
    public long count() throws IOException {
        try {
            return channel.messageCount(queue);
        } catch (IOException e) {
            if (hasReplyCode(e, AMQP.NOT_FOUND)) {
                throw new NoQueueException(queue, e);
            }
            throw e;
        } catch (ShutdownSignalException e) {
            throw connectionLost(e);
        }
    }

    /**
     * The next message; {@code null} if there is none.
     *
     * @throws IOException if the channel is closed; the broker has all messages again then
     */
    public @Nullable BrowsedMessage next() throws IOException {
        try {
            GetResponse response = channel.basicGet(queue, false);
            if (response == null) {
                return null;
            }
            unacknowledged.incrementAndGet();
            Removal removal = new Removal(channel, response.getEnvelope().getDeliveryTag(), unacknowledged);
            return new BrowsedMessage(Delivery.of(removal, new com.rabbitmq.client.Delivery(response.getEnvelope(),
                    response.getProps(), response.getBody())), removal);
        } catch (ShutdownSignalException e) {
            throw connectionLost(e);
        }
    }

    private IOException connectionLost(ShutdownSignalException cause) {
        return new IOException("the connection to the broker was lost while '" + queue + "' was looked through", cause);
    }

    /** Returns all messages that were read and not removed; {@link #next} reads from the head of the queue again. */
    public void requeueAll() throws IOException {
        try {
            long expected = count() + unacknowledged.getAndSet(0);
            Channels.abort(channel);
            channel = Channels.open(opened.connection());
            awaitCount(expected);
        } catch (ShutdownSignalException e) {
            throw connectionLost(e);
        }
    }

    /** RabbitMQ requeues asynchronously, and the next reader is to find everything. */
    private void awaitCount(long expected) throws IOException {
        long deadline = System.nanoTime() + REQUEUE_TIMEOUT.toNanos();
        while (countsReadyOnly && count() < expected && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(POLL_INTERVAL.toNanos());
        }
    }

    /** Returns all messages that were not removed, and releases the lock. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            requeueAll();
        } catch (IOException e) {
            LOG.debug("Queue '{}': its messages return to it with the end of the connection", queue, e);
        } finally {
            opened.connection().abort(CLOSE_TIMEOUT_MILLIS);
            processLock.release();
        }
    }
}
