package io.anivia.destination;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.anivia.rabbitmq.Backoff;
import io.anivia.rabbitmq.BrokerException;
import io.anivia.rabbitmq.OutboundMessage;
import io.anivia.rabbitmq.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a destination's events go that cannot be delivered now: the dead letters, or the queue of those to be tried
 * later. The event is acknowledged once it is confirmed there; until then it stays where it was.
 */
final class Undeliverable {

    private static final Logger LOG = LoggerFactory.getLogger(Undeliverable.class);
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final String destination;
    private final DestinationQueues queues;
    private final Publisher publisher;
    private final RetryPolicy policy;
    private final ScheduledExecutorService timer;
    private final DestinationMetrics metrics;

    Undeliverable(String destination, DestinationQueues queues, Publisher publisher, RetryPolicy policy,
            ScheduledExecutorService timer, DestinationMetrics metrics) {
        this.destination = destination;
        this.queues = queues;
        this.publisher = publisher;
        this.policy = policy;
        this.timer = timer;
        this.metrics = metrics;
    }

    /** The destination refuses this event for good. */
    void refused(Item item, String reason) {
        dead(item, item.attempts() + 1, reason, DestinationMetrics.Death.REFUSED);
    }

    /** This event failed while others passed: it is tried again later, or given up when it was tried often enough. */
    void failed(Item item, String reason) {
        int attempts = item.attempts() + 1;
        if (attempts >= policy.maxAttempts()) {
            dead(item, attempts, reason, DestinationMetrics.Death.ATTEMPTS);
            return;
        }
        Duration wait = Backoff.ceiling(policy.first(), policy.longest(), attempts);
        LOG.info("Destination '{}': an event of receipt {} keeps failing while others pass ({}); set aside for {},"
                + " attempt {} of {}", destination, item.delivery().header(MessageHeaders.RECEIPT), reason, wait,
                attempts, policy.maxAttempts());
        Map<String, Object> headers = new HashMap<>(item.delivery().headers());
        headers.put(MessageHeaders.ATTEMPTS, attempts);
        headers.put(MessageHeaders.NOT_BEFORE, System.currentTimeMillis() + wait.toMillis());
        move(item, queues.later(), headers, () -> { });
    }

    private void dead(Item item, int attempts, String reason, DestinationMetrics.Death death) {
        LOG.warn("Destination '{}': an event of receipt {} goes to '{}' after {} attempt(s): {}", destination,
                item.delivery().header(MessageHeaders.RECEIPT), queues.dead(), attempts, reason);
        Map<String, Object> headers = new HashMap<>(item.delivery().headers());
        headers.remove(MessageHeaders.NOT_BEFORE);
        headers.putAll(DeadLetter.headers(destination, DeadLetter.STAGE_DELIVERY, reason, attempts));
        move(item, queues.dead(), headers, () -> metrics.dead(death));
    }

    private void move(Item item, String queue, Map<String, Object> headers, Runnable moved) {
        OutboundMessage message = new OutboundMessage("", queue, headers, item.delivery().contentType(),
                item.delivery().contentEncoding(), item.delivery().body());
        try {
            publisher.publish(message, failure -> {
                if (failure == null) {
                    moved.run();
                    item.delivery().ack();
                } else {
                    giveBack(item, queue, failure);
                }
            });
        } catch (BrokerException e) {
            giveBack(item, queue, e);
        }
    }

    /** It comes again, fails again, and is moved then. */
    private void giveBack(Item item, String queue, BrokerException failure) {
        LOG.warn("Destination '{}': an event could not be moved to '{}' and stays where it was: {}", destination, queue,
                failure.getMessage());
        if (!timer.isShutdown()) {
            timer.schedule(item.delivery()::requeue, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
