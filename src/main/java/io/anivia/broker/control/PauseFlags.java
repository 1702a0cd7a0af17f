package io.anivia.broker.control;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.ShutdownSignalException;
import io.anivia.broker.connection.AmqpHeaders;
import io.anivia.broker.connection.BrokerConnection;
import io.anivia.broker.connection.Channels;
import io.anivia.broker.connection.Topology;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pauses of destinations that outlive every process: while the durable queue {@code anivia.paused.<destination>} is
 * there, the destination is paused. It holds a message whose headers name the operator, the time and the reason.
 *
 * <p>A queue, because that is what a broker keeps and every user of it that may do Anivia's work may make; of the type
 * that the other queues have, so that it is replicated as they are. Thread-safe; all methods block.
 */
public final class PauseFlags {

    private static final Logger LOG = LoggerFactory.getLogger(PauseFlags.class);
    private static final String PREFIX = "anivia.paused.";
    private static final String BY = "anivia-paused-by";
    private static final String AT = "anivia-paused-at";
    private static final String REASON = "anivia-reason";
    /** In RabbitMQ's words, for a queue that is there and cannot be asked. */
    private static final String NODE_DOWN = "is down or inaccessible";
    private static final int CONFIRM_MILLIS = 2000;
    private static final int NOTE_ATTEMPTS = 10;
    private static final Duration NOTE_WAIT = Duration.ofMillis(50);
    private static final int MAX_REPORTED = 1000;
    private static final int MAX_NOTES = 10;

    private final BrokerConnection consuming;
    private final BrokerConnection publishing;
    private final Topology topology;
    /** Destinations whose flag may not be read, as is logged already. */
    private final Set<String> reported = ConcurrentHashMap.newKeySet();

    /**
     * @param consuming reads, makes and removes flags: the broker takes that also while it takes no messages
     * @param publishing writes the notes
     * @param topology says what queues are like
     */
    public PauseFlags(BrokerConnection consuming, BrokerConnection publishing, Topology topology) {
        this.consuming = consuming;
        this.publishing = publishing;
        this.topology = topology;
    }

    /**
     * Reads a destination's flag.
     *
     * @param withNote whether the note is wanted, too; it is taken out of the queue for a moment
     * @return empty if the broker does not say
     */
    public Optional<PauseFlag> read(String destination, boolean withNote) {
        Connection connection = consuming.connection();
        if (connection == null) {
            return Optional.empty();
        }
        Channel channel = null;
        try {
            channel = Channels.open(connection);
            channel.queueDeclarePassive(PREFIX + destination);
            return Optional.of(new PauseFlag(true, withNote ? note(channel, destination) : Optional.empty()));
        } catch (IOException | ShutdownSignalException e) {
            return withoutQueue(destination, e);
        } finally {
            if (channel != null) {
                // What was taken goes back.
                Channels.abort(channel);
            }
        }
    }

    private Optional<PauseFlag> withoutQueue(String destination, Exception failure) {
        AMQP.Channel.Close close = close(failure);
        // A queue whose only node is down is not found either, and it is there.
        if (close != null && close.getReplyCode() == AMQP.NOT_FOUND && !close.getReplyText().contains(NODE_DOWN)) {
            return Optional.of(PauseFlag.NOT_SET);
        }
        if (close != null && close.getReplyCode() == AMQP.ACCESS_REFUSED) {
            if (reported.size() < MAX_REPORTED && reported.add(destination)) {
                LOG.warn("Destination '{}' cannot be paused for all processes: {}. Grant the broker's user configure,"
                        + " write and read on anivia.*", destination, close.getReplyText());
            }
            return Optional.of(PauseFlag.NOT_READABLE);
        }
        LOG.debug("The pause of destination '{}' could not be read", destination, failure);
        return Optional.empty();
    }

