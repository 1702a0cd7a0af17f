package io.anivia.elmer.spool;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.anivia.broker.connection.BrokerException;
import io.anivia.broker.publish.OutboundMessage;
import io.anivia.broker.publish.Publisher;
import io.anivia.common.Backoff;
import io.anivia.common.KnownWords;
import io.anivia.contract.MessageHeaders;
import io.anivia.contract.QueueShards;
import io.anivia.contract.Queues;
import io.anivia.elmer.spool.SpoolJournal.StoredRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the payloads of the spool in order, a bounded number at a time, and commits a payload when the broker has
 * confirmed it and all before it. After a failure it waits for the outstanding confirms; then, after a growing pause,
 * it publishes the unconfirmed payloads again before any other. A payload that can never be published goes to
 * {@code anivia.rejected}, or into a file if it is larger than the broker takes, so that it does not hold up the
 * others.
 */
final class SpoolDrain {

    private static final Logger LOG = LoggerFactory.getLogger(SpoolDrain.class);
    static final String REJECTED_QUEUE = Queues.REJECTED;
    private static final String STAGE = "spool";
    /** Made by Anivia, so that they can always be sent. */
    private static final Set<String> KEPT_OF_REJECTED =
            Set.of(MessageHeaders.RECEIPT, MessageHeaders.RECEIVED_AT, MessageHeaders.SOURCE, MessageHeaders.ADDRESS,
                    MessageHeaders.KEY);

    /** The broker, as far as the drain needs it. */
    @FunctionalInterface
    interface DrainTarget {
        /** @see Publisher#publish */
        void publish(OutboundMessage message, Publisher.ConfirmCallback callback) throws BrokerException;
    }

    /** The pause after a failure: its first ceiling and its longest. */
    record DrainBackoff(Duration first, Duration longest) {
    }

    /** Called on the drain's thread, after the fact. */
    interface DrainListener {
        void drained(int payloads);

        void rejected();

        /** A payload is kept in a file. */
        void kept();
    }

    /** A payload that was read and is not committed. Guarded by {@link #lock}. */
    private static final class PublishedPayload {
        private final StoredRecord stored;
        private OutboundMessage message;
        private boolean confirmed;

        PublishedPayload(StoredRecord stored, OutboundMessage message) {
            this.stored = stored;
            this.message = message;
        }
    }

    private enum DrainAction {
        PUBLISH_NEXT, PUBLISH_AGAIN, END
    }

    private final Spool spool;
    private final DrainTarget target;
    private final QueueShards collected;
    private final int maxInFlight;
    private final DrainBackoff backoff;
    private final DrainListener listener;
    private final UnsendablePayloads unsendable;
    private final Thread thread = new Thread(this::run, "spool-drain");

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** Read and not committed, in order. */
    private final Deque<PublishedPayload> window = new ArrayDeque<>();
    /** Read, and not in the window yet; confined to the thread. */
    private @Nullable StoredRecord readNext;
    /** Published without a confirm or a failure yet. */
    private int outstanding;
    /** A publish has failed since the last {@link DrainAction#PUBLISH_AGAIN}. */
    private boolean failed;
    private boolean stopped;
    /** Consecutive; written under the lock. */
    private volatile int failures;

