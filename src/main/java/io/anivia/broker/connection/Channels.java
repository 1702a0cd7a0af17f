package io.anivia.broker.connection;

import java.io.IOException;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opening and abandoning channels. */
public final class Channels {

    private static final Logger LOG = LoggerFactory.getLogger(Channels.class);

    private Channels() {
    }

    public static Channel open(Connection connection) throws IOException {
        Channel channel = connection.createChannel();
        if (channel == null) {
            throw new IOException("the broker allows no further channel on this connection");
        }
        return channel;
    }

    /** Closes a channel whatever its state; what is unacknowledged on it goes back to the queues. */
    public static void abort(Channel channel) {
        try {
            channel.abort();
        } catch (IOException e) {
            LOG.debug("A channel was closed already", e);
        }
    }
}
