package io.anivia.rabbitmq;

import org.apache.camel.spi.Metadata;

/** Headers that the component reads and writes. */
public final class RabbitMQConstants {

    @Metadata(label = "producer", description = "Overrides the endpoint's routing key.", javaType = "String")
    public static final String ROUTING_KEY = "CamelRabbitmqRoutingKey";

    @Metadata(label = "producer", description = "Overrides the endpoint's exchange.", javaType = "String")
    public static final String EXCHANGE = "CamelRabbitmqExchange";

    @Metadata(label = "consumer", description = "Whether the message was delivered before.", javaType = "Boolean")
    public static final String REDELIVERED = "CamelRabbitmqRedelivered";

    private RabbitMQConstants() {
    }
}