    SpoolDrain(Spool spool, DrainTarget target, QueueShards collected, int maxInFlight, DrainBackoff backoff,
            DrainListener listener, UnsendablePayloads unsendable) {
        this.spool = spool;
        this.target = target;
        this.collected = collected;
        this.maxInFlight = maxInFlight;
        this.backoff = backoff;
        this.listener = listener;
        this.unsendable = unsendable;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Called when the spool has more to publish. */
    void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Whether payloads wait to be published, for the first time or again. Those that only lack a confirm do not count:
     * under load there always is one, so that new payloads would go through the spool for ever. A new payload may
     * therefore overtake these few, which are published on another channel.
     */
    boolean hasBacklog() {
        return failures > 0 || spool.unpublished() > 0;
    }

    /** Returns when no confirm is outstanding, or the time is over. */
    void stop(Duration atMost) {
        lock.lock();
        try {
            stopped = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            thread.join(atMost.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
    }

    private void run() {
        DrainAction last = DrainAction.PUBLISH_NEXT;
        while (last != DrainAction.END) {
            try {
                last = act();
            } catch (InterruptedException e) {
                LOG.debug("Spool: the drain was interrupted with confirms outstanding");
                return;
            } catch (RuntimeException | Error e) {
                // Without this thread nothing would be drained any more.
                LOG.error("The spool could not be drained; trying again", e);
                fail();
            }
        }
    }

    private DrainAction act() throws InterruptedException {
        DrainAction action = awaitAction();
        if (action == DrainAction.PUBLISH_NEXT) {
            publishNext();
        } else if (action == DrainAction.PUBLISH_AGAIN && pause()) {
            publishAgain();
        }
        return action;
    }

    private DrainAction awaitAction() throws InterruptedException {
        lock.lock();
        try {
            while (true) {
                commitConfirmed();
                if (outstanding == 0 && stopped) {
                    return DrainAction.END;
                }
                if (outstanding == 0 && failed) {
                    return DrainAction.PUBLISH_AGAIN;
                }
                boolean hasNext = readNext != null || spool.unpublished() > 0;
                if (!failed && !stopped && window.size() < maxInFlight && hasNext) {
                    return DrainAction.PUBLISH_NEXT;
                }
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** @return whether to go on; not if the drain was stopped meanwhile */
    private boolean pause() throws InterruptedException {
        lock.lock();
        try {
            long left = Backoff.fullJitter(backoff.first(), backoff.longest(), failures - 1).toNanos();
            while (left > 0 && !stopped) {
                left = changed.awaitNanos(left);
            }
            failed = false;
            return !stopped;
        } finally {
            lock.unlock();
        }
    }

    private void publishAgain() {
        for (PublishedPayload each : unconfirmed()) {
            if (hasFailed()) {
                return;
            }
            publish(each);
        }
    }

    private List<PublishedPayload> unconfirmed() {
        lock.lock();
        try {
            return window.stream().filter(each -> !each.confirmed).toList();
        } finally {
            lock.unlock();
        }
    }

    /** Then the rest waits for the next time, so that it does not overtake the payload that has failed. */
    private boolean hasFailed() {
        lock.lock();
        try {
            return failed;
        } finally {
            lock.unlock();
        }
    }

    private void publishNext() {
        try {
            readNext = readNext == null ? spool.read() : readNext;
        } catch (IOException e) {
            LOG.warn("The spool cannot be drained: {}; trying again", e.getMessage());
            fail();
            return;
        }
        if (readNext != null) {
            PublishedPayload payload = new PublishedPayload(readNext, message(readNext));
            lock.lock();
            try {
                window.add(payload);
            } finally {
                lock.unlock();
            }
            readNext = null;
            publish(payload);
        }
    }

    private void publish(PublishedPayload payload) {
        lock.lock();
        try {
            outstanding++;
        } finally {
            lock.unlock();
        }
        try {
            publishOrReject(payload);
        } catch (BrokerException e) {
            completed(payload, e);
        } catch (RuntimeException | Error e) {
            LOG.error("A payload of the spool could not be published; trying again", e);
            completed(payload, new BrokerException.Unavailable("it could not be published", e));
        }
    }

    private void publishOrReject(PublishedPayload payload) throws BrokerException {
        try {
            target.publish(payload.message, failure -> completed(payload, failure));
        } catch (BrokerException.TooLarge e) {
            // For anivia.rejected, too.
            keep(payload, e);
        } catch (BrokerException.Unsendable e) {
            payload.message = rejected(payload.message.headers(), payload.message.body(), e.getMessage());
            publishOrReject(payload);
        }
    }

    private void keep(PublishedPayload payload, BrokerException.TooLarge why) throws BrokerException {
        Path file;
        try {
            file = unsendable.keep(payload.message, String.valueOf(why.getMessage()));
        } catch (IOException e) {
            LOG.warn("The spool cannot be drained: {}, and it cannot be kept in a file: {}", why.getMessage(),
                    e.getMessage());
            throw new BrokerException.Unavailable("it cannot be kept in a file", e);
        }
        LOG.error("A payload in the spool cannot be published; it is kept in '{}': {}", file, why.getMessage());
        listener.kept();
        completed(payload, null);
    }

    private void completed(PublishedPayload payload, @Nullable BrokerException failure) {
        lock.lock();
        try {
            outstanding--;
            if (failure == null) {
                payload.confirmed = true;
                failures = failed ? failures : 0;
                changed.signalAll();
            } else {
                LOG.debug("Spool: a payload was not confirmed", failure);
                payload.message = elsewhereIfRefused(payload.message, failure);
                fail();
            }
        } finally {
            lock.unlock();
        }
    }

    /** One shard that takes nothing must not hold up what the others would take. */
    private OutboundMessage elsewhereIfRefused(OutboundMessage message, BrokerException failure) {
        boolean isOfOneQueue =
                failure instanceof BrokerException.Refused || failure instanceof BrokerException.Unroutable;
        return isOfOneQueue && collected.names().contains(message.routingKey())
                ? new OutboundMessage("", collected.next(message.routingKey()), message.headers(),
                        message.contentType(), message.contentEncoding(), message.body())
                : message;
    }

    private void fail() {
        lock.lock();
        try {
            if (!failed) {
                failed = true;
                failures++;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void commitConfirmed() {
        PublishedPayload last = null;
        int payloads = 0;
        while (!window.isEmpty() && window.getFirst().confirmed) {
            last = window.removeFirst();
            payloads++;
        }
        if (last == null) {
            return;
        }
        try {
            spool.commit(last.stored.location(), payloads);
        } catch (IOException e) {
            LOG.warn("The spool's cursor cannot be written: {}; after a restart {} payload(s) would come again",
                    e.getMessage(), payloads);
        }
        listener.drained(payloads);
    }

    private OutboundMessage message(StoredRecord stored) {
        try {
            SpooledPayload payload = SpooledPayload.fromBytes(stored.bytes());
            return new OutboundMessage("", collected.of(payload.headers().get(MessageHeaders.RECEIPT)),
                    payload.headers(), payload.contentType(), payload.contentEncoding(), payload.body());
        } catch (IOException e) {
            return rejected(Map.of(), stored.bytes(), "a record of the spool that cannot be read: " + KnownWords.of(e));
        }
    }

    /** A payload that the broker can never take as it is must not hold up the others: it is kept for an operator. */
    private OutboundMessage rejected(Map<String, Object> headers, byte[] body, @Nullable String reason) {
        LOG.error("A payload in the spool cannot be published as it is; it goes to {}: {}", REJECTED_QUEUE, reason);
        listener.rejected();
        Map<String, Object> kept = new HashMap<>();
        headers.forEach((name, value) -> {
            if (KEPT_OF_REJECTED.contains(name)) {
                kept.put(name, value);
            }
        });
        kept.put(MessageHeaders.REASON, String.valueOf(reason));
        kept.put(MessageHeaders.STAGE, STAGE);
        kept.put(MessageHeaders.FAILED_AT, Clock.systemUTC().millis());
        return new OutboundMessage("", REJECTED_QUEUE, kept, null, null, body);
    }
}
