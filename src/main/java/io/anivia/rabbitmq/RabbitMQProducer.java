package io.anivia.rabbitmq;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;

import io.anivia.broker.connection.AmqpHeaders;
import io.anivia.broker.connection.BrokerException;
import io.anivia.broker.publish.OutboundMessage;
import io.anivia.broker.publish.Publisher;
import io.anivia.contract.MessageHeaders;
import io.anivia.contract.QueueShards;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.TypeConversionException;
import org.apache.camel.support.DefaultAsyncProducer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes an exchange's message, or messages, and completes it when all are confirmed. A single message that is not
 * confirmed fails its exchange at once; several are carried out by {@link FanOut}.
 */
class RabbitMQProducer extends DefaultAsyncProducer {

    private final RabbitMQEndpoint endpoint;
    private final QueueShards queues;
    private @Nullable Publisher publisher;
    private @Nullable ScheduledExecutorService timer;
    private final Set<FanOut> waiting = ConcurrentHashMap.newKeySet();

    RabbitMQProducer(RabbitMQEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
        this.queues = endpoint.queueShards();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        Publisher started = endpoint.newPublisher();
        started.awaitOpen();
        timer = endpoint.getCamelContext().getExecutorServiceManager().newSingleThreadScheduledExecutor(this,
                "rabbitmq-publish-" + endpoint.destinationName());
        publisher = started;
    }

    @Override
    protected void doStop() throws Exception {
        if (publisher != null) {
            publisher.close();
            publisher = null;
        }
        if (timer != null) {
            timer.shutdownNow();
            timer = null;
        }
        waiting.forEach(FanOut::giveUp);
        super.doStop();
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        Publisher to = publisher;
        if (to == null) {
            exchange.setException(new IllegalStateException("producer of " + endpoint + " is stopped"));
            callback.done(true);
            return true;
        }
        try {
            if (exchange.getMessage().getBody() instanceof Collection<?> several) {
                return fanOut(to, several, exchange, callback);
            }
            to.publish(message(exchange.getMessage()), failure -> {
                exchange.setException(failure);
                callback.done(false);
            });
            return false;
        } catch (InvalidPayloadException | TypeConversionException | IllegalArgumentException | BrokerException e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
    }

    /** Exchanges must not wait for a queue while the route is shut down: their payloads are delivered again. */
    private boolean isShuttingDown() {
        return !isRunAllowed() || endpoint.getCamelContext().isStopping();
    }

    private boolean fanOut(Publisher to, Collection<?> several, Exchange exchange, AsyncCallback callback) {
        List<OutboundMessage> messages = several.stream().map(RabbitMQProducer::message).toList();
        if (messages.isEmpty()) {
            callback.done(true);
            return true;
        }
        new FanOut(to, Objects.requireNonNull(timer), this::isShuttingDown, waiting, failure -> {
            exchange.setException(failure);
            callback.done(false);
        }).publish(messages);
        return false;
    }

    private String routingKey(Message message) {
        return queues.of(endpoint.getShardBy() == null ? null : message.getHeader(endpoint.getShardBy()));
    }

    private OutboundMessage message(Message message) throws InvalidPayloadException {
        Map<String, Object> headers = new HashMap<>();
        message.getHeaders().forEach((name, value) -> {
            boolean property = name.equalsIgnoreCase(Exchange.CONTENT_TYPE)
                    || name.equalsIgnoreCase(Exchange.CONTENT_ENCODING);
            if (!property && !MessageHeaders.isInternal(name) && AmqpHeaders.isWritable(value)) {
                headers.put(name, value);
            }
        });
        return new OutboundMessage(
                endpoint.amqpExchange(),
                routingKey(message),
                headers,
                message.getHeader(Exchange.CONTENT_TYPE, String.class),
                message.getHeader(Exchange.CONTENT_ENCODING, String.class),
                message.getMandatoryBody(byte[].class)).batchable();
    }

    private static OutboundMessage message(Object element) {
        if (element instanceof OutboundMessage message) {
            return message;
        }
        throw new IllegalArgumentException("a collection to be published must hold " + OutboundMessage.class.getName()
                + ", not " + element.getClass().getName());
    }
}
