package io.anivia.broker.batch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.GetResponse;
import io.anivia.broker.Broker;
import io.anivia.broker.TestBrokers;
import io.anivia.broker.connection.BrokerException;
import io.anivia.broker.consume.Delivery;
import io.anivia.broker.consume.Prefetch;
import io.anivia.broker.consume.QueueSubscription;
import io.anivia.broker.publish.OutboundMessage;
import io.anivia.broker.publish.Publisher;
import io.anivia.broker.publish.PublisherLimits;
import io.anivia.fakes.NeedsRabbit;
import io.anivia.fakes.RabbitNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@NeedsRabbit
class BatchingIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final PublisherLimits LIMITS = new PublisherLimits(10_000, 1 << 20, SOON, true);
    private static final BatchingPolicy TENS = new BatchingPolicy(10, 10_000, Duration.ofMillis(200));

    private static RabbitNode node;
    private static Broker broker;
    private final String queue = "q-" + UUID.randomUUID();
    private final List<Delivery> got = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void startNode() {
        node = RabbitNode.shared();
        broker = TestBrokers.quorum(node);
        await().atMost(SOON).until(broker::isReady);
    }

    @AfterAll
    static void closeNode() {
        broker.close();
        node.close();
    }

    @BeforeEach
    void makeQueue() {
        TestBrokers.declareQuorum(node, queue);
    }

    @Test
    void oneMessageOfTheBrokerIsManyDeliveriesEachAsItWasPublished() {
        publish(25);
        // Two full ones, and what had lingered.
        awaitCounts(3, 0);

        broker.subscribe(queue, Prefetch.of(100), got::add);
        await().atMost(SOON).until(() -> got.size() == 25);
        assertThat(got).extracting(BatchingIT::text).containsExactlyElementsOf(names(0, 25));
        assertThat(got).allSatisfy(delivery -> {
            assertThat(delivery.contentType()).isEqualTo("application/json");
            assertThat(delivery.headers()).isEqualTo(Map.of("of", text(delivery)));
        });
        got.stream().limit(24).forEach(Delivery::ack);
        awaitCounts(0, 1);
        got.get(24).ack();
        awaitCounts(0, 0);
    }

    @Test
    void aMessageThatIsAloneIsAsItWouldBeWithoutBatching() {
        publish(1);
        awaitCounts(1, 0);
        GetResponse message = TestBrokers.as(node, channel -> channel.basicGet(queue, true));
        assertThat(message.getBody()).isEqualTo("m0".getBytes(UTF_8));
        assertThat(message.getProps().getContentType()).isEqualTo("application/json");
        assertThat(message.getProps().getHeaders()).containsKey("of").doesNotContainKey(MessageBatch.HEADER);
    }

    @Test
    void whatIsGivenBackComesAgainWithoutItsNeighbours() {
        publish(10);
        AtomicInteger failures = new AtomicInteger();
        broker.subscribe(queue, Prefetch.of(100), delivery -> {
            got.add(delivery);
            if (text(delivery).equals("m3") && failures.getAndIncrement() < 2) {
                delivery.requeue();
            } else {
                delivery.ack();
            }
        });
        awaitCounts(0, 0);
        assertThat(got).extracting(BatchingIT::text).hasSize(12).containsAll(names(0, 10));
        assertThat(got).filteredOn(delivery -> text(delivery).equals("m3")).hasSize(3);
    }

    @Test
    void aConsumerThatGoesAwayLeavesTheWholeMessageToOthers() {
        publish(10);
        QueueSubscription first = broker.subscribe(queue, Prefetch.of(100), got::add);
        await().atMost(SOON).until(() -> got.size() == 10);
        assertThat(first.unacknowledged()).isEqualTo(10);
        got.stream().skip(1).forEach(Delivery::ack);
        first.close();
        assertThat(got.get(0).isLost()).isTrue();

        List<Delivery> again = new CopyOnWriteArrayList<>();
        broker.subscribe(queue, Prefetch.of(100), again::add);
        await().atMost(SOON).until(() -> again.size() == 10);
        assertThat(again).extracting(BatchingIT::text).containsExactlyElementsOf(names(0, 10));
        again.forEach(Delivery::ack);
        awaitCounts(0, 0);
    }

    @Test
    void thePrefetchCountIsOfDeliveriesAndTwoBatchesMore() {
        publish(2000);
        AtomicInteger settled = new AtomicInteger();
        AtomicInteger mostUnsettled = new AtomicInteger();
        broker.subscribe(queue, Prefetch.of(40), delivery -> {
            got.add(delivery);
            mostUnsettled.accumulateAndGet(got.size() - settled.get(), Math::max);
        });
        while (settled.get() < 2000) {
            await().atMost(SOON).until(() -> got.size() > settled.get());
            List<Delivery> unsettled = List.copyOf(got.subList(settled.get(), got.size()));
            settled.addAndGet(unsettled.size());
            unsettled.forEach(Delivery::ack);
        }
        assertThat(mostUnsettled).hasValueBetween(40, 60);
        assertThat(got).extracting(BatchingIT::text).containsAll(names(0, 2000));
        awaitCounts(0, 0);
    }

    @Test
    void whatOnlyCallsItselfABatchIsTakenAsItIs() {
        TestBrokers.as(node, channel -> {
            channel.basicPublish("", queue, new AMQP.BasicProperties.Builder().headers(Map.of(MessageBatch.HEADER, 2)).build(),
                    "none".getBytes(UTF_8));
            // By its content type alone it is no batch either: any client may claim that.
            channel.basicPublish("", queue, new AMQP.BasicProperties.Builder().contentType(MessageBatch.CONTENT_TYPE).build(),
                    "{\"sizes\":[1]}\n1\n".getBytes(UTF_8));
            return null;
        });
        broker.subscribe(queue, Prefetch.of(100), got::add);
        await().atMost(SOON).until(() -> got.size() == 2);
        assertThat(got).extracting(BatchingIT::text).containsExactly("none", "{\"sizes\":[1]}\n1\n");
        got.forEach(Delivery::ack);
        awaitCounts(0, 0);
    }

    @Test
    void aBatchThatNoQueueTakesFailsEachOfItsMessages() {
        List<BrokerException> failures = new CopyOnWriteArrayList<>();
        try (Publisher publisher = broker.batchingPublisher("batching", LIMITS, TENS)) {
            publisher.awaitOpen();
            publisher.publish(names(0, 10).stream().map(name -> OutboundMessage.json("nowhere", Map.of(),
                    name.getBytes(UTF_8)).batchable()).toList(), (message, failure) -> failures.add(failure));
            await().atMost(SOON).until(() -> failures.size() == 10);
        }
        assertThat(failures).allSatisfy(failure -> assertThat(failure).isInstanceOf(BrokerException.Unroutable.class));
    }

    private void publish(int count) {
        List<Boolean> confirmed = new CopyOnWriteArrayList<>();
        try (Publisher publisher = broker.batchingPublisher("batching", LIMITS, TENS)) {
            publisher.awaitOpen();
            publisher.publish(names(0, count).stream().map(name -> OutboundMessage.json(queue, Map.of("of", name),
                    name.getBytes(UTF_8)).batchable()).toList(),
                    (message, failure) -> confirmed.add(failure == null));
            await().atMost(SOON).until(() -> confirmed.size() == count);
        }
        assertThat(confirmed).containsOnly(true);
    }

    private static String text(Delivery delivery) {
        return new String(delivery.body(), UTF_8);
    }

    private static List<String> names(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "m" + i).toList();
    }

    /** What the broker has, and what it has delivered and not heard of. */
    private void awaitCounts(int ready, int unacknowledged) {
        await().atMost(SOON).untilAsserted(() -> assertThat(node.ctl("list_queues", "-q", "--no-table-headers",
                "name", "messages_ready", "messages_unacknowledged").lines().filter(line -> line.startsWith(queue)))
                .containsExactly(queue + "\t" + ready + "\t" + unacknowledged));
    }
}
