package io.anivia.elmer.spool;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.anivia.broker.connection.BrokerException;
import io.anivia.broker.publish.OutboundMessage;
import io.anivia.broker.publish.Publisher;
import io.anivia.common.Backoff;
import io.anivia.contract.MessageHeaders;
import io.anivia.elmer.spool.SpoolJournal.Stored;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes what is in the spool, in order, a bounded number at a time, and is done with a payload when the broker has
 * confirmed it and all before it. When one fails, those that are under way are waited for; then, after a pause that
 * grows, what has failed is published again before anything else.
 */
final class SpoolDrain {

    private static final Logger LOG = LoggerFactory.getLogger(SpoolDrain.class);
    static final String QUEUE = "anivia.collected";
    static final String REJECTED_QUEUE = "anivia.rejected";
    private static final String STAGE = "spool";
    /** Made by Anivia, so that they can always be sent. */
    private static final Set<String> KEPT_OF_REJECTED =
            Set.of(MessageHeaders.RECEIPT, MessageHeaders.RECEIVED_AT, MessageHeaders.SOURCE);

    /** Where payloads go. */
    @FunctionalInterface
    interface Target {
        /** @see Publisher#publish */
        void publish(OutboundMessage message, Publisher.ConfirmCallback receiver) throws BrokerException;
    }

    /** The pause after a failure: its first ceiling and its longest. */
    record Pause(Duration first, Duration longest) {
    }

    /** What is told of. */
    interface Listener {
        void drained(int payloads);

        void rejected();
    }

    /** A payload that was read and is not done with. Guarded by {@link #lock}. */
    private static final class Sent {
        private final Stored stored;
        private OutboundMessage message;
        private boolean confirmed;

        Sent(Stored stored, OutboundMessage message) {
            this.stored = stored;
            this.message = message;
        }
    }

    private final Spool spool;
    private final Target target;
    private final int maxInFlight;
    private final Pause pause;
    private final Listener listener;
    private final Thread thread = new Thread(this::run, "spool-drain");

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Sent> window = new ArrayDeque<>();
    private int inFlight;
    private boolean failed;
    private boolean stopped;
    /** In a row; written under the lock. */
    private volatile int failures;

    SpoolDrain(Spool spool, Target target, int maxInFlight, Pause pause, Listener listener) {
        this.spool = spool;
        this.target = target;
        this.maxInFlight = maxInFlight;
        this.pause = pause;
        this.listener = listener;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Looks again whether there is anything to publish. */
    void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Whether payloads wait for others in the spool, or for the broker. Those that only lack a confirm do not count: what
     * is published now is published behind them, and otherwise a spool under load would never be left.
     */
    boolean isBehind() {
        return failures > 0 || spool.unread() > 0;
    }

    /** Ends when what is under way is settled, or the time is over. */
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
        try {
            while (step()) {
                LOG.trace("Spool: one step on");
            }
        } catch (InterruptedException e) {
            LOG.debug("Spool: the drain was told to end");
        }
    }

    /** @return whether to go on */
    private boolean step() throws InterruptedException {
        boolean again;
        lock.lock();
        try {
            while (true) {
                forgetConfirmed();
                boolean settled = inFlight == 0;
                if (stopped && settled) {
                    return false;
                }
                if (failed && settled && !stopped) {
                    again = true;
                    break;
                }
                if (!failed && !stopped && window.size() < maxInFlight && spool.unread() > 0) {
                    again = false;
                    break;
                }
                changed.await();
            }
            if (again && !pauseEnds()) {
                return true;
            }
        } finally {
            lock.unlock();
        }
        if (again) {
            sendAgain();
        } else {
            sendNext();
        }
        return true;
    }

    /** @return whether to go on; not if the drain was stopped meanwhile */
    private boolean pauseEnds() throws InterruptedException {
        long left = Backoff.fullJitter(pause.first(), pause.longest(), failures - 1).toNanos();
        while (left > 0 && !stopped) {
            left = changed.awaitNanos(left);
        }
        failed = false;
        return !stopped;
    }

    private void sendAgain() {
        for (Sent each : unconfirmed()) {
            if (hasFailed()) {
                return;
            }
            send(each);
        }
    }

    private Deque<Sent> unconfirmed() {
        lock.lock();
        try {
            Deque<Sent> left = new ArrayDeque<>(window);
            left.removeIf(each -> each.confirmed);
            return left;
        } finally {
            lock.unlock();
        }
    }

    private boolean hasFailed() {
        lock.lock();
        try {
            // Nothing may overtake what has failed, so the rest of the window waits for the next time.
            return failed;
        } finally {
            lock.unlock();
        }
    }

    private void sendNext() {
        Stored next;
        try {
            next = spool.read();
        } catch (IOException e) {
            LOG.warn("The spool cannot be drained: {}; trying again", e.getMessage());
            fail();
            return;
        }
        if (next != null) {
            Sent sent = new Sent(next, message(next));
            lock.lock();
            try {
                window.add(sent);
            } finally {
                lock.unlock();
            }
            send(sent);
        }
    }

    private void send(Sent sent) {
        lock.lock();
        try {
            inFlight++;
        } finally {
            lock.unlock();
        }
        try {
            publish(sent);
        } catch (BrokerException e) {
            settled(sent, e);
        }
    }

    private void publish(Sent sent) throws BrokerException {
        try {
            target.publish(sent.message, failure -> settled(sent, failure));
        } catch (BrokerException.Unsendable e) {
            sent.message = rejected(sent.message.headers(), sent.message.body(), e.getMessage());
            target.publish(sent.message, failure -> settled(sent, failure));
        }
    }

    private void settled(Sent sent, @Nullable BrokerException failure) {
        lock.lock();
        try {
            inFlight--;
            if (failure == null) {
                sent.confirmed = true;
                failures = failed ? failures : 0;
                changed.signalAll();
            } else {
                LOG.debug("Spool: a payload was not confirmed", failure);
                fail();
            }
        } finally {
            lock.unlock();
        }
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

    private void forgetConfirmed() {
        Sent last = null;
        int payloads = 0;
        while (!window.isEmpty() && window.getFirst().confirmed) {
            last = window.removeFirst();
            payloads++;
        }
        if (last == null) {
            return;
        }
        try {
            spool.forget(last.stored.location(), payloads);
        } catch (IOException e) {
            LOG.warn("The spool's cursor cannot be written: {}; after a restart {} payload(s) would come again",
                    e.getMessage(), payloads);
        }
        listener.drained(payloads);
    }

    private OutboundMessage message(Stored stored) {
        try {
            SpooledPayload payload = SpooledPayload.fromBytes(stored.bytes());
            return new OutboundMessage("", QUEUE, payload.headers(), payload.contentType(), payload.contentEncoding(),
                    payload.body());
        } catch (IOException e) {
            return rejected(Map.of(), stored.bytes(), "a record of the spool that cannot be read: " + e.getMessage());
        }
    }

    /** A payload that the broker can never take as it is must not hold up the others: it goes where people look. */
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