    /** The latest: another process may have had an older one in hand while that was replaced. */
    private static Optional<PauseNote> note(Channel channel, String destination) throws IOException {
        GetResponse message = channel.basicGet(PREFIX + destination, false);
        for (int i = 1; message == null && i < NOTE_ATTEMPTS; i++) {
            // Another process reads it just now: all are told of a pause at once.
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(NOTE_WAIT.toNanos()));
            message = channel.basicGet(PREFIX + destination, false);
        }
        PauseNote latest = null;
        for (int taken = 0; message != null && taken < MAX_NOTES; taken++) {
            Map<String, Object> headers = AmqpHeaders.read(message.getProps().getHeaders());
            PauseNote note = new PauseNote(text(headers, BY), text(headers, AT), text(headers, REASON));
            latest = latest == null || note.at().compareTo(latest.at()) > 0 ? note : latest;
            message = channel.basicGet(PREFIX + destination, false);
        }
        return Optional.ofNullable(latest);
    }

    private static String text(Map<String, Object> headers, String name) {
        return headers.get(name) instanceof String text ? text : "";
    }

    /**
     * Pauses a destination; if it is paused already, the note is replaced.
     *
     * @throws IOException if the broker cannot be reached or does not allow it
     */
    public void set(String destination, PauseNote note) throws IOException {
        Connection connection = connection();
        if (!exists(connection, destination)) {
            inChannel(connection, channel -> channel.queueDeclare(PREFIX + destination, true, false, false,
                    topology.arguments(connection)));
        }
        try {
            write(destination, note);
        } catch (IOException e) {
            // The pause holds without it.
            LOG.warn("Destination '{}' is paused, and the broker does not keep why: {}", destination, e.getMessage());
        }
    }

    private boolean exists(Connection connection, String destination) throws IOException {
        try {
            inChannel(connection, channel -> channel.queueDeclarePassive(PREFIX + destination));
            return true;
        } catch (IOException e) {
            AMQP.Channel.Close close = close(e);
            if (close != null && close.getReplyCode() == AMQP.NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    private void write(String destination, PauseNote note) throws IOException {
        Connection connection = publishing.connection();
        if (connection == null || publishing.blocked() != null) {
            throw new IOException("it takes no messages now");
        }
        Map<String, Object> headers = Map.of(BY, note.by(), AT, note.at(), REASON, note.reason());
        inChannel(connection, channel -> {
            channel.queuePurge(PREFIX + destination);
            channel.confirmSelect();
            channel.basicPublish("", PREFIX + destination,
                    new AMQP.BasicProperties.Builder().headers(headers).deliveryMode(2).build(), new byte[0]);
            try {
                if (!channel.waitForConfirms(CONFIRM_MILLIS)) {
                    throw new IOException("it has refused the message");
                }
            } catch (TimeoutException e) {
                throw new IOException("it has not confirmed the message in time", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        });
    }

    /**
     * Resumes a destination, as far as its flag is concerned; also if it is not paused.
     *
     * @throws IOException if the broker cannot be reached or does not allow it
     */
    public void clear(String destination) throws IOException {
        try {
            inChannel(connection(), channel -> channel.queueDelete(PREFIX + destination));
        } catch (IOException e) {
            AMQP.Channel.Close close = close(e);
            if (close == null || close.getReplyCode() != AMQP.NOT_FOUND) {
                throw e;
            }
        }
    }

    private Connection connection() throws IOException {
        Connection connection = consuming.connection();
        if (connection == null || !connection.isOpen()) {
            throw new IOException("there is no connection to the broker");
        }
        return connection;
    }

    private interface FlagWork {
        void on(Channel channel) throws IOException;
    }

    private static void inChannel(Connection connection, FlagWork work) throws IOException {
        Channel channel = Channels.open(connection);
        try {
            work.on(channel);
        } catch (ShutdownSignalException e) {
            throw new IOException(e.getMessage(), e);
        } finally {
            Channels.abort(channel);
        }
    }

    /** Why the broker has closed the channel; {@code null} if it has not. */
    private static AMQP.Channel.@Nullable Close close(Exception failure) {
        Throwable cause = failure instanceof ShutdownSignalException ? failure : failure.getCause();
        return cause instanceof ShutdownSignalException signal
                && signal.getReason() instanceof AMQP.Channel.Close close ? close : null;
    }
}
