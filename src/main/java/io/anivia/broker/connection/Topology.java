package io.anivia.broker.connection;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The durable queues that must exist; declared on every new connection, which is all the recovery they need. */
public final class Topology implements BrokerConnection.ChannelOwner {

    private static final Logger LOG = LoggerFactory.getLogger(Topology.class);
    private static final Duration DOUBT = Duration.ofSeconds(1);

    private static final String DELIVERY_LIMIT = "x-delivery-limit";
    private static final int FAR_AWAY = 1_000_000;

    private final BrokerConfig.QueueType queueType;
    private final CopyOnWriteArrayList<String> queues = new CopyOnWriteArrayList<>();
    /** What was declared on {@link #connection}; both guarded by this. */
    private final Set<String> declared = new HashSet<>();
    private @Nullable Connection connection;
    private long doubtedAt = System.nanoTime();

    public Topology(BrokerConfig.QueueType queueType) {
        this.queueType = queueType;
    }

    public void add(String queue) {
        queues.addIfAbsent(queue);
    }

    /**
     * A queue is missing that was declared: it has been deleted.
     *
     * @return whether everything is to be declared again; not more often than once a second
     */
    public synchronized boolean doubt() {
        long now = System.nanoTime();
        if (now - doubtedAt < DOUBT.toNanos()) {
            return false;
        }
        doubtedAt = now;
        declared.clear();
        return true;
    }

    /** Declares what is not declared yet; one that cannot be does not keep the others from it. */
    @Override
    public void onConnected(Connection opened) throws IOException {
        IOException failure = null;
        for (String queue : undeclared(opened)) {
            try {
                declare(opened, queue);
                synchronized (this) {
                    declared.add(queue);
                }
            } catch (IOException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private synchronized List<String> undeclared(Connection opened) {
        if (connection != opened) {
            connection = opened;
            declared.clear();
        }
        return queues.stream().filter(each -> !declared.contains(each)).toList();
    }

    public void declare(Connection connection, String queue) throws IOException {
        Map<String, Object> arguments = arguments(connection);
        try {
            inChannel(connection, channel -> channel.queueDeclare(queue, true, false, false, arguments));
        } catch (IOException e) {
            if (!isRefused(e)) {
                throw e;
            }
            // It exists with other properties, made by another program on purpose: it is used as it is.
            inChannel(connection, channel -> channel.queueDeclarePassive(queue));
            LOG.warn("Queue '{}' exists, but this program may not declare it or would give it other properties; it is used"
                    + " as it is: {}", queue, e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
            if (arguments.containsKey(DELIVERY_LIMIT)) {
                LOG.error("Queue '{}': unless a policy sets its delivery-limit, this RabbitMQ drops what was returned to it"
                        + " 20 times. Set one: see the caveats in k8s/README.md", queue);
            }
        }
    }

    private Map<String, Object> arguments(Connection connection) {
        Map<String, Object> server = connection.getServerProperties();
        Map<String, Object> arguments = new HashMap<>();
        if (queueType == BrokerConfig.QueueType.QUORUM && "RabbitMQ".equals(String.valueOf(server.get("product")))) {
            arguments.put("x-queue-type", "quorum");
            if (!String.valueOf(server.get("version")).startsWith("3.")) {
                // From 4.0 on a quorum queue drops what was returned to it 20 times. Attempts are counted here, by
                // event; without any limit, what is returned would go to the queue's end.
                arguments.put(DELIVERY_LIMIT, FAR_AWAY);
            }
        }
        return arguments;
    }

    /** Other arguments (406), or no permission to configure (403). */
    private static boolean isRefused(IOException e) {
        return e.getCause() instanceof ShutdownSignalException signal
                && signal.getReason() instanceof AMQP.Channel.Close close
                && (close.getReplyCode() == AMQP.PRECONDITION_FAILED || close.getReplyCode() == AMQP.ACCESS_REFUSED);
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
            Channels.abort(channel);
        }
    }
}
