package io.anivia.broker.consume;

import com.rabbitmq.client.AMQP;

/** Says how many deliveries the handler of a subscription makes of one message, so that the prefetch can count them. */
@FunctionalInterface
public interface DeliveryCounter {

    /** @return 1 or more */
    int deliveries(AMQP.BasicProperties properties);
}
