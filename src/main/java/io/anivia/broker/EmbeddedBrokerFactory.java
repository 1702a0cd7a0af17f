package io.anivia.broker;

import java.nio.file.Path;

/**
 * Starts a broker inside this process.
 *
 * <p>An application packaged without the embedded broker has no bean of this type: ask for
 * {@code Instance<EmbeddedBrokerFactory>} and, if it is not resolvable, say that {@code anivia.broker.uri} must be set.
 */
@FunctionalInterface
public interface EmbeddedBrokerFactory {

    /**
     * Starts a broker on the loopback interface, on a port of its own choice. Returns when it takes connections and
     * has all its messages back.
     *
     * <p>If it breaks later, because its store cannot be written (a full disk, an I/O error), it logs why and halts the
     * process. Nothing that it confirmed is lost by that; going on would leave connections, and threads that write to
     * them, hanging for ever.
     *
     * @param directory where it keeps its queues and messages; created if missing. One broker at a time: a second one,
     *        in this or another process, is refused.
     * @throws IllegalStateException if the broker does not start; the message names the directory and the cause
     */
    EmbeddedBroker start(Path directory);
}
