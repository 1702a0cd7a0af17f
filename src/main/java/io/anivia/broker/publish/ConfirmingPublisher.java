package io.anivia.broker.publish;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Return;
import com.rabbitmq.client.ShutdownSignalException;
import io.anivia.broker.connection.BrokerConnection;
import io.anivia.broker.connection.BrokerException;
import io.anivia.broker.connection.Channels;
import io.anivia.broker.publish.InFlightWindow.Completion;
import io.anivia.common.LogThrottle;
import io.anivia.common.NamedThreads;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes on one channel with pipelined confirms (RabbitMQ's {@code confirm.select}).
 *
 * <p>{@link #publish} never touches the socket: one writer thread does, so that a broker that has stopped reading
 * stalls that thread only. A message past its confirm timeout is given up, but goes on counting until the broker
 * answers or the connection ends, because the broker still holds it.
 *
 * <p>A body over the broker's limit closes the channel, too. It fails alone: all other messages are written again on
 * the next channel, in their order, so some may arrive twice. Anything else that closes the channel, such as an
 * exchange that does not exist, fails everything that is in flight on it.
 *
 * <p>Thread-safe.
 */
public final class ConfirmingPublisher implements Publisher, BrokerConnection.ChannelOwner {

    private static final Logger LOG = LoggerFactory.getLogger(ConfirmingPublisher.class);
    private static final int CONFIRM_THREADS = 2;
    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final int MOST_AT_ONCE = 64;
    /** How long closing waits for confirms. */
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final String name;
    private final PublishConnection outlet;
    private final BrokerConnection connection;
    private final PublisherLimits limits;
    private final Consumer<ConfirmingPublisher> onClosed;
    /** Its queue is bounded by what may be in flight. */
    private final ExecutorService confirms;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition room = lock.newCondition();
    private final InFlightWindow inFlight;
    private final BrokerRefusals refusals = new BrokerRefusals();
    /** Without rights each message closes the channel. */
    private final LogThrottle seldomClosed = new LogThrottle(Duration.ofMinutes(1));
    private @Nullable Channel channel;
    private String whyNot = "not connected yet";
    /** There is no channel, and messages wait for the next one. */
    private boolean reopening;
    /** Nothing is written until the channel has no unanswered messages; then it is replaced. */
    private boolean draining;
    /** When the channel is replaced whether it has unanswered messages or not, by {@link System#nanoTime}. */
    private long drainedBy;
    private boolean closed;

    /** @param onClosed called once */
    public ConfirmingPublisher(String name, PublishConnection outlet, PublisherLimits limits,
            Consumer<ConfirmingPublisher> onClosed) {
        this.name = name;
        this.outlet = outlet;
        this.connection = outlet.connection();
        this.limits = limits;
        this.onClosed = onClosed;
        this.inFlight = new InFlightWindow(limits);
        ThreadPoolExecutor pool = new ThreadPoolExecutor(CONFIRM_THREADS, CONFIRM_THREADS, IDLE.toSeconds(),
                TimeUnit.SECONDS, new LinkedBlockingQueue<>(), NamedThreads.daemons("confirms-" + name));
        pool.allowCoreThreadTimeOut(true);
        this.confirms = pool;
        NamedThreads.daemons("publisher-" + name).newThread(this::write).start();
    }

    @Override
    public void publish(OutboundMessage message, ConfirmCallback callback) throws BrokerException {
        check(message);
        lock.lock();
        try {
            enqueue(message, callback, System.nanoTime() + limits.confirmTimeout().toNanos());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void publish(List<OutboundMessage> messages, EachConfirmCallback callback) {
        List<Runnable> failed = new ArrayList<>();
        int handedOver = 0;
        BrokerException failure = null;
        lock.lock();
        try {
            long deadline = System.nanoTime() + limits.confirmTimeout().toNanos();
            for (OutboundMessage message : messages) {
                try {
                    check(message);
                    enqueue(message, why -> callback.settled(message, why), deadline);
                } catch (BrokerException.Refused | BrokerException.Unsendable e) {
                    failed.add(() -> callback.settled(message, e));
                }
                handedOver++;
            }
        } catch (BrokerException e) {
            failure = e;
        } finally {
            lock.unlock();
        }
        failed.forEach(Runnable::run);
        for (OutboundMessage message : messages.subList(handedOver, messages.size())) {
            callback.settled(message, failure);
        }
    }

    private void check(OutboundMessage message) throws BrokerException.Unsendable {
        WireLimits.check(message);
        outlet.sizeLimit().check(message.body().length);
    }

    @Override
    public long maxMessageBytes() {
        return outlet.sizeLimit().bytes();
    }

    private void enqueue(OutboundMessage message, ConfirmCallback callback, long deadline) throws BrokerException {
        failIfRefused(message);
        awaitRoom(message.body().length, deadline);
        if (inFlight.add(new OutstandingMessage(message, callback, deadline))) {
            work.signal();
        }
    }

    private void failIfRefused(OutboundMessage message) throws BrokerException {
        String refusal = message.exchange().isEmpty() ? outlet.topology().refusal(message.routingKey()) : null;
        if (refusal != null) {
            outlet.refusals().refused(message.routingKey(), refusal);
            throw new BrokerException.Refused(refusal);
        }
    }

    private void awaitRoom(int sizeBytes, long deadline) throws BrokerException {
        while (true) {
            failIfNotWritable();
            if (inFlight.hasRoomFor(sizeBytes)) {
                return;
            }
            long left = deadline - System.nanoTime();
            if (!limits.waitForRoom() || left <= 0) {
                throw new BrokerException.Full("publisher '" + name + "' already holds " + inFlight.messages()
                        + " messages and " + inFlight.bytes() + " bytes that the broker has not confirmed");
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
        if (closed) {
            throw new BrokerException.Unavailable("publisher '" + name + "' is closed", null);
        }
        if (channel == null && !(reopening && connection.isOpen())) {
            throw new BrokerException.Unavailable("no connection to the broker: " + whyNot, null);
        }
        String reason = connection.blocked();
        if (reason != null) {
            throw blockedBy(reason);
        }
    }

    private static BrokerException blockedBy(String reason) {
        return new BrokerException.Blocked("the broker takes no messages: " + reason);
    }

    @Override
    public void awaitOpen() {
        lock.lock();
        try {
            long left = limits.confirmTimeout().toNanos();
            while (channel == null && !closed && !connection.isFailing() && left > 0) {
                // The broker's clock signals periodically.
                left = room.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int inFlight() {
        lock.lock();
        try {
            return inFlight.messages();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int pendingCallbacks() {
        lock.lock();
        try {
            return inFlight.pendingCallbacks();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onConnected(Connection opened) throws IOException {
        if (isClosedOrOpen()) {
            return;
        }
        Channel next = Channels.open(opened);
        try {
            next.confirmSelect();
            next.addReturnListener(returned -> returned(next, returned));
            next.addConfirmListener((tag, multiple) -> answered(next, tag, multiple, false),
                    (tag, multiple) -> answered(next, tag, multiple, true));
            if (!use(next)) {
                Channels.abort(next);
                return;
            }
            // Last, because it fires at once if the channel is lost already.
            next.addShutdownListener(cause -> lost(next, cause));
        } catch (IOException | RuntimeException e) {
            Channels.abort(next);
            throw e;
        }
    }

    private boolean isClosedOrOpen() {
        lock.lock();
        try {
            return closed || channel != null;
        } finally {
            lock.unlock();
        }
    }

    private boolean use(Channel next) {
        lock.lock();
        try {
            if (!closed) {
                channel = next;
                reopening = false;
                draining = false;
                refusals.restart();
                // Messages of the last channel may have to be written again.
                work.signal();
                room.signalAll();
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private void write() {
        boolean isLast = false;
        while (!isLast) {
            try {
                isLast = !writeNext();
            } catch (RuntimeException | Error e) {
                // Without this thread nothing would be published any more.
                LOG.error("Publisher '{}': messages could not be written; its channel is opened again", name, e);
                giveUp(e);
            }
        }
    }

    /** @return whether there is more to come */
    private boolean writeNext() {
        List<OutboundMessage> messages = new ArrayList<>(MOST_AT_ONCE);
        Channel to;
        long first;
        lock.lock();
        try {
            awaitWork();
            to = channel;
            if (to == null || closed && !inFlight.hasUnwritten()) {
                return false;
            }
            first = inFlight.takeUnwritten(MOST_AT_ONCE, messages);
        } finally {
            lock.unlock();
        }
        write(to, messages, first);
        return true;
    }

    private void awaitWork() {
        while (!closed && (channel == null || draining || !inFlight.hasUnwritten())) {
            try {
                work.await();
            } catch (InterruptedException e) {
                // The writer ends when the publisher is closed, not by an interrupt.
                LOG.debug("Publisher '{}' was interrupted while it waited for messages", name, e);
            }
        }
    }

    private void write(Channel to, List<OutboundMessage> messages, long first) {
        try {
            MessageWriter.write(to, messages, first);
        } catch (AlreadyClosedException e) {
            lost(to, e);
        } catch (IOException e) {
            LOG.debug("Publisher '{}' could not write", name, e);
            giveUp(to, e);
        } catch (RuntimeException | Error e) {
            LOG.error("Publisher '{}' could not encode a message; its channel is opened again", name, e);
            giveUp(to, e);
        }
    }

    /**
     * A channel that broke halfway must be closed, because its sequence numbers are no longer ours; the listener
     * settles what was on it. Not on this thread, which may be the one that the closing waits for.
     */
    private void giveUp(Throwable why) {
        Channel broken;
        lock.lock();
        try {
            broken = channel;
        } finally {
            lock.unlock();
        }
        if (broken != null) {
            giveUp(broken, why);
        }
    }

    private void giveUp(Channel broken, Throwable why) {
        lost(broken, "a message could not be written: " + why.getMessage(), why);
        connection.execute(() -> Channels.abort(broken));
    }

    private void answered(Channel on, long tag, boolean multiple, boolean nack) {
        settle(() -> {
            if (on != channel) {
                return List.of();
            }
            if (!nack) {
                refusals.confirmed();
                return replaceIfNecessary(inFlight.answered(tag, multiple, this::confirmed));
            }
            refusals.nacked();
            return replaceIfNecessary(inFlight.answered(tag, multiple, this::refused));
        });
    }

    /**
     * Replaces a channel that has refused messages for long. What is on it is answered first, if that takes no longer
     * than the confirm timeout: written once more on the next channel, it would arrive twice.
     *
     * @return the settled messages, with those that the replacement settles
     */
    private List<Completion> replaceIfNecessary(List<Completion> settled) {
        Channel replaced = channel;
        if (replaced == null || !draining && !refusals.lastForLong()) {
            return settled;
        }
        long now = System.nanoTime();
        if (!draining) {
            draining = true;
            drainedBy = now + limits.confirmTimeout().toNanos();
        }
        if (!inFlight.hasUnanswered() || now - drainedBy > 0) {
            channel = null;
            whyNot = "its channel is opened again";
            reopening = true;
            settled.addAll(inFlight.writeAgain(message -> null));
            // Its shutdown listener has the next one opened.
            connection.execute(() -> {
                LOG.warn("Publisher '{}': the broker has refused messages for long; its channel is opened again", name);
                Channels.abort(replaced);
            });
        }
        return settled;
    }

    private @Nullable BrokerException confirmed(OutstandingMessage message) {
        if (message.failure() == null) {
            refusals.confirmed(message.queue());
            outlet.refusals().confirmed(message.queue());
        }
        return null;
    }

    private BrokerException refused(OutstandingMessage message) {
        String reason = "the broker refused a message"
                + (message.queue() == null ? "" : " for '" + message.queue() + "'");
        refusals.report(reason);
        refusals.nacked(message.queue());
        outlet.refusals().refused(message.queue(), "it refuses messages: it is full, or has lost its majority");
        return new BrokerException.Refused(reason);
    }

    /** Whether it publishes on a connection. */
    public boolean isOn(PublishConnection one) {
        return outlet == one;
    }

    /** Why the broker has refused the last message; {@code null} if it has not, or if that is some time ago. */
    public @Nullable String refusal() {
        lock.lock();
        try {
            return refusals.last();
        } finally {
            lock.unlock();
        }
    }

    private void returned(Channel on, Return returned) {
        if (returned.getExchange().isEmpty()) {
            outlet.refusals().refused(returned.getRoutingKey(), "it does not exist: " + returned.getReplyText());
        }
        lock.lock();
        try {
            if (on == channel) {
                inFlight.returned(Long.parseLong(returned.getProperties().getCorrelationId()),
                        new BrokerException.Unroutable("no queue for exchange '" + returned.getExchange()
                                + "', routing key '" + returned.getRoutingKey() + "': " + returned.getReplyText()));
            }
        } finally {
            lock.unlock();
        }
        outlet.redeclare();
    }

    @Override
    public void blocked(String reason) {
        settle(() -> inFlight.failUnwritten(blockedBy(reason)));
    }

    private void lost(Channel on, ShutdownSignalException cause) {
        String why = String.valueOf(cause.getMessage());
        boolean isOverSize = outlet.sizeLimit().learn(why);
        settle(() -> {
            if (on != channel) {
                return List.of();
            }
            if (isOverSize && inFlight.largest() > outlet.sizeLimit().bytes()) {
                channel = null;
                whyNot = why;
                reopening = true;
                return inFlight.writeAgain(this::tooLarge);
            }
            if (!cause.isHardError() && !cause.isInitiatedByApplication()) {
                seldomClosed.now().ifPresent(others -> LOG.warn("Publisher '{}': the broker closed its channel: {};"
                        + " and {} times more before it", name, why, others));
                refusals.report("the broker closed the channel of '" + name + "': " + why);
            }
            return failAll(why, cause);
        });
        connection.reopen(this);
    }

    private BrokerException.@Nullable TooLarge tooLarge(OutstandingMessage message) {
        BrokerException.TooLarge failure = outlet.sizeLimit().failure(message.sizeBytes());
        if (failure != null) {
            outlet.refusals().refused(message.queue(), "it was sent " + failure.getMessage());
        }
        return failure;
    }

    private void lost(@Nullable Channel on, String why, @Nullable Throwable cause) {
        settle(() -> on == channel ? failAll(why, cause) : List.of());
    }

    private List<Completion> failAll(String why, @Nullable Throwable cause) {
        channel = null;
        whyNot = why;
        return inFlight.failAll(new BrokerException.Unavailable("connection lost: " + why, cause));
    }

    /** Fails the messages whose confirm timeout is over; called by the broker's clock. */
    public void expire() {
        settle(() -> replaceIfNecessary(inFlight.expire(System.nanoTime())));
    }

    private interface Settling {
        List<Completion> run();
    }

    private void settle(Settling settling) {
        List<Completion> settled;
        lock.lock();
        try {
            settled = settling.run();
            // Also when nothing was completed: waiting publishers check whether there will be room at all.
            room.signalAll();
        } finally {
            lock.unlock();
        }
        if (!settled.isEmpty()) {
            try {
                confirms.execute(() -> settled.forEach(this::call));
            } catch (RejectedExecutionException e) {
                settled.forEach(this::call);
            }
        }
    }

    private void call(Completion completion) {
        try {
            completion.call();
        } catch (RuntimeException | Error e) {
            // One callback must not keep the others of the same confirm from being called.
            LOG.error("Publisher '{}': the callback of a confirm has failed", name, e);
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            long left = CLOSING.toNanos();
            while (inFlight.pendingCallbacks() > 0 && left > 0) {
                left = room.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        abort();
    }

    /** Fails what is in flight and closes the channel. Touches no socket. */
    public void abort() {
        Channel last;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            last = channel;
            work.signalAll();
            room.signalAll();
        } finally {
            lock.unlock();
        }
        connection.unregister(this);
        lost(last, "publisher '" + name + "' was closed", null);
        if (last != null) {
            connection.execute(() -> Channels.abort(last));
        }
        confirms.shutdown();
        onClosed.accept(this);
    }
}
