package io.anivia.broker;

import java.util.Map;

/** A running broker that belongs to this process. Thread-safe. */
public interface EmbeddedBroker extends AutoCloseable {

    /** {@code amqp://user:password@127.0.0.1:port/vhost}; the same for as long as the broker runs. Holds a secret. */
    String uri();

    /** What a client must present as its connection's client properties, next to its own, to get messages unchanged. */
    Map<String, Object> clientProperties();

    /** Closes every connection, writes everything to disk and lets go of the directory. Closing twice is harmless. */
    @Override
    void close();
}
