package io.anivia.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.anivia.broker.connection.BrokerConfig;
import io.anivia.broker.connection.BrokerException;
import io.anivia.broker.consume.Delivery;
import io.anivia.broker.consume.Prefetch;
import io.anivia.broker.publish.OutboundMessage;
import io.anivia.broker.publish.Publisher;
import io.anivia.broker.publish.PublisherLimits;
import io.anivia.fakes.NeedsRabbit;
import io.anivia.fakes.RabbitNode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Queues that another program has made with other properties. */
@NeedsRabbit
class ExistingQueueIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final PublisherLimits LIMITS = new PublisherLimits(10, 1 << 20, Duration.ofSeconds(5), true);

    private static RabbitNode node;
    private final String queue = "q-" + UUID.randomUUID();
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

    @ParameterizedTest
    @ValueSource(strings = {"durable=false", "autoDelete=true", "x-message-ttl=60000", "x-expires=600000",
        "x-queue-type=stream", "x-max-length=1000", "x-max-length=1000 x-overflow=drop-head",
        "x-queue-type=quorum x-delivery-limit=20",
        "x-queue-type=quorum x-single-active-consumer=true x-delivery-limit=20", "x-queue-type=quorum x-max-length-bytes=100000"})
    void oneThatLosesMessagesIsRefusedUntilItIsGone(String properties) {
        declare(properties);
        open(List.of());
        List<Delivery> received = new CopyOnWriteArrayList<>();
        broker.declare(queue);
        broker.subscribe(queue, Prefetch.of(10), received::add);
        Publisher publisher = broker.publisher("p", LIMITS);
        publisher.awaitOpen();

        await().atMost(SOON).until(() -> !broker.isReady());
        await().atMost(SOON).untilAsserted(() -> assertThat(broker.state().get("publish"))
                .contains("queue '" + queue + "' is not used, because it "));
        await().atMost(SOON).untilAsserted(() -> assertThat(broker.state().get("consume")).contains(queue));
        await().atMost(SOON).untilAsserted(() -> assertThat(publish(publisher))
                .isInstanceOf(BrokerException.Refused.class).hasMessageContaining("is not used, because"));

        TestBrokers.declare(node, queue + "-other", Map.of());
        List<String> confirmed = new CopyOnWriteArrayList<>();
        publisher.publish(List.of(message(queue), message(queue + "-other")), (message, failure) -> {
            if (failure == null) {
                confirmed.add(message.routingKey());
            }
        });
        await().atMost(SOON).untilAsserted(() -> assertThat(confirmed).containsExactly(queue + "-other"));

        TestBrokers.as(node, channel -> channel.queueDelete(queue));
        await().atMost(SOON).until(broker::isReady);
        assertThat(publish(publisher)).isNull();
        await().atMost(SOON).until(() -> !received.isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x-max-length=1000 x-overflow=reject-publish",
        "x-queue-type=quorum x-delivery-limit=5000", "x-max-priority=5"})
    void oneThatKeepsMessagesIsUsedAsItIs(String properties) {
        declare(properties);
        open(List.of());
        receives();
    }

    @Test
    void aQuorumQueueWithoutALimitIsUsedOnRabbitMQ3Only() {
        declare("x-queue-type=quorum");
        open(List.of());
        if (node.version().startsWith("3.")) {
            receives();
        } else {
            broker.declare(queue);
            await().atMost(SOON).until(() -> !broker.isReady());
            await().atMost(SOON).untilAsserted(() -> assertThat(broker.state().values()).anySatisfy(state ->
                    assertThat(state).contains(queue, "RabbitMQ 4 drops what is returned to it 20 times")));
        }
    }

    @Test
    void oneThatIsAcceptedIsUsedAsItIs() {
        declare("x-message-ttl=60000 durable=false");
        open(List.of("other", "q-*"));
        receives();
    }

    @ParameterizedTest
    @CsvSource({"configure, may not be declared", "write, ACCESS_REFUSED", "read, ACCESS_REFUSED"})
    void aMissingRightIsNamedAndMakesNotReady(String right, String reason) {
        open(List.of());
        if (!right.equals("configure")) {
            TestBrokers.declareQuorum(node, queue);
        }
        List<String> rights = Stream.of("configure", "write", "read").map(each -> each.equals(right) ? "^$" : ".*").toList();
        node.ctl("set_permissions", "guest", rights.get(0), rights.get(1), rights.get(2));
        try {
            // Elmer's kind, for which an HTTP client waits.
            Publisher publisher = broker.publisher("p", new PublisherLimits(10, 1 << 20, Duration.ofSeconds(5), false));
            publisher.awaitOpen();
            broker.declare(queue);
            broker.subscribe(queue, Prefetch.of(10), Delivery::ack);
            await().atMost(SOON).ignoreExceptions().untilAsserted(() -> {
                publish(publisher);
                assertThat(broker.state().values()).anySatisfy(state -> assertThat(state).contains(reason));
                assertThat(broker.isReady()).isFalse();
            });
        } finally {
            node.ctl("set_permissions", "guest", ".*", ".*", ".*");
        }
        await().atMost(SOON).until(broker::isReady);
    }

    @Test
    void aFullQueueForWhichClientsWaitMakesNotReadyForAWhile() {
        declare("x-queue-type=quorum x-max-length=1 x-overflow=reject-publish");
        open(List.of());
        Publisher publisher = broker.publisher("p", new PublisherLimits(10, 1 << 20, Duration.ofSeconds(5), false));
        publisher.awaitOpen();
        await().atMost(SOON).until(() -> publish(publisher) != null);
        assertThat(broker.isReady()).isFalse();
        assertThat(broker.state().get("publish")).contains("refused a message for '" + queue + "'");
        TestBrokers.as(node, channel -> channel.queuePurge(queue));
        assertThat(publish(publisher)).isNull();
        assertThat(broker.isReady()).isTrue();
    }

    private void receives() {
        List<Delivery> received = new CopyOnWriteArrayList<>();
        broker.declare(queue);
        broker.subscribe(queue, Prefetch.of(10), received::add);
        Publisher publisher = broker.publisher("p", LIMITS);
        publisher.awaitOpen();
        assertThat(publish(publisher)).isNull();
        await().atMost(SOON).until(() -> !received.isEmpty());
        assertThat(broker.isReady()).isTrue();
    }

    private void open(List<String> accepted) {
        broker = TestBrokers.broker(new TestBrokers.Settings(node.uri(), BrokerConfig.QueueType.QUORUM,
                Duration.ofSeconds(10), accepted));
        await().atMost(SOON).until(broker::isReady);
    }

    private void declare(String properties) {
        Map<String, Object> arguments = new HashMap<>();
        for (String property : properties.split(" ")) {
            String[] pair = property.split("=");
            if (pair[0].startsWith("x-")) {
                arguments.put(pair[0], pair[1].equals("true") ? (Object) true
                        : pair[1].matches("\\d+") ? (Object) Integer.valueOf(pair[1]) : pair[1]);
            }
        }
        TestBrokers.as(node, channel -> channel.queueDeclare(queue, !properties.contains("durable=false"), false,
                properties.contains("autoDelete=true"), arguments));
    }

    private @Nullable BrokerException publish(Publisher publisher) {
        CompletableFuture<@Nullable BrokerException> settled = new CompletableFuture<>();
        publisher.publish(List.of(message(queue)),
                (message, failure) -> settled.complete(failure));
        return settled.orTimeout(10, TimeUnit.SECONDS).join();
    }

    private static OutboundMessage message(String to) {
        return OutboundMessage.json(to, Map.of(), new byte[] {'1'});
    }
}
