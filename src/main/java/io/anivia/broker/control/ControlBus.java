package io.anivia.broker.control;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import io.anivia.broker.connection.BrokerConnection;
import io.anivia.broker.connection.Channels;
import io.anivia.common.NamedThreads;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries questions from one process to all, by the fanout exchange {@code anivia.control}, and answers back to the one
 * that asked, by a queue of its own. Messages are neither persistent nor confirmed, and expire: what gets lost is asked
 * again.
 *
 * <p>It consumes on the connection that events are consumed on, and publishes on the interactive one, so that an alarm
 * of the broker, which blocks connections that publish, keeps no event from being acknowledged. Thread-safe; the calling
 * thread never waits for the broker.
 */
public final class ControlBus implements AutoCloseable {

    static final String EXCHANGE = "anivia.control";
    static final String REPLY_PREFIX = "anivia.reply.";
    private static final Logger LOG = LoggerFactory.getLogger(ControlBus.class);
    private static final String JSON = "application/json";
    private static final int MAX_UNWRITTEN = 64;

    private final String process;
    private final BrokerConnection publishing;
    private final ControlHandler handler;
    private final ControlConsumer consumer;
    /** One thread, since a write may hang as long as the broker reads nothing. */
    private final ThreadPoolExecutor writer = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_UNWRITTEN), NamedThreads.daemons("fleet-publish"));
    /** Touched by the writer only. */
    private @Nullable Channel channel;

    /**
     * @param process the id of this process, fit for the name of a queue
     * @param threads run the handler of questions
     */
    public ControlBus(String process, BrokerConnection consuming, BrokerConnection publishing, Executor threads,
            ControlHandler handler) {
        this.process = process;
        this.publishing = publishing;
        this.handler = handler;
        this.consumer = new ControlConsumer(process, consuming, threads, handler);
        consuming.register(consumer);
    }

    /** Whether questions can be asked and would be answered. */
    public boolean isOpen() {
        return consumer.isOpen() && publishing.isOpen() && publishing.blocked() == null;
    }

    /**
     * Asks all processes, this one too.
     *
     * @param correlationId of the answers; {@code null} if none are wanted
     * @param expiration after which a process that has not taken it does not get it any more
     */
    public void ask(byte[] body, @Nullable String correlationId, Duration expiration) {
        String replyTo = correlationId == null ? null : consumer.replyQueue();
        write(EXCHANGE, "", body, properties().replyTo(replyTo)
                .correlationId(correlationId).expiration(Long.toString(expiration.toMillis())).build());
    }

    /**
     * Answers a question; nothing if it wants no answer.
     *
     * @param expiration after which it is of no use any more
     */
    public void answer(ControlMessage question, byte[] body, Duration expiration) {
        String replyTo = question.replyTo();
        if (replyTo == null) {
            return;
        }
        if (!replyTo.startsWith(REPLY_PREFIX)) {
            // Else a question could have answers put into any queue, as events.
            handler.dropped("a question with another queue for its answer");
            return;
        }
        write("", replyTo, body, properties()
                .correlationId(question.correlationId()).expiration(Long.toString(expiration.toMillis())).build());
    }

    private AMQP.BasicProperties.Builder properties() {
        return new AMQP.BasicProperties.Builder().contentType(JSON).appId(process);
    }

    /** Makes this process's queues again, in case they hear nothing any more. */
    public void reopen() {
        consumer.reopen();
    }

    private void write(String exchange, String routingKey, byte[] body, AMQP.BasicProperties properties) {
        try {
            writer.execute(() -> writeNow(exchange, routingKey, body, properties));
        } catch (RejectedExecutionException e) {
            if (!writer.isShutdown()) {
                handler.dropped("too many messages wait to be written");
            }
        }
    }

    private void writeNow(String exchange, String routingKey, byte[] body, AMQP.BasicProperties properties) {
        Connection connection = publishing.connection();
        if (connection == null || publishing.blocked() != null) {
            return;
        }
        try {
            open(connection).basicPublish(exchange, routingKey, properties, body);
        } catch (IOException | ShutdownSignalException e) {
            LOG.debug("A message to the fleet could not be written", e);
        }
    }

    private Channel open(Connection connection) throws IOException {
        Channel current = channel;
        if (current == null || !current.isOpen() || current.getConnection() != connection) {
            current = Channels.open(connection);
            channel = current;
            // A message to an exchange that is not there closes the channel.
            current.exchangeDeclare(EXCHANGE, BuiltinExchangeType.FANOUT, true);
        }
        return current;
    }

    /** What waits to be written is written, if the broker takes it. */
    @Override
    public void close() {
        consumer.close();
        writer.shutdown();
    }
}
