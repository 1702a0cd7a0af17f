package io.anivia.broker.control;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.CancelCallback;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DeliverCallback;
import com.rabbitmq.client.Delivery;
import io.anivia.broker.connection.BrokerConnection;
import io.anivia.broker.connection.Channels;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Consumes this process's two queues, of questions and of answers. They go with the connection, and are made again with
 * the next one under other names: the broker may not have noticed yet that the connection before is lost.
 *
 * <p>Each message is acknowledged when it is handled, so that the prefetch bounds what is in memory. What waits in a
 * queue is bounded in number and bytes, and the oldest is dropped: a question is worth nothing after a few seconds.
 */
final class ControlConsumer implements BrokerConnection.ChannelOwner {

    private static final Logger LOG = LoggerFactory.getLogger(ControlConsumer.class);
    /** The embedded broker knows no such arguments, and no other process. */
    private static final Map<String, Object> QUESTIONS_BOUNDS =
            Map.of("x-max-length", 200, "x-max-length-bytes", 16 << 20, "x-overflow", "drop-head");
    /** One question to all has an answer of each. */
    private static final Map<String, Object> ANSWERS_BOUNDS =
            Map.of("x-max-length", 2000, "x-max-length-bytes", 32 << 20, "x-overflow", "drop-head");
    private static final int QUESTIONS_PREFETCH = 8;
    private static final int ANSWERS_PREFETCH = 32;

    private final String process;
    private final BrokerConnection connection;
    private final Executor threads;
    private final ControlHandler handler;
    private int opened;
    private volatile @Nullable Channel channel;
    private volatile @Nullable String replyQueue;

    /** @param threads run the handler of questions, which may block */
    ControlConsumer(String process, BrokerConnection connection, Executor threads, ControlHandler handler) {
        this.process = process;
        this.connection = connection;
        this.threads = threads;
        this.handler = handler;
    }

    /** A process does its work without it. */
    @Override
    public boolean isRequired() {
        return false;
    }

    @Override
    public void onConnected(Connection on) throws IOException {
        if (isOpen()) {
            return;
        }
        opened++;
        Channel questions = Channels.open(on);
        try {
            consumeQuestions(questions);
            String replies = consumeAnswers(questions);
            replyQueue = replies;
            channel = questions;
        } catch (IOException | RuntimeException e) {
            Channels.abort(questions);
            throw e;
        }
        // Last, because it is called at once if the channel is lost already.
        questions.addShutdownListener(cause -> lost(questions));
    }

    private void lost(Channel closed) {
        if (channel == closed) {
            channel = null;
            replyQueue = null;
        }
        connection.reopen(this);
    }

    private void consumeQuestions(Channel on) throws IOException {
        String queue = ControlBus.EXCHANGE + "." + process + "." + opened;
        on.exchangeDeclare(ControlBus.EXCHANGE, BuiltinExchangeType.FANOUT, true);
        on.queueDeclare(queue, false, true, true, bounds(on, QUESTIONS_BOUNDS));
        on.queueBind(queue, ControlBus.EXCHANGE, "");
        on.basicQos(QUESTIONS_PREFETCH);
        on.basicConsume(queue, false, asked(on), cancelled(on));
    }

    private String consumeAnswers(Channel on) throws IOException {
        String queue = ControlBus.REPLY_PREFIX + process + "." + opened;
        on.queueDeclare(queue, false, true, true, bounds(on, ANSWERS_BOUNDS));
        on.basicQos(ANSWERS_PREFETCH);
        on.basicConsume(queue, false, answered(on), cancelled(on));
        return queue;
    }

    private static Map<String, Object> bounds(Channel on, Map<String, Object> rabbitMQBounds) {
        return "RabbitMQ".equals(String.valueOf(on.getConnection().getServerProperties().get("product")))
                ? rabbitMQBounds : Map.of();
    }

    private DeliverCallback asked(Channel on) {
        return (tag, delivery) -> {
            if (!ControlBus.EXCHANGE.equals(delivery.getEnvelope().getExchange())) {
                // A user that may write into queues, as a link does, need not be one that may pause destinations.
                handler.dropped("a question that was not asked of all");
                acknowledge(on, delivery);
                return;
            }
            try {
                threads.execute(() -> {
                    try {
                        handler.question(message(delivery));
                    } finally {
                        acknowledge(on, delivery);
                    }
                });
            } catch (RejectedExecutionException e) {
                handler.dropped("too many questions at a time");
                acknowledge(on, delivery);
            }
        };
    }

    private DeliverCallback answered(Channel on) {
        return (tag, delivery) -> {
            try {
                handler.answer(message(delivery));
            } finally {
                acknowledge(on, delivery);
            }
        };
    }

    /** The queue was deleted: both are made again. */
    private CancelCallback cancelled(Channel on) {
        return tag -> connection.execute(() -> Channels.abort(on));
    }

    private static ControlMessage message(Delivery delivery) {
        AMQP.BasicProperties properties = delivery.getProperties();
        return new ControlMessage(delivery.getBody(), properties.getReplyTo(), properties.getCorrelationId(),
                properties.getAppId());
    }

    private static void acknowledge(Channel on, Delivery delivery) {
        try {
            on.basicAck(delivery.getEnvelope().getDeliveryTag(), false);
        } catch (IOException | AlreadyClosedException e) {
            LOG.debug("The queue has gone with its channel", e);
        }
    }

    boolean isOpen() {
        Channel current = channel;
        return current != null && current.isOpen();
    }

    /** Where answers to this process go; {@code null} while there is no connection. */
    @Nullable String replyQueue() {
        return isOpen() ? replyQueue : null;
    }

    /** Makes the queues again, in case they hear nothing any more. */
    void reopen() {
        Channel current = channel;
        if (current != null) {
            connection.execute(() -> Channels.abort(current));
        }
    }

    void close() {
        connection.unregister(this);
        reopen();
    }
}
