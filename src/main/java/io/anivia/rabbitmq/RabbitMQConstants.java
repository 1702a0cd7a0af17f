package io.anivia.rabbitmq;

import org.apache.camel.spi.Metadata;

/** Headers that the component writes. */
public final class RabbitMQConstants {

    @Metadata(label = "consumer", description = "Whether the message was delivered before.", javaType = "Boolean")
    public static final String REDELIVERED = "CamelRabbitmqRedelivered";

    private RabbitMQConstants() {
    }
}
