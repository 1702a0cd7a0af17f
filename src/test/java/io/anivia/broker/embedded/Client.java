package io.anivia.broker.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.LongConsumer;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import io.anivia.broker.EmbeddedBroker;

/** What the tests of the broker need of the RabbitMQ client. */
final class Client {

    private Client() {
    }

    static Connection connect(EmbeddedBroker broker) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(broker.uri());
        factory.setAutomaticRecoveryEnabled(false);
        Map<String, Object> properties = new HashMap<>(factory.getClientProperties());
        properties.putAll(broker.clientProperties());
        factory.setClientProperties(properties);
        return factory.newConnection();
    }

    static void declare(Channel channel, String queue) throws IOException {
        channel.queueDeclare(queue, true, false, false, null);
    }

    /**
     * Publishes persistent messages on a channel of its own and returns when all are confirmed. A message begins with
     * its number, eight bytes.
     *
     * @param window how many may be unconfirmed
     * @param confirmed told of each number as its confirm comes
     */
    static void publish(Connection connection, String queue, long first, int count, int sizeBytes, int window,
            LongConsumer confirmed) throws Exception {
        try (Channel channel = connection.createChannel()) {
            channel.confirmSelect();
            Semaphore free = new Semaphore(window);
            long[] next = {1};
            channel.addConfirmListener((tag, multiple) -> {
                for (long each = multiple ? next[0] : tag; each <= tag; each++) {
                    confirmed.accept(first + each - 1);
                    free.release();
                }
                next[0] = tag + 1;
            }, (tag, multiple) -> {
                throw new IllegalStateException("refused: " + tag);
            });
            for (int i = 0; i < count; i++) {
                byte[] body = ByteBuffer.allocate(sizeBytes).putLong(first + i).array();
                free.acquire();
                channel.basicPublish("", queue, true, MessageProperties.PERSISTENT_BASIC, body);
            }
            free.acquire(window);
        }
    }
}
