package io.anivia.rabbitmq.bench;

import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import javax.net.ssl.SSLContext;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.anivia.broker.Broker;
import io.anivia.broker.connection.BrokerConfig;
import org.apache.camel.CamelContext;

/** The component of this project, as its routes use it. */
final class Ours implements Contender {

    private static final int PREFETCH = 250;

    private final Broker broker;
    private final String uri;

    Ours(String uri) throws NoSuchAlgorithmException {
        this.uri = uri;
        this.broker = new Broker(new Settings(uri), SSLContext.getDefault(), null);
    }

    @Override
    public String name() {
        return "rabbitmq";
    }

    @Override
    public void prepare(CamelContext context, String queue) {
        context.getRegistry().bind("broker", broker);
    }

    @Override
    public String to(String queue) {
        return "rabbitmq:default?queue=" + queue;
    }

    @Override
    public String from(String queue) {
        return "rabbitmq:default?prefetchCount=" + PREFETCH + "&queue=" + queue;
    }

    @Override
    public int prefetch() {
        return PREFETCH;
    }

    @Override
    public boolean isAsynchronous() {
        return true;
    }

    @Override
    public void delete(String queue) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(uri);
        try (Connection connection = factory.newConnection()) {
            connection.createChannel().queueDelete(queue);
        }
    }

    @Override
    public void close() {
        broker.close();
    }

    private record Settings(String address) implements BrokerConfig {
        @Override
        public Optional<List<String>> uri() {
            return Optional.of(List.of(address));
        }

        @Override
        public QueueType queueType() {
            return QueueType.QUORUM;
        }

        @Override
        public Duration connectTimeout() {
            return Duration.ofSeconds(5);
        }

        @Override
        public Duration heartbeat() {
            return Duration.ofSeconds(10);
        }

        @Override
        public Reconnect reconnect() {
            return new Reconnect() {
                @Override
                public Duration first() {
                    return Duration.ofMillis(200);
                }

                @Override
                public Duration longest() {
                    return Duration.ofSeconds(5);
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
}
