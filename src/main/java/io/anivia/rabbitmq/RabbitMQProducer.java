package io.anivia.rabbitmq;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.anivia.broker.connection.AmqpHeaders;
import io.anivia.broker.connection.BrokerException;
import io.anivia.broker.publish.OutboundMessage;
import io.anivia.broker.publish.Publisher;
import io.anivia.contract.MessageHeaders;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.TypeConversionException;
import org.apache.camel.support.DefaultAsyncProducer;
import org.jspecify.annotations.Nullable;

/** Publishes an exchange's message, or messages, and completes it when all are confirmed. */
class RabbitMQProducer extends DefaultAsyncProducer {

    private final RabbitMQEndpoint endpoint;
    private @Nullable Publisher publisher;

    RabbitMQProducer(RabbitMQEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        Publisher started = endpoint.newPublisher();
        started.awaitOpen();
        publisher = started;
    }

    @Override
    protected void doStop() throws Exception {
        if (publisher != null) {
            publisher.close();
            publisher = null;
        }
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
        List<OutboundMessage> messages;
        try {
            messages = messages(exchange.getMessage());
        } catch (InvalidPayloadException | TypeConversionException | IllegalArgumentException e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
        if (messages.isEmpty()) {
            callback.done(true);
            return true;
        }
        publish(to, messages, exchange, callback);
        return false;
    }

    private static void publish(Publisher to, List<OutboundMessage> messages, Exchange exchange,
            AsyncCallback callback) {
        AtomicReference<@Nullable BrokerException> firstFailure = new AtomicReference<>();
        AtomicInteger outstanding = new AtomicInteger(messages.size());
        Publisher.ConfirmCallback one = failure -> {
            if (failure != null) {
                firstFailure.compareAndSet(null, failure);
            }
            if (outstanding.decrementAndGet() == 0) {
                exchange.setException(firstFailure.get());
                callback.done(false);
            }
        };
        to.publish(messages, one);
    }

    private List<OutboundMessage> messages(Message message) throws InvalidPayloadException {
        if (message.getBody() instanceof Collection<?> batch) {
            return batch.stream().map(RabbitMQProducer::message).toList();
        }
        Map<String, Object> headers = new HashMap<>();
        message.getHeaders().forEach((name, value) -> {
            boolean property = name.equalsIgnoreCase(Exchange.CONTENT_TYPE)
                    || name.equalsIgnoreCase(Exchange.CONTENT_ENCODING);
            if (!property && !MessageHeaders.isInternal(name) && AmqpHeaders.isWritable(value)) {
                headers.put(name, value);
            }
        });
        return List.of(new OutboundMessage(
                endpoint.amqpExchange(),
                endpoint.routingKeyOrQueue(),
                headers,
                message.getHeader(Exchange.CONTENT_TYPE, String.class),
                message.getHeader(Exchange.CONTENT_ENCODING, String.class),
                message.getMandatoryBody(byte[].class)).batchable());
    }

    private static OutboundMessage message(Object element) {
        if (element instanceof OutboundMessage message) {
            return message;
        }
        throw new IllegalArgumentException("a collection to be published must hold " + OutboundMessage.class.getName()
                + ", not " + element.getClass().getName());
    }
}
