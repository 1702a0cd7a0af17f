package io.anivia.rabbitmq;

import java.nio.file.Path;

/** Starts a broker in this process; there is none in native and container builds. */
public interface LocalBrokerFactory {

    /**
     * @param dir where it keeps its queues; made if missing
     * @throws IllegalStateException if it cannot start, with the reason and the way out
     */
    LocalBroker start(Path dir);
}
