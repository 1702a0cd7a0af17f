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
 * Knows the age of a queue's first event while nothing consumes it from here: it is looked at and given back. As long as
 * the queue does not shrink its first event is taken to be the same, and is not looked at again for minutes. Not
 * thread-safe, but for {@link #receivedAt}.
 */
final class OldestQueued {

    private static final Logger LOG = LoggerFactory.getLogger(OldestQueued.class);
    /** Each look counts as a delivery of the first message, which a policy may limit, so it is not repeated needlessly. */
    private static final Duration INTERVAL = Duration.ofMinutes(5);

    private final Broker broker;
    private final String queue;
    private volatile OptionalLong receivedAt = OptionalLong.empty();
    private long lookedAt;
    private long count;

    OldestQueued(Broker broker, String queue) {
        this.broker = broker;
        this.queue = queue;
    }

    /** When the first event was received; epoch milliseconds; empty if there is none, or if the queue is consumed. */
    OptionalLong receivedAt() {
        return receivedAt;
    }

    /**
     * Looks if that is needed.
     *
     * @param messages how many are in the queue and not consumed; empty while the broker does not say: then what is
     *        known stays, for an event does not grow younger while the broker is away
     */
    void update(OptionalLong messages) {
        if (messages.isEmpty()) {
            return;
        }
        long unconsumed = messages.getAsLong();
        boolean isKnown = receivedAt.isPresent() && unconsumed >= count
                && System.nanoTime() - lookedAt < INTERVAL.toNanos();
        count = unconsumed;
        if (unconsumed == 0) {
            receivedAt = OptionalLong.empty();
        } else if (!isKnown) {
            look();
        }
    }

    /**
     * Messages are about to return to the head of the queue.
     *
     * @param firstReceivedAt of the oldest event in them
     * @param messages the queue has at least so many then
     */
    void expect(long firstReceivedAt, long messages) {
        receivedAt = OptionalLong.of(firstReceivedAt);
        lookedAt = System.nanoTime();
        count = 0;
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
