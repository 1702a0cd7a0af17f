package io.anivia.rabbitmq;

/**
 * A connection to publish on, and the queues and exchanges that are declared on it before anything is published.
 *
 * <p>When a queue cannot keep up, RabbitMQ reads no more from the whole connection that its messages come on. So those
 * who must not wait for each other's queues publish on different ones.
 */
record Outlet(BrokerConnection connection, Topology topology) {

    static Outlet open(String name, BrokerConnection.Opener opener, BrokerConfig config) {
        Outlet outlet =
                new Outlet(new BrokerConnection(name, opener, config.reconnect()), new Topology(config.queueType()));
        // First, so that publishers find what they publish to.
        outlet.connection.join(outlet.topology);
        return outlet;
    }

    void declare(Declaration declaration) {
        topology.add(declaration);
        connection.reopen(topology);
    }

    void redeclare() {
        if (topology.doubt()) {
            connection.reopen(topology);
        }
    }

    boolean isReady() {
        return connection.isOpen() && connection.blocked() == null;
    }

    /** For people: connected to whom, or why nothing can be published. */
    String state() {
        String reason = connection.blocked();
        return reason == null ? connection.state() : "blocked: " + reason;
    }
}
