package io.anivia.rabbitmq;

import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import javax.net.ssl.SSLContext;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.anivia.fakes.RabbitNode;

/** Brokers on a node, and what somebody else would do to it. */
final class TestBrokers {

    private TestBrokers() {
    }

    /** Settings for tests: impatient. */
    record Settings(String address, QueueType queueType, Duration heartbeat) implements BrokerConfig {

        @Override
        public Optional<List<String>> uri() {
            return Optional.of(List.of(address));
        }

        @Override
        public Duration connectTimeout() {
            return Duration.ofSeconds(5);
        }

        @Override
        public Reconnect reconnect() {
            return new Reconnect() {
                @Override
                public Duration first() {
                    return Duration.ofMillis(100);
                }

                @Override
                public Duration longest() {
                    return Duration.ofSeconds(1);
                }
            };
        }

        @Override
        public Optional<String> tlsConfiguration() {
            return Optional.empty();
        }

        @Override
        public Embedded embedded() {
            return () -> Path.of("target");
        }
    }

    static Broker quorum(RabbitNode node) {
        return broker(new Settings(node.uri(), BrokerConfig.QueueType.QUORUM, Duration.ofSeconds(10)));
    }

    static Broker broker(BrokerConfig config) {
        try {
            return new Broker(config, SSLContext.getDefault(), null);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    interface Work<T> {
        T on(Channel channel) throws Exception;
    }

    /** Does something on a channel of a connection of its own. */
    static <T> T as(RabbitNode node, Work<T> work) {
        ConnectionFactory factory = new ConnectionFactory();
        try {
            factory.setUri(node.uri());
            try (Connection connection = factory.newConnection("test"); Channel channel = connection.createChannel()) {
                return work.on(channel);
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** A durable queue, made by somebody else. */
    static void declare(RabbitNode node, String queue, Map<String, Object> arguments) {
        as(node, channel -> channel.queueDeclare(queue, true, false, false, arguments));
    }
}
