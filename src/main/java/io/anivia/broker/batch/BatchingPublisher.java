package io.anivia.broker.batch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.anivia.broker.connection.BrokerException;
import io.anivia.broker.publish.OutboundMessage;
import io.anivia.broker.publish.Publisher;
import io.anivia.broker.publish.WireLimits;
import io.anivia.common.NamedThreads;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decorates a publisher: messages for one queue are published as one {@link MessageBatch}, whose confirm is that of all
 * of them. Messages of a queue keep their order, batched or not. Only the default exchange is known to lead to one
 * queue, whatever the headers; for other exchanges nothing is batched.
 *
 * <p>A batch is published when it is full, when its first message has waited for the linger time, and before a message
 * for the same queue that cannot be batched. The bounds of the decorated publisher count it as one message. A batch
 * that is larger than the broker takes is published in halves.
 *
 * <p>Thread-safe. The lock is held while a batch is handed over, so that the next one for its queue cannot overtake it;
 * never longer than twice the time that a message may wait for room. Callbacks are called without it.
 */
public final class BatchingPublisher implements Publisher {

    private static final Logger LOG = LoggerFactory.getLogger(BatchingPublisher.class);
    private static final long NOTHING_OPEN_NANOS = TimeUnit.DAYS.toNanos(1);

    private final String name;
    private final Publisher publisher;
    private final BatchingPolicy policy;
    private final Duration lockTimeout;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** By queue, the oldest first; guarded by the lock, like what follows. */
    private final Map<String, OpenBatch> open = new LinkedHashMap<>();
    private boolean closed;

    /** @param lockTimeout how long a message may wait for others that wait for room in the publisher */
    public BatchingPublisher(String name, Publisher publisher, BatchingPolicy policy, Duration lockTimeout) {
        this.name = name;
        this.publisher = publisher;
        this.policy = policy;
        this.lockTimeout = lockTimeout;
        NamedThreads.daemons("batches-" + name).newThread(this::publishLingering).start();
    }

    /** A message and its callback. */
    private record BatchedMessage(OutboundMessage message, ConfirmCallback callback) {
    }

    /** A batch, and when it was opened. */
    private static final class OpenBatch {
        private final List<BatchedMessage> messages = new ArrayList<>();
        private final long since = System.nanoTime();
        private long sizeBytes;

        OpenBatch() {
        }

        OpenBatch(List<BatchedMessage> messages) {
            messages.forEach(this::add);
        }

        void add(BatchedMessage added) {
            messages.add(added);
            sizeBytes += added.message().body().length;
        }

        OutboundMessage message() {
            return messages.size() == 1 ? messages.get(0).message()
                    : MessageBatch.of(messages.stream().map(BatchedMessage::message).toList());
        }

        /** Each half is a batch again; of more than one message. */
        List<OpenBatch> halves() {
            int half = messages.size() / 2;
            return List.of(new OpenBatch(messages.subList(0, half)),
                    new OpenBatch(messages.subList(half, messages.size())));
        }

        void settled(@Nullable BrokerException failure) {
            for (BatchedMessage each : messages) {
                try {
                    each.callback().settled(failure);
                } catch (RuntimeException | Error e) {
                    LOG.error("The callback of a confirm has failed", e);
                }
            }
        }
    }

    @Override
    public void publish(OutboundMessage message, ConfirmCallback callback) throws BrokerException {
        List<Runnable> failed = new ArrayList<>();
        lock();
        try {
            add(message, callback, failed, deadline());
        } finally {
            lock.unlock();
            failed.forEach(Runnable::run);
        }
    }

    @Override
    public void publish(List<OutboundMessage> messages, EachConfirmCallback callback) {
        List<Runnable> failed = new ArrayList<>();
        int handedOver = 0;
        BrokerException failure = null;
        try {
            lock();
            try {
                long deadline = deadline();
                for (OutboundMessage message : messages) {
                    try {
                        add(message, why -> callback.settled(message, why), failed, deadline);
                    } catch (BrokerException.Refused | BrokerException.Unsendable e) {
                        failed.add(() -> callback.settled(message, e));
                    }
                    handedOver++;
                }
            } finally {
                lock.unlock();
            }
        } catch (BrokerException e) {
            failure = e;
        }
        failed.forEach(Runnable::run);
        for (OutboundMessage message : messages.subList(handedOver, messages.size())) {
            callback.settled(message, failure);
        }
    }

