package io.anivia.rabbitmq;

/** A broker running in this process. */
public interface LocalBroker extends AutoCloseable {

    /** Where it listens, with the credentials it has made up. */
    String uri();

    /** Stops it; what it has confirmed stays on disk. */
    @Override
    void close();
}
