package io.anivia.rabbitmq.bench;

import java.util.Map;

import org.apache.camel.CamelContext;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory.ConfirmType;
import org.springframework.amqp.rabbit.core.RabbitAdmin;

/** camel-spring-rabbitmq, with confirms, and a cached channel for each caller. */
final class Springs implements Contender {

    private static final int CHANNELS = 600;
    /** Its default. */
    private static final int PREFETCH = 250;

    private final CachingConnectionFactory connections;

    Springs(String uri) {
        connections = new CachingConnectionFactory();
        connections.setUri(uri);
        connections.setPublisherConfirmType(ConfirmType.SIMPLE);
        connections.setChannelCacheSize(CHANNELS);
    }

    @Override
    public String name() {
        return "spring";
    }

    @Override
    public void prepare(CamelContext context, String queue) {
        context.getRegistry().bind("connections", connections);
        new RabbitAdmin(connections)
                .declareQueue(new Queue(queue, true, false, false, Map.of("x-queue-type", "quorum")));
    }

    @Override
    public String to(String queue) {
        return "spring-rabbitmq:default?connectionFactory=#connections&confirm=enabled&routingKey=" + queue;
    }

    @Override
    public String from(String queue) {
        return "spring-rabbitmq:default?connectionFactory=#connections&autoDeclare=false&prefetchCount=" + PREFETCH
                + "&queues=" + queue;
    }

    @Override
    public int prefetch() {
        return PREFETCH;
    }

    @Override
    public boolean isAsynchronous() {
        return false;
    }

    @Override
    public void delete(String queue) {
        new RabbitAdmin(connections).deleteQueue(queue);
    }

    @Override
    public void close() {
        connections.destroy();
    }
}