    private void lock() throws BrokerException {
        try {
            if (!lock.tryLock(lockTimeout.toNanos(), TimeUnit.NANOSECONDS)) {
                throw full();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerException.Unavailable("interrupted while waiting to publish", e);
        }
    }

    private BrokerException.Full full() {
        return new BrokerException.Full("publisher '" + name + "': other messages have waited for room for "
                + lockTimeout);
    }

    /** Until when messages are handed over under the lock: each may wait for room. */
    private long deadline() {
        return System.nanoTime() + lockTimeout.toNanos();
    }

    private void add(OutboundMessage message, ConfirmCallback callback, List<Runnable> failed, long deadline)
            throws BrokerException {
        if (System.nanoTime() - deadline > 0) {
            throw full();
        }
        String queue = message.routingKey();
        int sizeBytes = message.body().length;
        OpenBatch batch = message.exchange().isEmpty() ? open.get(queue) : null;
        boolean isBatched = isBatched(message);
        if (batch != null && (!isBatched || batch.sizeBytes + sizeBytes > maxBytes())) {
            flush(queue, failed, deadline);
            batch = null;
        }
        if (!isBatched) {
            publisher.publish(message, callback);
            return;
        }
        WireLimits.check(message);
        if (batch == null) {
            batch = new OpenBatch();
            open.put(queue, batch);
            if (open.size() == 1) {
                changed.signal();
            }
        }
        batch.add(new BatchedMessage(message, callback));
        if (batch.messages.size() == policy.messages()) {
            flush(queue, failed, deadline);
        }
    }

    private boolean isBatched(OutboundMessage message) {
        return !closed && message.isBatchable() && message.exchange().isEmpty()
                && message.body().length < maxBytes() && MessageBatch.takes(message);
    }

    private long maxBytes() {
        return Math.min(policy.bytes(), publisher.maxMessageBytes());
    }

    private void flush(String queue, List<Runnable> failed, long deadline) {
        OpenBatch batch = open.remove(queue);
        if (batch != null) {
            publish(batch, failed, deadline);
        }
    }

    private void publish(OpenBatch batch, List<Runnable> failed, long deadline) {
        try {
            if (System.nanoTime() - deadline > 0) {
                throw full();
            }
            publisher.publish(batch.message(), failure -> settled(batch, failure));
        } catch (BrokerException.TooLarge e) {
            if (batch.messages.size() > 1) {
                batch.halves().forEach(half -> publish(half, failed, deadline));
            } else {
                failed.add(() -> batch.settled(e));
            }
        } catch (BrokerException e) {
            failed.add(() -> batch.settled(e));
        } catch (RuntimeException | Error e) {
            LOG.error("Publisher '{}': a batch could not be published", name, e);
            failed.add(() -> batch.settled(new BrokerException.Unavailable("a batch could not be published", e)));
        }
    }

    /** The broker's limit may become known by this batch; later ones may be ahead of its halves then. */
    private void settled(OpenBatch batch, @Nullable BrokerException failure) {
        if (failure instanceof BrokerException.TooLarge && batch.messages.size() > 1) {
            List<Runnable> failed = new ArrayList<>();
            batch.halves().forEach(half -> publish(half, failed, deadline()));
            failed.forEach(Runnable::run);
        } else {
            batch.settled(failure);
        }
    }

    private void publishLingering() {
        boolean isLast = false;
        while (!isLast) {
            try {
                isLast = publishNext();
            } catch (RuntimeException | Error e) {
                // Without this thread, messages would wait for ever for others.
                LOG.error("Publisher '{}': batches could not be published", name, e);
            }
        }
    }

    /** @return whether the publisher is closed, and nothing is left */
    private boolean publishNext() {
        List<Runnable> failed = new ArrayList<>();
        boolean isLast;
        lock.lock();
        try {
            awaitChange();
            flushDue(failed);
            isLast = closed;
        } finally {
            lock.unlock();
        }
        failed.forEach(Runnable::run);
        return isLast;
    }

    private void awaitChange() {
        long nanos = nanosToNext();
        while (nanos > 0 && !closed) {
            try {
                changed.awaitNanos(nanos);
            } catch (InterruptedException e) {
                // The thread ends when the publisher is closed, not by an interrupt.
                LOG.debug("Publisher '{}' was interrupted while it waited for messages", name, e);
            }
            nanos = nanosToNext();
        }
    }

    private long nanosToNext() {
        Iterator<OpenBatch> oldest = open.values().iterator();
        return oldest.hasNext() ? oldest.next().since + policy.linger().toNanos() - System.nanoTime()
                : NOTHING_OPEN_NANOS;
    }

    private void flushDue(List<Runnable> failed) {
        long deadline = deadline();
        while (!open.isEmpty() && (closed || nanosToNext() <= 0)) {
            flush(open.keySet().iterator().next(), failed, deadline);
        }
    }

    @Override
    public void awaitOpen() {
        publisher.awaitOpen();
    }

    @Override
    public long maxMessageBytes() {
        return publisher.maxMessageBytes();
    }

    @Override
    public int inFlight() {
        return openMessages() + publisher.inFlight();
    }

    @Override
    public int pendingCallbacks() {
        return openMessages() + publisher.pendingCallbacks();
    }

    private int openMessages() {
        lock.lock();
        try {
            return open.values().stream().mapToInt(batch -> batch.messages.size()).sum();
        } finally {
            lock.unlock();
        }
    }

    /** Later messages are not batched, and fail when the decorated publisher is closed. */
    @Override
    public void close() {
        List<Runnable> failed = new ArrayList<>();
        lock.lock();
        try {
            closed = true;
            flushDue(failed);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        failed.forEach(Runnable::run);
        publisher.close();
    }
}
