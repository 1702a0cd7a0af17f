package io.anivia.broker.control;

import java.io.IOException;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import io.anivia.broker.connection.BrokerConnection;
import io.anivia.broker.connection.Channels;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes lines to the {@link TapQueue}s of other processes, on a channel of its own, neither persistent nor
 * confirmed. A queue that is not there any more swallows them. Thread-safe; blocks while the broker reads nothing.
 */
public final class TapPublisher {

    private static final Logger LOG = LoggerFactory.getLogger(TapPublisher.class);
    private static final AMQP.BasicProperties PROPERTIES =
            new AMQP.BasicProperties.Builder().contentType("application/json").expiration("10000").build();

    private final BrokerConnection connection;
    private @Nullable Channel channel;

    public TapPublisher(BrokerConnection connection) {
        this.connection = connection;
    }

    /** @return whether it was written; if not, it is dropped */
    public synchronized boolean publish(String id, byte[] line) {
        Connection current = connection.connection();
        if (current == null || connection.blocked() != null) {
            return false;
        }
        try {
            open(current).basicPublish("", TapQueue.name(id), PROPERTIES, line);
            return true;
        } catch (IOException | ShutdownSignalException e) {
            LOG.debug("A line of a live tap could not be written", e);
            return false;
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
