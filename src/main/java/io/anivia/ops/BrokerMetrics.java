package io.anivia.ops;

import jakarta.enterprise.event.Observes;

import io.anivia.broker.Broker;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;

/** Metrics of the broker: {@code anivia_broker_queue_refusing{queue}}, 1 while a queue takes no messages, else 0. */
class BrokerMetrics {

    void register(@Observes StartupEvent started, Broker broker, MeterRegistry meters) {
        broker.onRefusing(queue -> Gauge
                .builder("anivia.broker.queue.refusing", broker,
                        of -> of.refusingQueues().containsKey(queue) ? 1 : 0)
                .description("Whether a queue refuses messages, does not exist, or is not used")
                .tag("queue", queue).register(meters));
    }
}
