package io.anivia.broker;

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
import io.anivia.broker.connection.BrokerConfig;
import io.anivia.fakes.RabbitNode;
import io.quarkus.runtime.configuration.MemorySize;

/** Brokers on a node, and what somebody else would do to it. */
public final class TestBrokers {

    private TestBrokers() {
    }

    /** Settings for tests: impatient. */
    public record Settings(String address, QueueType queueType, Duration heartbeat, List<String> accepted)
            implements BrokerConfig {

        public Settings(String address, QueueType queueType, Duration heartbeat) {
            this(address, queueType, heartbeat, List.of());
        }

        @Override
        public Optional<List<String>> uri() {
            return Optional.of(List.of(address));
        }

        @Override
        public Optional<List<String>> acceptedQueues() {
            return Optional.of(accepted);
        }

        @Override
        public Optional<MemorySize> maxMessage() {
            return Optional.empty();
        }

        @Override
        public Duration browseTimeout() {
            return Duration.ofSeconds(5);
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

    public static Broker quorum(RabbitNode node) {
        return broker(new Settings(node.uri(), BrokerConfig.QueueType.QUORUM, Duration.ofSeconds(10)));
    }

    public static Broker broker(BrokerConfig config) {
        try {
            return new Broker(config, SSLContext.getDefault(), null);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    public interface Work<T> {
        T on(Channel channel) throws Exception;
    }

    /** Does something on a channel of a connection of its own. */
    public static <T> T as(RabbitNode node, Work<T> work) {
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
    public static void declare(RabbitNode node, String queue, Map<String, Object> arguments) {
        as(node, channel -> channel.queueDeclare(queue, true, false, false, arguments));
    }

    /**
     * A quorum queue that any RabbitMQ keeps its messages in. From RabbitMQ 4 on one without a delivery limit of its
     * own is not used: it would drop what has come back 20 times.
     */
    public static void declareQuorum(RabbitNode node, String queue) {
        declare(node, queue, Map.of("x-queue-type", "quorum", "x-delivery-limit", 1_000_000));
    }
}
