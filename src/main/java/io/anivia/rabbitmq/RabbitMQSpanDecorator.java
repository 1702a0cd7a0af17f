package io.anivia.rabbitmq;

import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.telemetry.decorators.AbstractMessagingSpanDecorator;

/** Names spans after the queue or routing key; without it they would all be called "rabbitmq". */
public final class RabbitMQSpanDecorator extends AbstractMessagingSpanDecorator {

    @Override
    public String getComponent() {
        return "rabbitmq";
    }

    @Override
    public String getComponentClassName() {
        return RabbitMQComponent.class.getName();
    }

    @Override
    protected String getDestination(Exchange exchange, Endpoint endpoint) {
        return endpoint instanceof RabbitMQEndpoint rabbitmq ? rabbitmq.destinationName()
                : super.getDestination(exchange, endpoint);
    }
}
