package io.anivia.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

import com.rabbitmq.client.MessageProperties;
import io.anivia.broker.connection.BrokerConfig;
import io.anivia.broker.consume.Delivery;
import io.anivia.broker.consume.Prefetch;
import io.anivia.fakes.NeedsRabbit;
import io.anivia.fakes.RabbitNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Messages that come back more often than the delivery limit that RabbitMQ 4 gives a quorum queue without one: 20. This
 * is what a network that fails again and again, or a process that is restarted again and again, does to them.
 */
@Tag("slow")
@NeedsRabbit
class DeliveryLimitIT {

    private static final int CUTS = 25;
    private static final int MESSAGES = 40;
    private static final Duration SOON = Duration.ofSeconds(30);

    private static RabbitNode node;
    private final String queue = "anivia.q-" + UUID.randomUUID();
    private final Set<String> held = ConcurrentHashMap.newKeySet();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean holding = new AtomicBoolean(true);
    private Broker broker;

    @BeforeAll
    static void startNode() {
        node = RabbitNode.create();
    }

    @AfterAll
    static void closeNode() {
        node.close();
    }

    @AfterEach
    void closeBroker() {
        broker.close();
    }

    @Test
    void aQueueMadeByAniviaKeepsThem() throws Exception {
        open(List.of());
        broker.declare(queue);
        await().atMost(SOON).until(broker::isReady);
        keepsThem();
    }

    /** Such as one that was made on RabbitMQ 3: the steps of the upgrade, as the documents say. */
    @Test
    void aQueueWithoutALimitKeepsThemUnderThePolicyOfTheDocuments() throws Exception {
        TestBrokers.declare(node, queue, Map.of("x-queue-type", "quorum"));
        node.ctl("set_policy", "anivia", "^anivia[.]", "{\"delivery-limit\": 100000}", "--apply-to", "queues");
        open(List.of("other", " anivia.*"));
        broker.declare(queue);
        await().atMost(SOON).until(broker::isReady);
        keepsThem();
    }

    private void keepsThem() throws Exception {
        TestBrokers.as(node, channel -> {
            channel.confirmSelect();
            for (int i = 0; i < MESSAGES; i++) {
                channel.basicPublish("", queue, MessageProperties.PERSISTENT_BASIC, Integer.toString(i).getBytes(UTF_8));
            }
            channel.waitForConfirmsOrDie(10_000);
            return null;
        });
        broker.subscribe(queue, Prefetch.of(MESSAGES), this::received);
        for (int cut = 0; cut < CUTS; cut++) {
            await().atMost(SOON).until(() -> held.size() == MESSAGES);
            held.clear();
            node.closeConnections();
        }
        await().atMost(SOON).until(() -> held.size() == MESSAGES);
        holding.set(false);
        node.closeConnections();
        await().atMost(SOON).untilAsserted(() -> assertThat(acknowledged).hasSize(MESSAGES));
    }

    private void received(Delivery delivery) {
        String message = new String(delivery.body(), UTF_8);
        if (holding.get()) {
            held.add(message);
        } else {
            acknowledged.add(message);
            delivery.ack();
        }
    }

    private void open(List<String> accepted) {
        broker = TestBrokers.broker(new TestBrokers.Settings(node.uri(), BrokerConfig.QueueType.QUORUM,
                Duration.ofSeconds(10), accepted));
    }
}
