package io.anivia.destination;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

import io.anivia.broker.Broker;
import io.anivia.broker.batch.BatchSplitter;
import io.anivia.broker.browse.QueueBrowser;
import io.anivia.broker.consume.Delivery;
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

    /**
     * Looks if it is time.
     *
     * @param hasUnconsumed whether there are events in the queue that are not consumed
     */
    void update(boolean hasUnconsumed) {
        boolean isKnown = System.nanoTime() - lookedAt < INTERVAL.toNanos() && receivedAt.isPresent();
        if (!hasUnconsumed) {
            receivedAt = OptionalLong.empty();
        } else if (!isKnown) {
            look();
        }
    }

    private void look() {
        lookedAt = System.nanoTime();
        try (QueueBrowser browser = broker.browse(queue)) {
            QueueBrowser.BrowsedMessage first = browser.next();
            List<Delivery> events = new ArrayList<>();
            if (first != null) {
                new BatchSplitter(queue, events::add).accept(first.message());
            }
            receivedAt = events.stream().map(event -> event.headers().get(MessageHeaders.RECEIVED_AT))
                    .filter(Number.class::isInstance).mapToLong(at -> ((Number) at).longValue()).min();
        } catch (IOException e) {
            // What was seen last is the best guess.
            LOG.debug("The first event of '{}' could not be looked at", queue, e);
        }
    }
}
