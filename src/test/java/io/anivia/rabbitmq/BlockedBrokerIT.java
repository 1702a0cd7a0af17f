package io.anivia.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.stream.IntStream;

import io.anivia.broker.Broker;
import io.anivia.broker.TestBrokers;
import io.anivia.broker.consume.Prefetch;
import io.anivia.broker.publish.OutboundMessage;
import io.anivia.common.CapturedLog;
import io.anivia.fakes.NeedsRabbit;
import io.anivia.fakes.RabbitNode;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

/** A memory alarm while payloads wait that become messages: the broker delivers, and takes nothing. */
@NeedsRabbit
class BlockedBrokerIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int PAYLOADS = 200;

    private final AtomicInteger attempts = new AtomicInteger();

    @Test
    void isWaitedForWithoutAStormAndThenEverythingIsDelivered() throws Exception {
        try (RabbitNode node = RabbitNode.create(); Broker broker = TestBrokers.quorum(node);
                DefaultCamelContext context = new DefaultCamelContext()) {
            context.getRegistry().bind("broker", broker);
            broker.declare("in");
            broker.declare("out");
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    // As in routes/error-handling.camel.yaml, nothing is logged there.
                    errorHandler(noErrorHandler());
                    from("rabbitmq:default?queue=in").routeId("in").autoStartup(false)
                            .process(BlockedBrokerIT.this::split)
                            .to("rabbitmq:default?whenFull=wait&confirmTimeout=2s");
                }
            });
            context.getShutdownStrategy().setTimeout(20);
            context.start();
            await().atMost(SOON).until(broker::isReady);
            TestBrokers.as(node, channel -> {
                channel.confirmSelect();
                for (int i = 0; i < PAYLOADS; i++) {
                    channel.basicPublish("", "in", null, Integer.toString(i).getBytes());
                }
                return channel.waitForConfirms();
            });
            try (CapturedLog log = new CapturedLog()) {
                node.raiseMemoryAlarm();
                context.getRouteController().startRoute("in");
                // Until the broker says so, payloads are taken one after the other.
                await().atMost(SOON).until(() -> log.records().stream()
                        .anyMatch(entry -> entry.getMessage().contains("is not consumed for now")));
                int before = attempts.get();
                // Without a pause all payloads would be tried again, and each would be back after a second.
                await().during(Duration.ofSeconds(8)).atMost(SOON).until(() -> attempts.get() < before + 50);
                node.clearMemoryAlarm();

                Set<String> delivered = ConcurrentHashMap.newKeySet();
                broker.subscribe("out", Prefetch.of(1000), delivery -> {
                    delivered.add(new String(delivery.body()));
                    delivery.ack();
                });
                await().atMost(SOON).until(() -> delivered.size() == 2 * PAYLOADS);
                await().atMost(SOON).until(() -> TestBrokers.as(node, channel -> channel.messageCount("in")) == 0);
                assertThat(log.records()).filteredOn(entry -> entry.getLoggerName().startsWith("io.anivia")
                        && entry.getLevel().intValue() >= Level.WARNING.intValue()).as("log")
                        .hasSizeLessThan(10).allSatisfy(entry -> assertThat(entry.getThrown()).isNull());
            }
        }
    }

    /** Into two messages. */
    private void split(Exchange exchange) {
        attempts.incrementAndGet();
        String body = exchange.getMessage().getBody(String.class);
        exchange.getMessage().setBody(IntStream.range(0, 2)
                .mapToObj(i -> OutboundMessage.json("out", Map.of(), (body + "-" + i).getBytes())).toList());
    }
}
