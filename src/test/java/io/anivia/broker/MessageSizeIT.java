package io.anivia.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import com.rabbitmq.client.GetResponse;
import io.anivia.broker.batch.BatchingPolicy;
import io.anivia.broker.connection.BrokerException;
import io.anivia.broker.consume.Prefetch;
import io.anivia.broker.publish.OutboundMessage;
import io.anivia.broker.publish.Publisher;
import io.anivia.broker.publish.PublisherLimits;
import io.anivia.fakes.NeedsRabbit;
import io.anivia.fakes.RabbitNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A RabbitMQ with a small {@code max_message_size}, and a process that does not know it yet. */
@NeedsRabbit
class MessageSizeIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int LIMIT = 65_536;
    private static final PublisherLimits LIMITS = new PublisherLimits(10_000, 64 << 20, Duration.ofSeconds(20), true);

    private static RabbitNode node;
    private final String queue = "q-" + UUID.randomUUID();
    private final Map<OutboundMessage, Optional<BrokerException>> settled = new ConcurrentHashMap<>();
    private Broker broker;

    @BeforeAll
    static void startNode() {
        node = RabbitNode.create();
        node.limitMessageSize(LIMIT);
    }

    @AfterAll
    static void closeNode() {
        node.close();
    }

    @BeforeEach
    void connect() {
        broker = TestBrokers.quorum(node);
        broker.declare(queue);
        await().atMost(SOON).until(broker::isReady);
    }

    @AfterEach
    void close() {
        broker.close();
    }

    @Test
    void aMessageThatIsTooLargeFailsAloneAndItsNeighboursKeepTheirOrder() {
        List<OutboundMessage> messages = new ArrayList<>(
                IntStream.range(0, 300).mapToObj(i -> message(i, i == 150 || i == 250 ? LIMIT + 1 : 1000)).toList());
        messages.set(200, message(200, LIMIT));
        try (Publisher publisher = broker.publisher("p", LIMITS)) {
            publisher.awaitOpen();
            publisher.publish(messages, this::settled);
            await().atMost(SOON).until(() -> settled.size() == messages.size());

            assertThat(broker.sizeLimit().bytes()).isEqualTo(LIMIT);
            assertThatExceptionOfType(BrokerException.TooLarge.class).as("it is known now")
                    .isThrownBy(() -> publisher.publish(messages.get(150), failure -> { }));
        }
        for (int i = 0; i < 300; i++) {
            Optional<BrokerException> failure = settled.get(messages.get(i));
            if (i == 150 || i == 250) {
                assertThat(failure).hasValueSatisfying(why -> assertThat(why)
                        .isInstanceOf(BrokerException.TooLarge.class).hasMessageContaining("at most " + LIMIT));
            } else {
                assertThat(failure).as("message %s", i).isEmpty();
            }
        }
        List<Integer> expected = IntStream.range(0, 300).filter(i -> i != 150 && i != 250).boxed().toList();
        assertThat(new LinkedHashSet<>(numbers())).as("the first copy of each").containsExactlyElementsOf(expected);
        assertThat(broker.isReady()).isTrue();
    }

    /** As Elmer publishes: clients go on sending while the channel is opened again. */
    @Test
    void noMessageThatComesWhileTheChannelIsOpenedAgainFails() throws Exception {
        List<OutboundMessage> messages =
                IntStream.range(0, 2000).mapToObj(i -> message(i, i == 300 ? LIMIT + 1 : 100)).toList();
        try (Publisher publisher = broker.publisher("p",
                new PublisherLimits(10_000, 64 << 20, Duration.ofSeconds(20), false))) {
            publisher.awaitOpen();
            for (OutboundMessage message : messages) {
                publisher.publish(message, failure -> settled(message, failure));
            }
            await().atMost(SOON).until(() -> settled.size() == messages.size());
        }
        assertThat(settled.get(messages.get(300))).containsInstanceOf(BrokerException.TooLarge.class);
        assertThat(settled.values().stream().filter(Optional::isPresent)).hasSize(1);
        assertThat(new HashSet<>(numbers())).hasSize(1999);
    }

    @Test
    void aBatchThatIsTooLargeIsPublishedInHalvesAndLaterOnesAreSmaller() {
        List<Integer> received = new CopyOnWriteArrayList<>();
        try (Publisher publisher = broker.batchingPublisher("p", LIMITS,
                new BatchingPolicy(100, 1 << 20, Duration.ofMillis(5)))) {
            publisher.awaitOpen();
            List<OutboundMessage> messages = IntStream.range(0, 400)
                    .mapToObj(i -> message(i, i == 50 ? 2 * LIMIT : 2000).batchable()).toList();
            publisher.publish(messages.subList(0, 200), this::settled);
            await().atMost(SOON).until(() -> settled.size() == 200);
            publisher.publish(messages.subList(200, 400), this::settled);
            await().atMost(SOON).until(() -> settled.size() == 400);
            assertThat(settled.get(messages.get(50))).containsInstanceOf(BrokerException.TooLarge.class);
            assertThat(settled.values().stream().filter(Optional::isPresent)).hasSize(1);
        }
        broker.subscribe(queue, Prefetch.of(1000), delivery -> {
            received.add(number(delivery.body()));
            delivery.ack();
        });
        await().atMost(SOON).until(() -> received.stream().distinct().count() == 399);
        assertThat(received.subList(received.indexOf(200), received.size())).as("in order")
                .isEqualTo(IntStream.range(200, 400).boxed().toList());
    }

    private void settled(OutboundMessage message, BrokerException failure) {
        settled.put(message, Optional.ofNullable(failure));
    }

    /** Begins with its number. */
    private OutboundMessage message(int number, int bytes) {
        byte[] body = new byte[bytes];
        body[0] = (byte) (number >> 8);
        body[1] = (byte) number;
        return OutboundMessage.json(queue, Map.of(), body);
    }

    private static int number(byte[] body) {
        return (body[0] & 0xff) << 8 | body[1] & 0xff;
    }

    private List<Integer> numbers() {
        return TestBrokers.as(node, channel -> {
            List<Integer> numbers = new ArrayList<>();
            for (GetResponse next; (next = channel.basicGet(queue, true)) != null; ) {
                numbers.add(number(next.getBody()));
            }
            return numbers;
        });
    }
}
