package io.anivia.broker.publish;

import io.anivia.broker.connection.BrokerConfig;
import io.anivia.broker.connection.BrokerConnection;
import io.anivia.broker.connection.Declaration;
import io.anivia.broker.connection.Topology;

/**
 * A connection to publish on, and the queues and exchanges that are declared on it before anything is published.
 *
 * <p>When a queue cannot keep up, RabbitMQ reads no more from the whole connection that its messages come on. So those
 * who must not wait for each other's queues publish on different ones.
 */
public record PublishConnection(BrokerConnection connection, Topology topology) {

    public static PublishConnection open(String name, BrokerConnection.ConnectionOpener opener, BrokerConfig config) {
        PublishConnection outlet =
                new PublishConnection(new BrokerConnection(name, opener, config.reconnect()), new Topology(config.queueType()));
        // First, so that publishers find what they publish to.
        outlet.connection.register(outlet.topology);
        return outlet;
    }

    public void declare(Declaration declaration) {
        topology.add(declaration);
        connection.reopen(topology);
    }

    public void redeclare() {
        if (topology.doubt()) {
            connection.reopen(topology);
        }
    }

    public boolean isReady() {
        return connection.isOpen() && connection.blocked() == null;
    }

    /** For people: connected to whom, or why nothing can be published. */
    public String state() {
        String reason = connection.blocked();
        return reason == null ? connection.state() : "blocked: " + reason;
    }
}
