package io.anivia.broker.connection;

import org.jspecify.annotations.Nullable;

/**
 * A durable queue, a durable exchange, or both with a binding between them.
 *
 * @param queue name of the queue; {@code null} if there is none to declare
 * @param exchange name of the exchange; empty for the default one, which is always there
 * @param exchangeType {@code direct}, {@code fanout}, {@code topic} or {@code headers}
 * @param routingKey what binds them
 */
public record Declaration(@Nullable String queue, String exchange, String exchangeType, String routingKey) {

    /** A queue that messages reach by its name. */
    public static Declaration queue(String name) {
        return new Declaration(name, "", "direct", name);
    }
}
