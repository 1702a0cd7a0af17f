package io.anivia.broker.browse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import javax.net.ssl.SSLContext;

import io.anivia.broker.Broker;
import io.anivia.broker.EmbeddedBrokerFactory;
import io.anivia.broker.TestBrokers;
import io.anivia.broker.connection.BrokerConfig;
import io.anivia.broker.connection.Declaration;
import io.anivia.broker.publish.OutboundMessage;
import io.anivia.broker.publish.Publisher;
import io.anivia.broker.publish.PublisherLimits;
import io.anivia.fakes.RabbitNode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who looks through a queue leaves it as it was, on every kind of queue. */
class QueueBrowserIT {

    private static final PublisherLimits LIMITS =
            new PublisherLimits(2000, 64 << 20, Duration.ofSeconds(10), true, true);
    private static final int STEP = 10;

    enum Kind {
        QUORUM, CLASSIC, EMBEDDED
    }

    @TempDir
    static Path directory;
    private static @Nullable RabbitNode node;
    private static final Map<Kind, Broker> BROKERS = new EnumMap<>(Kind.class);
    private final String queue = "q-" + UUID.randomUUID();

    @BeforeAll
    static void start() throws Exception {
        BROKERS.put(Kind.EMBEDDED, new Broker(new Embedded(), SSLContext.getDefault(), embedded()));
        if (RabbitNode.whyNotAvailable().isEmpty()) {
            RabbitNode started = RabbitNode.create();
            node = started;
            BROKERS.put(Kind.QUORUM, TestBrokers.quorum(started));
            BROKERS.put(Kind.CLASSIC, TestBrokers.broker(new TestBrokers.Settings(started.uri(),
                    BrokerConfig.QueueType.CLASSIC, Duration.ofSeconds(10))));
        }
    }

    /** By its name: builds for containers, which compile the tests, too, have none. */
    private static EmbeddedBrokerFactory embedded() throws ReflectiveOperationException {
        return (EmbeddedBrokerFactory) Class.forName("io.anivia.rabbitmq.embedded.QpidBrokerFactory").getConstructor()
                .newInstance();
    }

    @AfterAll
    static void stop() {
        BROKERS.values().forEach(Broker::close);
        if (node != null) {
            node.close();
        }
    }

    /** As {@link TestBrokers.Settings}, without an address. */
    private static final class Embedded implements BrokerConfig {
        private final BrokerConfig like = new TestBrokers.Settings("", QueueType.CLASSIC, Duration.ofSeconds(10));

        @Override
        public Optional<List<String>> uri() {
            return Optional.empty();
        }

        @Override
        public QueueType queueType() {
            return like.queueType();
        }

        @Override
        public Duration connectTimeout() {
            return like.connectTimeout();
        }

        @Override
        public Duration heartbeat() {
            return like.heartbeat();
        }

        @Override
        public Reconnect reconnect() {
            return like.reconnect();
        }

        @Override
        public Optional<String> tlsConfiguration() {
            return Optional.empty();
        }

        @Override
        public BrokerConfig.Embedded embedded() {
            return () -> directory.resolve("broker");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsLookedAtStaysInItsOrderHoweverOften(Kind kind) throws Exception {
        Broker broker = filled(kind, 95);

        for (int i = 0; i < 3; i++) {
            assertThat(take(broker, 95, List.of())).isEqualTo(numbers(0, 95));
        }
        assertThat(take(broker, 7, List.of())).isEqualTo(numbers(0, 7));
        assertThat(take(broker, 95, List.of())).isEqualTo(numbers(0, 95));
    }

    @ParameterizedTest
    @EnumSource
    void whatIsTakenOutIsGoneAndTheOthersStayInTheirOrder(Kind kind) throws Exception {
        Broker broker = filled(kind, 60);
        List<Integer> taken = IntStream.range(0, 60).filter(i -> i % 3 == 0).boxed().toList();

        assertThat(take(broker, 60, taken)).isEqualTo(numbers(0, 60));

        List<Integer> left = IntStream.range(0, 60).filter(i -> i % 3 != 0).boxed().toList();
        assertThat(take(broker, 60, List.of())).isEqualTo(left);
    }

    @ParameterizedTest
    @EnumSource
    void itEndsWhereTheQueueEnds(Kind kind) throws Exception {
        Broker broker = filled(kind, 3);

        try (QueueBrowser visit = broker.visit(queue, STEP)) {
            assertThat(visit.count()).isEqualTo(3);
            for (int i = 0; i < 3; i++) {
                assertThat(visit.next()).isNotNull();
            }
            assertThat(visit.next()).isNull();
            visit.giveBack();
            assertThat(number(visit.next())).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void onlyOneCanBeThereAndTheNextOneFindsEverything(Kind kind) throws Exception {
        Broker broker = filled(kind, 5);

        try (QueueBrowser visit = broker.visit(queue, STEP)) {
            assertThat(number(visit.next())).isZero();
            assertThatExceptionOfType(QueueBrowser.BusyException.class).isThrownBy(() -> broker.visit(queue, STEP))
                    .withMessageContaining(queue);
        }

        assertThat(take(broker, 5, List.of())).isEqualTo(numbers(0, 5));
    }

    @ParameterizedTest
    @EnumSource
    void aQueueThatIsNotThereIsSaidToBe(Kind kind) throws Exception {
        Broker broker = filled(kind, 0);

        assertThatExceptionOfType(QueueBrowser.NoQueueException.class).isThrownBy(() -> broker.visit("nowhere", STEP))
                .withMessageContaining("nowhere");
        // Nobody is locked out afterwards.
        assertThatExceptionOfType(QueueBrowser.NoQueueException.class).isThrownBy(() -> broker.visit("nowhere", STEP));
    }

    private Broker filled(Kind kind, int count) throws Exception {
        assumeThat(BROKERS).as("RabbitMQ: %s", RabbitNode.whyNotAvailable().orElse("there")).containsKey(kind);
        Broker broker = BROKERS.get(kind);
        broker.declare(Declaration.queue(queue));
        await().until(() -> broker.messageCount(queue).isPresent());
        CountDownLatch confirmed = new CountDownLatch(count);
        try (Publisher publisher = broker.publisher("fill", LIMITS)) {
            publisher.awaitOpen();
            for (int i = 0; i < count; i++) {
                publisher.publish(OutboundMessage.json(queue, Map.of(), Integer.toString(i).getBytes(
                        StandardCharsets.UTF_8)), failure -> confirmed.countDown());
            }
            assertThat(confirmed.await(30, TimeUnit.SECONDS)).isTrue();
        }
        await().until(() -> broker.messageCount(queue).orElse(-1) == count);
        return broker;
    }

    /** The numbers of the first messages, some of which are taken out. */
    private List<Integer> take(Broker broker, int most, List<Integer> out) throws Exception {
        List<Integer> seen = new ArrayList<>();
        try (QueueBrowser visit = broker.visit(queue, STEP)) {
            long count = visit.count();
            while (seen.size() < Math.min(most, count)) {
                QueueBrowser.BrowsedMessage next = visit.next();
                assertThat(next).isNotNull();
                seen.add(number(next));
                if (out.contains(number(next))) {
                    assertThat(next.done()).isTrue();
                }
            }
        }
        return seen;
    }

    private static int number(QueueBrowser.@Nullable BrowsedMessage visited) {
        assertThat(visited).isNotNull();
        return Integer.parseInt(new String(visited.message().body(), StandardCharsets.UTF_8));
    }

    private static List<Integer> numbers(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }
}
