package io.anivia.broker;

import java.io.IOException;
import java.util.OptionalLong;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import io.anivia.broker.connection.BrokerConnection;
import io.anivia.broker.connection.Channels;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the messages of queues, over and over, on one channel that is kept: with a channel for each count, a hundred
 * processes with fifty destinations would open two thousand a second. Thread-safe; blocks.
 */
final class QueueCounter {

    private static final Logger LOG = LoggerFactory.getLogger(QueueCounter.class);

    private final BrokerConnection connection;
    private @Nullable Channel channel;

    QueueCounter(BrokerConnection connection) {
        this.connection = connection;
    }

    /** Empty if there is no connection or no such queue. */
    synchronized OptionalLong count(String queue) {
        Connection current = connection.connection();
        if (current == null || !current.isOpen()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(open(current).messageCount(queue));
        } catch (IOException | ShutdownSignalException e) {
            // The broker closes the channel if there is no such queue.
            LOG.debug("Queue '{}' could not be counted", queue, e);
            return OptionalLong.empty();
        }
    }

    private Channel open(Connection on) throws IOException {
        Channel current = channel;
        if (current == null || !current.isOpen() || current.getConnection() != on) {
            current = Channels.open(on);
            channel = current;
        }
        return current;
    }
}
