package io.anivia.rabbitmq;

import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queues and exchanges that must be there; declared on every new connection, which is all the recovery they need.
 */
final class Topology implements BrokerConnection.User {

    private static final Logger LOG = LoggerFactory.getLogger(Topology.class);

    private final BrokerConfig.QueueType queueType;
    private final Set<Declaration> declarations = Collections.synchronizedSet(new LinkedHashSet<>());

    Topology(BrokerConfig.QueueType queueType) {
        this.queueType = queueType;
    }

    void add(Declaration declaration) {
        declarations.add(declaration);
    }

    @Override
    public void opened(Connection connection) throws IOException {
        Set<Declaration> all;
        synchronized (declarations) {
            all = new LinkedHashSet<>(declarations);
        }
        for (Declaration each : all) {
            declare(connection, each);
        }
    }

    void declare(Connection connection, Declaration declaration) throws IOException {
        if (declaration.queue() != null) {
            declareQueue(connection, declaration.queue());
        }
        if (!declaration.exchange().isEmpty()) {
            inChannel(connection, channel -> {
                channel.exchangeDeclare(declaration.exchange(), declaration.exchangeType(), true);
                if (declaration.queue() != null) {
                    channel.queueBind(declaration.queue(), declaration.exchange(), declaration.routingKey());
                }
            });
        }
    }

    private void declareQueue(Connection connection, String queue) throws IOException {
        try {
            inChannel(connection, channel -> channel.queueDeclare(queue, true, false, false, arguments(connection)));
        } catch (IOException e) {
            if (!isPreconditionFailed(e)) {
                throw e;
            }
            // Whoever made it knew why: it is there and it is used.
            LOG.warn("Queue '{}' exists with other properties than this program would give it, and is used as it is:"
                    + " {}", queue, e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
            inChannel(connection, channel -> channel.queueDeclarePassive(queue));
        }
    }

    private Map<String, Object> arguments(Connection connection) {
        Map<String, Object> server = connection.getServerProperties();
        Map<String, Object> arguments = new HashMap<>();
        if (queueType == BrokerConfig.QueueType.QUORUM && "RabbitMQ".equals(String.valueOf(server.get("product")))) {
            arguments.put("x-queue-type", "quorum");
            if (!String.valueOf(server.get("version")).startsWith("3.")) {
                // From 4.0 on a quorum queue drops what was returned to it 20 times; attempts are counted here, by event.
                arguments.put("x-delivery-limit", -1);
            }
        }
        return arguments;
    }

    private static boolean isPreconditionFailed(IOException e) {
        return e.getCause() instanceof ShutdownSignalException signal
                && signal.getReason() instanceof AMQP.Channel.Close close
                && close.getReplyCode() == AMQP.PRECONDITION_FAILED;
    }

    private interface Work {
        void on(Channel channel) throws IOException;
    }

    /** A channel for each step, because a refusal closes it. */
    private static void inChannel(Connection connection, Work work) throws IOException {
        Channel channel = Channels.open(connection);
        try {
            work.on(channel);
        } finally {
            if (channel.isOpen()) {
                try {
                    channel.close();
                } catch (TimeoutException e) {
                    LOG.debug("A channel was slow to close", e);
                }
            }
        }
    }
}
