package io.anivia.rabbitmq;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes on one channel with pipelined confirms (RabbitMQ's {@code confirm.select}).
 *
 * <p>{@link #publish} never touches the socket: one writer thread does, so that a broker that has stopped reading
 * stalls that thread only. Each message ends in exactly one call of its {@link Receiver}, on the confirms' executor:
 * with nothing when the broker has confirmed, else with the reason. Messages and bytes that are not confirmed yet are
 * bounded; a message past its time is given up, but goes on counting until the broker answers or the connection ends,
 * because the broker still holds it.
 *
 * <p>Thread-safe.
 */
public final class Publisher implements BrokerConnection.User, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);
    private static final int PERSISTENT = 2;

    /** What becomes of one message. */
    @FunctionalInterface
    public interface Receiver {
        /** @param failure why the message is not safe; {@code null} if the broker has confirmed it */
        void settled(@Nullable BrokerException failure);
    }

    private final String name;
    private final BrokerConnection connection;
    private final PublisherLimits limits;
    private final Executor confirms;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition room = lock.newCondition();
    /** Taken in, not written yet. */
    private final ArrayDeque<Pending> queue = new ArrayDeque<>();
    /** Written, not confirmed yet, in the order of their sequence numbers. */
    private final Unconfirmed unconfirmed = new Unconfirmed();
    private @Nullable Channel channel;
    private String whyNot = "not connected yet";
    private boolean closed;
    private int messages;
    private long bytes;

    private final Thread writer;

    Publisher(String name, BrokerConnection connection, PublisherLimits limits, Executor confirms) {
        this.name = name;
        this.connection = connection;
        this.limits = limits;
        this.confirms = confirms;
        this.writer = new Thread(this::write, "publisher-" + name);
        this.writer.setDaemon(true);
        this.writer.start();
    }

    /**
     * Hands a message over.
     *
     * @throws BrokerException at once, if there is no connection, it is blocked, or the bounds are reached (after
     *         waiting for room, if that was asked for); the receiver is not called then
     */
    public void publish(OutboundMessage message, Receiver receiver) throws BrokerException {
        lock.lock();
        try {
            long deadline = System.nanoTime() + limits.confirmTimeout().toNanos();
            awaitRoom(message.body().length, deadline);
            messages++;
            bytes += message.body().length;
            queue.add(new Pending(message, receiver, deadline));
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    private void awaitRoom(int size, long deadline) throws BrokerException {
        while (true) {
            failIfNotWritable();
            // A message larger than the bound passes alone, or it would never.
            if (messages < limits.maxMessages() && (bytes + size <= limits.maxBytes() || messages == 0)) {
                return;
            }
            long left = deadline - System.nanoTime();
            if (!limits.waitForRoom() || left <= 0) {
                throw new BrokerException.Full("publisher '" + name + "' already holds " + messages + " messages and "
                        + bytes + " bytes that the broker has not confirmed");
            }
            try {
                room.awaitNanos(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new BrokerException.Unavailable("interrupted while waiting for room to publish", e);
            }
        }
    }

    private void failIfNotWritable() throws BrokerException {
        if (channel == null) {
            throw new BrokerException.Unavailable("no connection to the broker: " + whyNot, null);
        }
        String reason = connection.blocked();
        if (reason != null) {
            throw new BrokerException.Blocked("the broker takes no messages: " + reason);
        }
    }

    /** Messages handed over and not settled with the broker yet. */
    public int inFlight() {
        lock.lock();
        try {
            return messages;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void opened(Connection opened) throws IOException {
        Channel next = Channels.open(opened);
        next.confirmSelect();
        next.addReturnListener(returned -> returned(next, returned.getProperties().getCorrelationId(),
                returned.getReplyText(), returned.getExchange(), returned.getRoutingKey()));
        next.addConfirmListener((tag, multiple) -> confirmed(next, tag, multiple, false),
                (tag, multiple) -> confirmed(next, tag, multiple, true));
        next.addShutdownListener(cause -> lost(next, cause));
        lock.lock();
        try {
            if (closed) {
                Channels.abort(next);
                return;
            }
            channel = next;
            unconfirmed.restart(next.getNextPublishSeqNo());
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    private void write() {
        while (true) {
            Pending next;
            Channel to;
            long sequence;
            lock.lock();
            try {
                while (!closed && (queue.isEmpty() || channel == null)) {
                    work.await();
                }
                if (closed) {
                    return;
                }
                next = queue.poll();
                to = channel;
                sequence = unconfirmed.add(next);
            } catch (InterruptedException e) {
                return;
            } finally {
                lock.unlock();
            }
            write(to, next.takeMessage(), sequence);
        }
    }

    private void write(Channel to, OutboundMessage message, long sequence) {
        try {
            AMQP.BasicProperties properties = new AMQP.BasicProperties.Builder()
                    .deliveryMode(PERSISTENT)
                    .contentType(message.contentType())
                    .contentEncoding(message.contentEncoding())
                    .headers(message.headers())
                    // A returned message is told from its neighbours by this alone.
                    .correlationId(Long.toString(sequence))
                    .timestamp(new Date())
                    .build();
            to.basicPublish(message.exchange(), message.routingKey(), limits.mandatory(), properties, message.body());
        } catch (IOException | AlreadyClosedException e) {
            // The shutdown listener settles everything that was on this channel; a channel that only broke halfway
            // must be closed for that to happen, because its sequence numbers are no longer ours.
            LOG.debug("Publisher '{}' could not write", name, e);
            Channels.abort(to);
        } catch (RuntimeException e) {
            LOG.error("Publisher '{}' could not encode a message for '{}'; its channel is opened again", name,
                    message.routingKey(), e);
            Channels.abort(to);
        }
    }

    private void confirmed(Channel on, long tag, boolean multiple, boolean nack) {
        List<Settled> settled = new ArrayList<>();
        lock.lock();
        try {
            if (on == channel) {
                unconfirmed.settle(tag, multiple, pending -> settle(settled, pending, nack ? refused(pending) : null));
            }
        } finally {
            lock.unlock();
        }
        tell(settled);
    }

    private static BrokerException refused(Pending pending) {
        return new BrokerException.Refused("the broker refused a message for '" + pending.routingKey + "'");
    }

    private void returned(Channel on, String sequence, String why, String exchange, String routingKey) {
        lock.lock();
        try {
            if (on == channel) {
                unconfirmed.fail(Long.parseLong(sequence), new BrokerException.Unroutable(
                        "no queue for exchange '" + exchange + "', routing key '" + routingKey + "': " + why));
            }
        } finally {
            lock.unlock();
        }
    }

    private void lost(Channel on, ShutdownSignalException cause) {
        List<Settled> settled = new ArrayList<>();
        lock.lock();
        try {
            if (on != channel) {
                return;
            }
            channel = null;
            whyNot = String.valueOf(cause.getMessage());
            BrokerException failure = new BrokerException.Unavailable("connection lost: " + whyNot, cause);
            unconfirmed.settleAll(pending -> settle(settled, pending, failure));
            queue.forEach(pending -> settle(settled, pending, failure));
            queue.clear();
            room.signalAll();
        } finally {
            lock.unlock();
        }
        tell(settled);
        if (!cause.isHardError() && !cause.isInitiatedByApplication()) {
            LOG.warn("Publisher '{}': the broker closed its channel: {}", name, whyNot);
        }
        connection.reopen(this);
    }

    /** Gives up on messages past their time; called now and then by the broker's clock. */
    void expire() {
        List<Settled> settled = new ArrayList<>();
        lock.lock();
        try {
            long now = System.nanoTime();
            String why = "no confirm from the broker within " + limits.confirmTimeout();
            unconfirmed.forEachLate(now, pending -> giveUp(settled, pending, why));
            while (!queue.isEmpty() && queue.peek().isLate(now)) {
                settle(settled, queue.poll(), new BrokerException.ConfirmTimeout(why));
            }
        } finally {
            lock.unlock();
        }
        tell(settled);
    }

    private void giveUp(List<Settled> settled, Pending pending, String why) {
        settled.add(new Settled(pending.takeReceiver(), new BrokerException.ConfirmTimeout(why)));
    }

    private void settle(List<Settled> settled, Pending pending, @Nullable BrokerException failure) {
        messages--;
        bytes -= pending.size;
        room.signal();
        settled.add(new Settled(pending.takeReceiver(), pending.failure != null ? pending.failure : failure));
    }

    private void tell(List<Settled> settled) {
        if (!settled.isEmpty()) {
            confirms.execute(() -> settled.forEach(this::tell));
        }
    }

    private void tell(Settled settled) {
        if (settled.receiver == null) {
            return;
        }
        try {
            settled.receiver.settled(settled.failure);
        } catch (RuntimeException e) {
            LOG.error("Publisher '{}': what was to follow a confirm has failed", name, e);
        }
    }

    /** Waits for what is in flight, at most for the confirm timeout, then lets go of the channel. */
    @Override
    public void close() {
        Channel last;
        lock.lock();
        try {
            long left = limits.confirmTimeout().toNanos();
            while (messages > 0 && left > 0 && channel != null) {
                left = room.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            last = channel;
            closed = true;
            work.signalAll();
            lock.unlock();
        }
        connection.leave(this);
        if (last != null) {
            Channels.abort(last);
        }
    }

    private record Settled(@Nullable Receiver receiver, @Nullable BrokerException failure) {
    }

    /** A message on its way; its bytes are let go of once they are written. */
    static final class Pending {
        private final String routingKey;
        private final int size;
        private final long deadline;
        private @Nullable OutboundMessage message;
        private @Nullable Receiver receiver;
        private @Nullable BrokerException failure;

        Pending(OutboundMessage message, Receiver receiver, long deadline) {
            this.message = message;
            this.routingKey = message.routingKey();
            this.size = message.body().length;
            this.receiver = receiver;
            this.deadline = deadline;
        }

        OutboundMessage takeMessage() {
            OutboundMessage taken = Objects.requireNonNull(message, "already written");
            message = null;
            return taken;
        }

        /** The receiver, the first time; nobody afterwards. */
        @Nullable Receiver takeReceiver() {
            Receiver taken = receiver;
            receiver = null;
            return taken;
        }

        void fail(BrokerException why) {
            failure = why;
        }

        boolean isLate(long now) {
            return deadline - now <= 0;
        }
    }
}
