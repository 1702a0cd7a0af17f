package io.anivia.broker.publish;

import io.anivia.broker.connection.BrokerConfig;
import io.anivia.broker.connection.BrokerConnection;
import io.anivia.broker.connection.Topology;

/**
 * A connection to publish on, and the queues that are declared on it before the first message.
 *
 * <p>When a queue cannot keep up, RabbitMQ stops reading from the whole connection. So publishers that must not wait
 * for each other's queues have different connections.
 *
 * @param sizeLimit shared by all connections to one broker, like the refusals
 */
public record PublishConnection(BrokerConnection connection, Topology topology, MessageSizeLimit sizeLimit,
        QueueRefusals refusals) {

    public static PublishConnection open(String name, BrokerConnection.ConnectionOpener opener, BrokerConfig config,
            MessageSizeLimit sizeLimit, QueueRefusals refusals) {
        PublishConnection outlet = new PublishConnection(new BrokerConnection(name, opener, config.reconnect()),
                new Topology(config), sizeLimit, refusals);
        // First, so that publishers find their queues.
        outlet.connection.register(outlet.topology);
        return outlet;
    }

    public void declare(String queue) {
        topology.add(queue);
        connection.reopen(topology);
    }

    public void redeclare() {
        if (topology.doubt()) {
            connection.reopen(topology);
        }
    }

    public boolean isReady() {
        return connection.isReady() && connection.blocked() == null && topology.refusals().isEmpty();
    }

    /** For health checks: the address it is connected to, or why not everything can be published. */
    public String state() {
        String reason = connection.blocked();
        if (reason != null) {
            return "blocked: " + reason;
        }
        return topology.refusals().isEmpty() ? connection.state() : String.join("; ", topology.refusals().values());
    }
}
