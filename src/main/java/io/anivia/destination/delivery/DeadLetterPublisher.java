package io.anivia.destination.delivery;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.anivia.broker.connection.BrokerException;
import io.anivia.broker.publish.OutboundMessage;
import io.anivia.broker.publish.Publisher;
import io.anivia.common.Backoff;
import io.anivia.common.LogThrottle;
import io.anivia.contract.DestinationQueues;
import io.anivia.contract.FailureHeaders;
import io.anivia.contract.MessageHeaders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves events that cannot be delivered now to the dead letters or to the retry queue. An event is acknowledged once
 * the broker has confirmed it there. Until then it is published again and again, so that it counts against the prefetch
 * and does not go to the destination a second time.
 */
public final class DeadLetterPublisher {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterPublisher.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final String OUR_HEADERS = "anivia-";

    /** Publishes with confirms; see {@link Publisher#publish}. */
    @FunctionalInterface
    public interface Outbox {
        void publish(OutboundMessage message, Publisher.ConfirmCallback receiver) throws BrokerException;
    }

    private final String destination;
    private final DestinationQueues queues;
    private final Outbox outbox;
    private final RetryPolicy policy;
    private final ScheduledExecutorService timer;
    private final DestinationMetrics metrics;
    private final AtomicInteger moving = new AtomicInteger();
    private final LogThrottle seldomDead = new LogThrottle();
    private final LogThrottle seldomAside = new LogThrottle();
    private final LogThrottle seldomStuck = new LogThrottle();

    public DeadLetterPublisher(String destination, DestinationQueues queues, Outbox outbox, RetryPolicy policy,
            ScheduledExecutorService timer, DestinationMetrics metrics) {
        this.destination = destination;
        this.queues = queues;
        this.outbox = outbox;
        this.policy = policy;
        this.timer = timer;
        this.metrics = metrics;
    }

    /** How many events are on their way to another queue. */
    public int movingEvents() {
        return moving.get();
    }

    /** The destination refuses this event for good. */
    void refused(QueuedEvent item, DeliveryException failure) {
        dead(item, item.attempts() + 1, failure, DestinationMetrics.Death.REFUSED);
    }

    /** This event failed while others passed: it is tried again later, or given up when it was tried often enough. */
    void failed(QueuedEvent item, DeliveryException failure) {
        int attempts = item.attempts() + 1;
        if (attempts >= policy.maxAttempts()) {
            dead(item, attempts, failure, DestinationMetrics.Death.ATTEMPTS);
            return;
        }
        Duration wait = Backoff.ceiling(policy.first(), policy.longest(), attempts);
        seldomAside.now().ifPresent(others -> LOG.info("Destination '{}': an event of receipt {} keeps failing while"
                + " others pass ({}); set aside for {}, attempt {} of {}; and {} more before it", destination,
                item.header(MessageHeaders.RECEIPT), failure.getMessage(), wait,
                attempts, policy.maxAttempts(), others));
        Map<String, Object> headers = new HashMap<>(item.headers());
        headers.put(MessageHeaders.ATTEMPTS, attempts);
        headers.remove(MessageHeaders.FORMER_RETRY_AT);
        headers.put(MessageHeaders.RETRY_AT, System.currentTimeMillis() + wait.toMillis());
        moving.incrementAndGet();
        move(item, queues.retry(), headers, metrics::retried);
    }

    private void dead(QueuedEvent item, int attempts, DeliveryException failure, DestinationMetrics.Death death) {
        seldomDead.now().ifPresent(others -> LOG.warn("Destination '{}': an event of receipt {} goes to '{}' after {}"
                + " attempt(s): {}; and {} more before it", destination, item.header(MessageHeaders.RECEIPT),
                queues.dead(), attempts, failure.getMessage(), others));
        Map<String, Object> headers = new HashMap<>(item.headers());
        headers.keySet().removeAll(Set.of(MessageHeaders.RETRY_AT, MessageHeaders.FORMER_RETRY_AT,
                MessageHeaders.ANSWER));
        headers.putAll(FailureHeaders.headers(destination, FailureHeaders.STAGE_DELIVERY, failure.getMessage(),
                attempts));
        failure.answer().ifPresent(answer -> headers.put(MessageHeaders.ANSWER, answer));
        moving.incrementAndGet();
        move(item, queues.dead(), headers, () -> {
            metrics.dead(item, death);
            DeliveryTaps.dead(destination, item, failure);
        });
    }

    private void move(QueuedEvent item, String queue, Map<String, Object> headers, Runnable moved) {
        if (item.isGone()) {
            moving.decrementAndGet();
            return;
        }
        try {
            OutboundMessage message =
                    new OutboundMessage("", queue, headers, item.contentType(), item.contentEncoding(), item.body());
            outbox.publish(message, failure -> {
                if (failure == null) {
                    moved(item, moved);
                } else {
                    moveAgain(item, queue, headers, moved, failure);
                }
            });
        } catch (Throwable e) {
            // Nothing else would move it, and it would stay unacknowledged.
            moveAgain(item, queue, headers, moved, e);
        }
    }

    private void moved(QueuedEvent item, Runnable moved) {
        try {
            moved.run();
            item.ack();
        } finally {
            moving.decrementAndGet();
        }
    }

    private void moveAgain(QueuedEvent item, String queue, Map<String, Object> headers, Runnable moved,
            Throwable failure) {
        if (failure instanceof BrokerException.Unsendable) {
            // A stranger's headers that leave no room for ours.
            headers.keySet().removeIf(name -> !name.startsWith(OUR_HEADERS));
        }
        seldomStuck.now().ifPresent(others -> LOG.warn("Destination '{}': an event could not be moved to '{}', tried"
                + " again in {} s: {}; and {} more before it", destination, queue, PAUSE.toSeconds(),
                failure.getMessage(), others));
        try {
            timer.schedule(() -> move(item, queue, headers, moved), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            moving.decrementAndGet();
            LOG.debug("Destination '{}' is being stopped: the event goes back with its channel", destination, e);
        }
    }
}
