package io.anivia.broker.browse;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import io.anivia.broker.connection.BrokerConnection;
import io.anivia.broker.connection.Channels;
import io.anivia.broker.consume.Acknowledger;
import io.anivia.broker.consume.Delivery;
import io.anivia.broker.consume.QueueSubscription;
import io.anivia.broker.consume.SingleDelivery;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A walk through a queue that nobody consumes, from its head, message by message: some are taken out with
 * {@link BrowsedMessage#done}, all others are where they were, and in their order, when the visit is over.
 *
 * <p>What is not taken out is held unacknowledged on channels that are closed one after the other at the end. That alone
 * keeps the order on quorum queues: {@code basic.get} and {@code basic.nack} shuffle them.
 *
 * <p>Only one visit to a queue is possible at a time, in the whole cluster: it declares an exclusive queue as a lock,
 * which goes with its connection, however that ends. For one thread; but {@link BrowsedMessage#done} may be called from any.
 */
public final class QueueBrowser implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(QueueBrowser.class);
    private static final String LOCK = "anivia.visit.";
    /** How many messages are held for the order's sake. */
    private static final int REACH = 20_000;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration QUIET = Duration.ofMillis(200);
    private static final Duration TO_RETURN = Duration.ofSeconds(2);
    private static final Duration POLL = Duration.ofMillis(20);
    private static final int CLOSE_MILLIS = 1000;

    /** Somebody else visits the queue. */
    public static final class BusyException extends IOException {
        BusyException(String message) {
            super(message);
        }
    }

    /** There is no such queue. */
    public static final class NoQueueException extends IOException {
        NoQueueException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** A message that is held. */
    public static final class BrowsedMessage {

        private final Delivery message;
        private final Ticket ticket;

        private BrowsedMessage(Delivery message, Ticket ticket) {
            this.message = message;
            this.ticket = ticket;
        }

        public Delivery message() {
            return message;
        }

        /** What it takes to take the message out of the queue later, without keeping its body until then. */
        public Ticket ticket() {
            return ticket;
        }

        /** The same as {@link Ticket#done}. */
        public boolean done() {
            return ticket.done();
        }
    }

    /** A message that is held. */
    public static final class Ticket {

        private final Segment segment;
        private final Acknowledger tags;
        private final long tag;

        private Ticket(Segment segment, Acknowledger tags, long tag) {
            this.segment = segment;
            this.tags = tags;
            this.tag = tag;
        }

        /**
         * Takes it out of the queue; once.
         *
         * @return whether it was still held; if not, the broker has it again
         */
        public boolean done() {
            boolean held = !tags.isLost();
            // First, so that what is counted as held is never more than what is.
            segment.unsettled.decrementAndGet();
            tags.ack(tag);
            return held;
        }
    }

    /** A channel with one consumer, that holds as many messages as its prefetch count allows. */
    private static final class Segment {

        final Channel channel;
        final AtomicInteger unsettled = new AtomicInteger();
        @Nullable String consumerTag;

        Segment(Channel channel) {
            this.channel = channel;
        }
    }

    private final String queue;
    private final int step;
    private final BrokerConnection.Opened opened;
    private final Channel control;
    /** Lets others of this process in. */
    private final Semaphore ours;
    private boolean closed;
    /** Whether the broker counts those in a queue that nobody holds, or all of them. */
    private final boolean countsReadyOnly;
    private final List<Segment> segments = new ArrayList<>();
    private final LinkedBlockingQueue<BrowsedMessage> inbox = new LinkedBlockingQueue<>();

    private QueueBrowser(BrokerConnection.Opened opened, Semaphore ours, String queue, int step) throws IOException {
        this.opened = opened;
        this.ours = ours;
        this.queue = queue;
        this.step = step;
        lock();
        this.control = Channels.open(opened.connection());
        this.countsReadyOnly = "RabbitMQ".equals(
                String.valueOf(opened.connection().getServerProperties().get("product")));
    }

    /**
     * Opens a connection of its own and waits a little for another visit to end.
     *
     * @param ours held as long as the visit lasts
     * @param step most messages that are in memory here at a time, 1 to 65535
     */
    public static QueueBrowser open(BrokerConnection.ConnectionOpener opener, Semaphore ours, String queue, int step)
            throws IOException {
        try {
            if (!ours.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw busy(queue);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for '" + queue + "'", e);
        }
        BrokerConnection.Opened opened = null;
        try {
            opened = opener.open("anivia-visit");
            QueueBrowser visit = new QueueBrowser(opened, ours, queue, step);
            visit.count();
            return visit;
        } catch (IOException | RuntimeException e) {
            if (opened != null) {
                opened.connection().abort(CLOSE_MILLIS);
            }
            ours.release();
            throw e;
        }
    }

    private static BusyException busy(String queue) {
        return new BusyException("somebody else looks through '" + queue + "', or replays it, right now");
    }

    private void lock() throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Channel channel = Channels.open(opened.connection());
            try {
                // It stays open: some brokers count the declaration as the channel's.
                channel.queueDeclare(LOCK + queue, false, true, true, Map.of());
                return;
            } catch (IOException e) {
                if (!isAnswer(e, AMQP.RESOURCE_LOCKED) && !isAnswer(e, AMQP.NOT_ALLOWED)) {
                    throw e;
                }
                // The embedded broker closes the connection over it.
                if (!opened.connection().isOpen() || System.nanoTime() - deadline > 0) {
                    throw busy(queue);
                }
                LockSupport.parkNanos(POLL.toNanos());
            }
        }
    }

    private static boolean isAnswer(IOException e, int code) {
        return e.getCause() instanceof ShutdownSignalException signal
                && (signal.getReason() instanceof AMQP.Channel.Close channel && channel.getReplyCode() == code
                        || signal.getReason() instanceof AMQP.Connection.Close connection
                                && connection.getReplyCode() == code);
    }

    /** Messages in the queue; on RabbitMQ those that are held do not count. */
    public long count() throws IOException {
        try {
            return control.messageCount(queue);
        } catch (IOException e) {
            if (isAnswer(e, AMQP.NOT_FOUND)) {
                throw new NoQueueException("there is no queue '" + queue + "'", e);
            }
            throw e;
        } catch (ShutdownSignalException e) {
            throw lost(e);
        }
    }

    private IOException lost(@Nullable Exception cause) {
        return new IOException("the connection to the broker was lost while '" + queue + "' was looked through", cause);
    }

    /**
     * The next message; {@code null} if there is none.
     *
     * @throws IOException if the broker is lost, or delivers nothing of what it has
     */
    public @Nullable BrowsedMessage next() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            // Asked first: all that fills a segment is in the inbox by then, so nothing is passed by what comes behind.
            boolean full = segments.isEmpty() || isFull(last());
            BrowsedMessage next = inbox.poll();
            if (next == null && full) {
                consume();
            }
            next = next == null ? inbox.poll(POLL.toMillis(), TimeUnit.MILLISECONDS) : next;
            if (next != null) {
                return next;
            }
            if (!last().channel.isOpen()) {
                throw lost(last().channel.getCloseReason());
            }
            // Asked before the long wait: what the broker has handed out may still be on its way.
            boolean read = isRead();
            next = inbox.poll(QUIET.toMillis(), TimeUnit.MILLISECONDS);
            if (next != null || read) {
                return next;
            }
            if (System.nanoTime() - deadline > 0) {
                throw new IOException("the broker has messages in '" + queue + "' and delivers none of them");
            }
        }
    }

    /** Whether everything in the queue is held here. */
    private boolean isRead() throws IOException {
        return count() <= (countsReadyOnly ? 0 : segments.stream().mapToInt(segment -> segment.unsettled.get()).sum());
    }

    private Segment last() {
        return segments.get(segments.size() - 1);
    }

    private boolean isFull(Segment segment) {
        return segment.unsettled.get() >= step;
    }

    /** Goes on behind what is held. */
    private void consume() throws IOException {
        try {
            if (!segments.isEmpty()) {
                // What is still acknowledged there must not bring it what lies behind the next channel's.
                cancel(last());
            }
            Segment next = new Segment(Channels.open(opened.connection()));
            Acknowledger tags = new Acknowledger(new QueueSubscription.ChannelWire(next.channel),
                    (write, soon) -> write.run(), () -> 0);
            next.channel.basicQos(step);
            segments.add(next);
            next.consumerTag = next.channel.basicConsume(queue, false, (tag, delivery) -> {
                long number = delivery.getEnvelope().getDeliveryTag();
                inbox.add(new BrowsedMessage(new Delivery(new SingleDelivery(tags, number, bytes -> { }), delivery),
                        new Ticket(next, tags, number)));
                next.unsettled.incrementAndGet();
            }, tag -> Channels.abort(next.channel));
        } catch (ShutdownSignalException e) {
            throw lost(e);
        }
    }

    private void cancel(Segment segment) throws IOException {
        String tag = segment.consumerTag;
        segment.consumerTag = null;
        if (tag != null) {
            segment.channel.basicCancel(tag);
        }
    }

    /** Gives back all that is held; {@link #next} then begins at the head again. */
    public void giveBack() throws IOException, InterruptedException {
        try {
            readOn();
            if (!segments.isEmpty()) {
                cancel(last());
            }
            inbox.clear();
            // One after the other, or they come back in another order; and whoever comes next is to find them.
            long ready = count();
            for (Segment segment : segments) {
                Channels.abort(segment.channel);
                ready += segment.unsettled.get();
                awaitCount(ready);
            }
            segments.clear();
        } catch (AlreadyClosedException e) {
            throw lost(e);
        }
    }

    /**
     * A quorum queue puts what is returned behind what was returned before: if only some of that is taken in hand, it
     * comes to lie behind the rest. So all of it is.
     */
    private void readOn() throws IOException, InterruptedException {
        int held = segments.stream().mapToInt(segment -> segment.unsettled.get()).sum();
        if (countsReadyOnly && held > 0) {
            for (long left = Math.min(inbox.size() + count(), REACH - held); left > 0 && next() != null;) {
                left--;
            }
        }
    }

    /** Brokers take back what was held in their own time. */
    private void awaitCount(long ready) throws IOException {
        long deadline = System.nanoTime() + TO_RETURN.toNanos();
        while (countsReadyOnly && count() < ready) {
            if (System.nanoTime() - deadline > 0) {
                LOG.warn("Queue '{}': what was looked through may be in another order now: the broker has not taken it"
                        + " back within {} s", queue, TO_RETURN.toSeconds());
                return;
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    /** Gives back what is held, and lets others in. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            giveBack();
        } catch (IOException e) {
            LOG.debug("Queue '{}': the broker has everything again when the connection ends", queue, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            opened.connection().abort(CLOSE_MILLIS);
            ours.release();
        }
    }
}
