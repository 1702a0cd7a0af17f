package io.anivia.broker.connection;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
    /** More than a queue has properties. */
    private static final int MOST_DIFFERENCES = 20;

    private final BrokerConfig.QueueType queueType;
    /**
     * Queues, or prefixes of their names before a {@code *}, that are used although they are known to lose messages.
     */
    private final List<String> accepted;
    private final Map<String, String> refusals = new ConcurrentHashMap<>();
    /** Queues whose difference is logged already. */
    private final Set<String> reported = ConcurrentHashMap.newKeySet();
    private final CopyOnWriteArrayList<String> queues = new CopyOnWriteArrayList<>();
    /** What was declared on {@link #connection}; both guarded by this. */
    private final Set<String> declared = new HashSet<>();
    private @Nullable Connection connection;
    private long doubtedAt = System.nanoTime();

    public Topology(BrokerConfig config) {
        this.queueType = config.queueType();
        this.accepted = config.acceptedQueues().orElse(List.of()).stream().map(String::strip).toList();
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

    /**
     * Declares a queue, unless another program has made it otherwise; then it is used as it is, if it loses no
     * messages.
     *
     * @throws IOException if the broker does not allow it, or the queue is {@linkplain #refusal refused}
     */
    public void declare(Connection connection, String queue) throws IOException {
        Map<String, Object> arguments = arguments(connection);
        IOException failure = failureOf(connection, queue, arguments);
        if (failure == null) {
            refusals.remove(queue);
            return;
        }
        switch (replyCode(failure)) {
            case AMQP.PRECONDITION_FAILED -> useAsItIs(connection, queue, arguments, failure);
            case AMQP.ACCESS_REFUSED -> useUndeclared(connection, queue, failure);
            default -> throw failure;
        }
    }

    /**
     * Learns property by property what a queue is: RabbitMQ reports the first difference only. What is declared on the
     * way loses no messages, should the queue be deleted meanwhile.
     */
    private void useAsItIs(Connection connection, String queue, Map<String, Object> arguments, IOException first)
            throws IOException {
        Map<String, Object> actual = new HashMap<>(arguments);
        Optional<QueueDifference> difference = QueueDifference.parse(replyText(first));
        for (int i = 0; i < MOST_DIFFERENCES && difference.isPresent(); i++) {
            refuseIfItLoses(queue, difference.get().loss());
            difference = difference.get().isArgument() ? next(connection, queue, difference.get(), actual)
                    : Optional.empty();
        }
        if (refusals.remove(queue) != null || reported.add(queue)) {
            LOG.warn("Queue '{}' exists with other properties than it would be given here; it is used as it is: {}",
                    queue, replyText(first));
        }
    }

    /** Takes one difference over into the arguments, and declares the queue with them to learn the next difference. */
    private static Optional<QueueDifference> next(Connection connection, String queue, QueueDifference difference,
            Map<String, Object> arguments) throws IOException {
        apply(difference, arguments);
        IOException failure = failureOf(connection, queue, arguments);
        if (failure != null && replyCode(failure) != AMQP.PRECONDITION_FAILED) {
            throw failure;
        }
        return failure == null ? Optional.empty() : QueueDifference.parse(replyText(failure));
    }

    private static void apply(QueueDifference difference, Map<String, Object> arguments) {
        String actual = difference.actual();
        if (actual == null) {
            arguments.remove(difference.property());
        } else {
            arguments.put(difference.property(), value(actual));
        }
        if (difference.property().startsWith("x-max-length")) {
            // Whether a full queue refuses or drops is the next difference.
            arguments.put("x-overflow", "reject-publish");
        }
    }

    /** RabbitMQ compares types, too. */
    private static Object value(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> text.matches("-?\\d{1,18}") ? (Object) Long.valueOf(text) : text;
        };
    }

    private void refuseIfItLoses(String queue, Optional<String> loss) throws IOException {
        if (loss.isEmpty() || isAccepted(queue)) {
            return;
        }
        String refusal = "queue '" + queue + "' is not used, because " + loss.get() + ". Name it in"
                + " anivia.broker.accepted-queues if a policy makes it safe, or until it is empty; then delete it";
        if (!refusal.equals(refusals.put(queue, refusal))) {
            LOG.error("Broker: {}", refusal);
        }
        throw new IOException(refusal);
    }

    private boolean isAccepted(String queue) {
        return accepted.stream().anyMatch(name -> name.endsWith("*")
                ? queue.startsWith(name.substring(0, name.length() - 1)) : queue.equals(name));
    }

    private void useUndeclared(Connection connection, String queue, IOException refused) throws IOException {
        try {
            inChannel(connection, channel -> channel.queueDeclarePassive(queue));
        } catch (IOException e) {
            throw replyCode(e) != AMQP.NOT_FOUND ? e : new IOException("queue '" + queue + "' does not exist and may not"
                    + " be declared: " + replyText(refused));
        }
        if (reported.add(queue)) {
            LOG.warn("Queue '{}' exists, but may not be declared here; it is used as it is: {}", queue,
                    replyText(refused));
        }
    }

    /** Why a queue is not used; {@code null} if it is. */
    public @Nullable String refusal(String queue) {
        return refusals.get(queue);
    }

    /** By queue, why it is not used. */
    public Map<String, String> refusals() {
        return Map.copyOf(refusals);
    }

    /** With which queues are declared on a connection's broker. */
    public Map<String, Object> arguments(Connection connection) {
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

    private static @Nullable IOException failureOf(Connection connection, String queue, Map<String, Object> arguments) {
        try {
            inChannel(connection, channel -> channel.queueDeclare(queue, true, false, false, arguments));
            return null;
        } catch (IOException e) {
            return e;
        }
    }

    /** 0 if the broker has not closed the channel. */
    private static int replyCode(IOException e) {
        return e.getCause() instanceof ShutdownSignalException signal
                && signal.getReason() instanceof AMQP.Channel.Close close ? close.getReplyCode() : 0;
    }

    private static String replyText(IOException e) {
        return e.getCause() instanceof ShutdownSignalException signal
                && signal.getReason() instanceof AMQP.Channel.Close close ? close.getReplyText()
                : String.valueOf(e.getMessage());
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
