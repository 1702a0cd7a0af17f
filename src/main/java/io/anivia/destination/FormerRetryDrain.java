package io.anivia.destination;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

import io.anivia.broker.Broker;
import io.anivia.broker.consume.Delivery;
import io.anivia.broker.consume.Prefetch;
import io.anivia.broker.consume.QueueSubscription;
import io.anivia.contract.DestinationQueues;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Consumes a destination's retry queue under the name that it had in the release before, until it is empty. The queue
 * is never declared, and looked for again and again: a process of that release may put events into it as long as it
 * runs.
 */
final class FormerRetryDrain {

    private static final Logger LOG = LoggerFactory.getLogger(FormerRetryDrain.class);
    private static final Duration CHECK_INTERVAL = Duration.ofMinutes(10);

    private final String destination;
    private final DestinationQueues queues;
    private final Broker broker;
    private final Prefetch prefetch;
    private final Consumer<Delivery> handler;
    /** While the queue has messages. */
    private volatile @Nullable QueueSubscription subscription;
    /** {@link System#nanoTime} of the last look at a queue that is not being consumed. */
    private @Nullable Long checkedAt;
    private boolean closed;

    FormerRetryDrain(String destination, DestinationQueues queues, Broker broker, Prefetch prefetch,
            Consumer<Delivery> handler) {
        this.destination = destination;
        this.queues = queues;
        this.broker = broker;
        this.prefetch = prefetch;
        this.handler = handler;
    }

    /** The subscription, while the queue has messages. */
    Optional<QueueSubscription> subscription() {
        return Optional.ofNullable(subscription);
    }

    /**
     * Begins to consume the queue if it has messages, and ends when it has none. Does nothing once it is closed.
     *
     * @param mayBegin false while the destination is paused
     */
    synchronized void check(boolean mayBegin) {
        QueueSubscription draining = subscription;
        if (closed) {
            return;
        }
        if (draining != null) {
            endIfEmpty(draining);
        } else if (mayBegin && isDue()) {
            checkedAt = System.nanoTime();
            begin();
        }
    }

    /** Consumes the queue no more. */
    synchronized void close() {
        closed = true;
        if (subscription != null) {
            subscription.close();
            subscription = null;
        }
    }

    private boolean isDue() {
        return checkedAt == null || System.nanoTime() - checkedAt >= CHECK_INTERVAL.toNanos();
    }

    private void begin() {
        String queue = queues.formerRetry();
        long waiting = broker.messageCount(queue).orElse(0);
        if (waiting > 0) {
            LOG.info("Destination '{}': delivers {} event(s) out of '{}', the former name of '{}'", destination,
                    waiting, queue, queues.retry());
            subscription = broker.subscribeUndeclared(queue, prefetch, handler);
        }
    }

    private void endIfEmpty(QueueSubscription draining) {
        String queue = queues.formerRetry();
        // In this order: a message that is delivered in between is unacknowledged then.
        if (broker.messageCount(queue).orElse(1) == 0 && draining.unacknowledged() == 0) {
            LOG.info("Destination '{}': '{}', the former name of '{}', is empty", destination, queue, queues.retry());
            draining.close();
            subscription = null;
        }
    }
}
