package io.anivia.ops;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;

import io.anivia.broker.Broker;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.camel.CamelContext;
import org.apache.camel.quarkus.main.events.AfterStart;

/** Metrics of the broker: {@code anivia_broker_queue_refusing{queue}}, 1 while a queue takes no messages, else 0. */
class BrokerMetrics {

    /** A process without a route, such as a command, needs no broker, and none is made for its metrics. */
    void register(@Observes AfterStart started, CamelContext context, Instance<Broker> brokers, MeterRegistry meters) {
        if (context.getRoutes().isEmpty()) {
            return;
        }
        Broker broker = brokers.get();
        broker.onRefusing(queue -> Gauge
                .builder("anivia.broker.queue.refusing", broker,
                        of -> of.refusingQueues().containsKey(queue) ? 1 : 0)
                .description("Whether a queue refuses messages, does not exist, or is not used")
                .tag("queue", queue).register(meters));
    }
}
