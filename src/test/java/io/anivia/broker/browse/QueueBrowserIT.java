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
import io.anivia.broker.publish.OutboundMessage;
import io.anivia.broker.publish.Publisher;
import io.anivia.broker.publish.PublisherLimits;
import io.anivia.fakes.RabbitNode;
import io.quarkus.runtime.configuration.MemorySize;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A browser leaves in the queue what it does not remove, on every kind of queue. */
class QueueBrowserIT {

    private static final PublisherLimits LIMITS =
            new PublisherLimits(2000, 64 << 20, Duration.ofSeconds(10), true);

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
            RabbitNode started = RabbitNode.shared();
            node = started;
            BROKERS.put(Kind.QUORUM, TestBrokers.quorum(started));
            BROKERS.put(Kind.CLASSIC, TestBrokers.broker(new TestBrokers.Settings(started.uri(),
                    BrokerConfig.QueueType.CLASSIC, Duration.ofSeconds(10))));
        }
    }

    /** By its name: builds without the embedded broker compile this test, too. */
    private static EmbeddedBrokerFactory embedded() throws ReflectiveOperationException {
        return (EmbeddedBrokerFactory) Class.forName("io.anivia.broker.embedded.QpidBrokerFactory").getConstructor()
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
        public Optional<List<String>> acceptedQueues() {
            return like.acceptedQueues();
        }

        @Override
        public Optional<MemorySize> maxMessage() {
            return like.maxMessage();
        }

        @Override
        public Duration browseTimeout() {
            return like.browseTimeout();
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
    void whatIsReadReturnsHoweverOften(Kind kind) throws Exception {
        Broker broker = filled(kind, 95);

        for (int i = 0; i < 3; i++) {
            assertThat(read(broker, 95, List.of())).containsExactlyInAnyOrderElementsOf(numbers(0, 95));
        }
        assertThat(read(broker, 7, List.of())).hasSize(7);
        assertThat(read(broker, 95, List.of())).containsExactlyInAnyOrderElementsOf(numbers(0, 95));
    }

    @ParameterizedTest
    @EnumSource
    void whatIsRemovedIsGoneAndTheOthersStay(Kind kind) throws Exception {
        Broker broker = filled(kind, 60);
        List<Integer> removed = IntStream.range(0, 60).filter(i -> i % 3 == 0).boxed().toList();

        assertThat(read(broker, 60, removed)).containsExactlyInAnyOrderElementsOf(numbers(0, 60));

        List<Integer> left = IntStream.range(0, 60).filter(i -> i % 3 != 0).boxed().toList();
        assertThat(read(broker, 60, List.of())).containsExactlyInAnyOrderElementsOf(left);
    }

    @ParameterizedTest
    @EnumSource
    void readingEndsWhereTheQueueEnds(Kind kind) throws Exception {
        Broker broker = filled(kind, 3);

        try (QueueBrowser browser = broker.browse(queue)) {
            assertThat(browser.count()).isEqualTo(3);
            for (int i = 0; i < 3; i++) {
                assertThat(browser.next()).isNotNull();
            }
            assertThat(browser.next()).isNull();
            browser.requeueAll();
            assertThat(browser.next()).isNotNull();
        }
    }

    /** On RabbitMQ, which counts ready messages only: what costs nothing is not taken from the queue. */
    @ParameterizedTest
    @EnumSource(names = {"QUORUM", "CLASSIC"})
    void takesNoMoreFromTheQueueThanIsRead(Kind kind) throws Exception {
        Broker broker = filled(kind, 500);

        try (QueueBrowser browser = broker.browse(queue)) {
            for (int i = 0; i < 20; i++) {
                assertThat(browser.next()).isNotNull();
            }
            assertThat(browser.count()).isEqualTo(480);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRemovalThatComesTooLateRemovesNothing(Kind kind) throws Exception {
        Broker broker = filled(kind, 2);

        try (QueueBrowser browser = broker.browse(queue)) {
            QueueBrowser.BrowsedMessage read = browser.next();
            assertThat(read).isNotNull();
            browser.requeueAll();

            assertThat(read.removal().remove()).isFalse();
            assertThat(read.message().isLost()).isTrue();
        }
        assertThat(read(broker, 2, List.of())).containsExactlyInAnyOrder(0, 1);
    }

    @ParameterizedTest
    @EnumSource
    void aQueueHasOneBrowserAtATimeAndTheNextOneReadsEverything(Kind kind) throws Exception {
        Broker broker = filled(kind, 5);

        try (QueueBrowser browser = broker.browse(queue)) {
            assertThat(number(browser.next())).isZero();
            assertThatExceptionOfType(QueueBrowser.BusyException.class).isThrownBy(() -> broker.browse(queue))
                    .withMessageContaining(queue);
        }

        assertThat(read(broker, 5, List.of())).containsExactlyInAnyOrderElementsOf(numbers(0, 5));
    }

    @ParameterizedTest
    @EnumSource
    void aQueueThatDoesNotExistIsReported(Kind kind) throws Exception {
        Broker broker = filled(kind, 0);

        assertThatExceptionOfType(QueueBrowser.NoQueueException.class).isThrownBy(() -> broker.browse("nowhere"))
                .withMessageContaining("nowhere");
        // The lock is released.
        assertThatExceptionOfType(QueueBrowser.NoQueueException.class).isThrownBy(() -> broker.browse("nowhere"));
    }

    private Broker filled(Kind kind, int count) throws Exception {
        assumeThat(BROKERS).as("RabbitMQ: %s", RabbitNode.whyNotAvailable().orElse("there")).containsKey(kind);
        Broker broker = BROKERS.get(kind);
        broker.declare(queue);
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

    /** Reads messages and removes some of them; their numbers. */
    private List<Integer> read(Broker broker, int most, List<Integer> remove) throws Exception {
        List<Integer> numbers = new ArrayList<>();
        try (QueueBrowser browser = broker.browse(queue)) {
            long count = browser.count();
            while (numbers.size() < Math.min(most, count)) {
                QueueBrowser.BrowsedMessage next = browser.next();
                assertThat(next).isNotNull();
                numbers.add(number(next));
                if (remove.contains(number(next))) {
                    assertThat(next.removal().remove()).isTrue();
                }
            }
        }
        return numbers;
    }

    private static int number(QueueBrowser.@Nullable BrowsedMessage message) {
        assertThat(message).isNotNull();
        return Integer.parseInt(new String(message.message().body(), StandardCharsets.UTF_8));
    }

    private static List<Integer> numbers(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }
}
