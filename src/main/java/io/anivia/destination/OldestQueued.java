package io.anivia.destination;

import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;

import io.anivia.broker.Broker;
import io.anivia.broker.browse.QueueBrowser;
import io.anivia.contract.MessageHeaders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows the age of a queue's first event while nothing consumes it from here: it is looked at and given back, now and
 * then. Not thread-safe, but for {@link #receivedAt}.
 */
final class OldestQueued {

    private static final Logger LOG = LoggerFactory.getLogger(OldestQueued.class);
    private static final Duration INTERVAL = Duration.ofSeconds(30);

    private final Broker broker;
    private final String queue;
    private volatile OptionalLong receivedAt = OptionalLong.empty();
    private long lookedAt = System.nanoTime() - INTERVAL.toNanos();

    OldestQueued(Broker broker, String queue) {
        this.broker = broker;
        this.queue = queue;
    }

    /** When the first event was received; epoch milliseconds; empty if there is none, or if the queue is consumed. */
    OptionalLong receivedAt() {
        return receivedAt;
    }

    /** The queue is being consumed again, so that its first event is not in it. */
    void forget() {
        receivedAt = OptionalLong.empty();
    }

    /** Looks if it is time. */
    void look() {
        if (System.nanoTime() - lookedAt < INTERVAL.toNanos() && receivedAt.isPresent()) {
            return;
        }
        lookedAt = System.nanoTime();
        try (QueueBrowser browser = broker.browse(queue)) {
            QueueBrowser.BrowsedMessage first = browser.next();
            receivedAt = first != null && first.message().headers().get(MessageHeaders.RECEIVED_AT) instanceof Number at
                    ? OptionalLong.of(at.longValue()) : OptionalLong.empty();
        } catch (IOException e) {
            // What was seen last is the best guess.
            LOG.debug("The first event of '{}' could not be looked at", queue, e);
        }
    }
}
