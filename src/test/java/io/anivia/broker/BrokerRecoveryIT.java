package io.anivia.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import io.anivia.broker.connection.BrokerConfig;
import io.anivia.broker.connection.BrokerException;
import io.anivia.broker.consume.Delivery;
import io.anivia.broker.consume.Prefetch;
import io.anivia.broker.consume.QueueSubscription;
import io.anivia.broker.publish.OutboundMessage;
import io.anivia.broker.publish.Publisher;
import io.anivia.broker.publish.PublisherLimits;
import io.anivia.fakes.NeedsRabbit;
import io.anivia.fakes.RabbitNode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("slow")
@NeedsRabbit
class BrokerRecoveryIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final PublisherLimits LIMITS =
            new PublisherLimits(2000, 64 << 20, Duration.ofSeconds(5), true);

    private static RabbitNode node;
    private final String queue = "q-" + UUID.randomUUID();
    private final List<Stream> streams = new ArrayList<>();
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
    void close() throws InterruptedException {
        for (Stream stream : streams) {
            stream.stop();
        }
        broker.close();
        node.start();
    }

    enum End {
        ORDERLY {
            @Override
            void happens() {
                node.stop();
            }
        },
        KILLED {
            /** RabbitMQ 3.10 saves a quorum queue's metadata every 5 s; killed before, the queue finds no leader. */
            @Override
            void prepare() {
                await().pollDelay(Duration.ofSeconds(6)).until(() -> true);
            }

            @Override
            void happens() {
                node.kill();
            }
        };

        void prepare() {
        }

        abstract void happens();
    }

    @ParameterizedTest
    @EnumSource
    void everyMessageIsConfirmedOrFailsAndWhatIsConfirmedIsThere(End end) throws Exception {
        open(Duration.ofSeconds(10));
        TestBrokers.declareQuorum(node, queue);
        end.prepare();
        broker.declare(queue);
        Publisher publisher = broker.publisher("p", LIMITS);
        Stream stream = stream(publisher, 10);
        stream.start();
        await().atMost(SOON).until(() -> stream.confirmed.size() > 2000);
        end.happens();
        await().atMost(SOON).until(() -> stream.failed.get() > 0 && stream.refused.get() > 0);
        int before = stream.confirmed.size();
        node.start();
        await().atMost(SOON).until(() -> stream.confirmed.size() > before + 2000);
        stream.stop();
        await().atMost(SOON).until(() -> stream.told.get() == stream.handedOver.get());
        assertThat(publisher.inFlight()).isZero();
        assertThat(stream.twice).isEmpty();
        assertThat(everythingIn(queue)).containsAll(stream.confirmed);
    }

    @ParameterizedTest
    @EnumSource
    void aConsumerGoesOnAndNothingIsLostThatWasNotAcknowledged(End end) throws Exception {
        open(Duration.ofSeconds(10));
        TestBrokers.declareQuorum(node, queue);
        end.prepare();
        Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        List<Delivery> held = new CopyOnWriteArrayList<>();
        AtomicBoolean hold = new AtomicBoolean();
        broker.subscribe(queue, Prefetch.of(100), delivery -> {
            if (hold.get()) {
                held.add(delivery);
            } else {
                delivery.ack();
                acknowledged.add(new String(delivery.body()).strip());
            }
        });
        Publisher publisher = broker.publisher("p", LIMITS);
        Stream stream = stream(publisher, 10);
        stream.start();
        await().atMost(SOON).until(() -> acknowledged.size() > 1000);
        hold.set(true);
        await().atMost(SOON).until(() -> held.size() == 100);
        stream.stop();
        end.happens();
        await().atMost(SOON).until(() -> held.stream().allMatch(Delivery::isLost));
        hold.set(false);
        // They are the broker's again: this must do nothing, now and on the new channel.
        held.subList(0, 50).forEach(Delivery::ack);
        node.start();
        await().atMost(SOON).untilAsserted(() -> assertThat(acknowledged).containsAll(stream.confirmed));
        await().atMost(SOON).until(() -> broker.messageCount(queue).orElse(-1) == 0);
    }

    @Test
    void waitsForAQueueThatItDoesNotDeclare() throws Exception {
        open(Duration.ofSeconds(10));
        await().atMost(SOON).until(broker::isReady);
        List<Delivery> received = new CopyOnWriteArrayList<>();
        broker.subscribeUndeclared(queue, Prefetch.of(10), received::add);
        await().atMost(SOON).until(() -> broker.state().get("consume").contains("NOT_FOUND"));
        assertThat(broker.isReady()).isTrue();
        TestBrokers.declare(node, queue, Map.of());
        TestBrokers.as(node, channel -> {
            channel.basicPublish("", queue, null, new byte[0]);
            return null;
        });
        await().atMost(SOON).until(() -> received.size() == 1);
    }

    @Test
    void startsWithoutABrokerFailsFastAndHealsByItself() throws Exception {
        node.stop();
        open(Duration.ofSeconds(10));
        broker.declare(queue);
        List<String> received = new CopyOnWriteArrayList<>();
        broker.subscribe(queue, Prefetch.of(10), delivery -> {
            received.add(new String(delivery.body()));
            delivery.ack();
        });
        Publisher publisher = broker.publisher("p", LIMITS);
        long start = System.nanoTime();
        assertThat(failure(publisher)).isInstanceOf(BrokerException.Unavailable.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
        assertThat(broker.isReady()).isFalse();
        assertThat(broker.messageCount(queue)).isEmpty();
        node.start();
        await().atMost(SOON).until(() -> failure(publisher) == null);
        await().atMost(SOON).until(() -> !received.isEmpty());
        // Each connection comes back in its own time.
        await().atMost(SOON).until(broker::isReady);
    }

    /** As a hung machine, or a network that drops everything: no connection is closed, writes get stuck. */
    @Test
    void aBrokerThatHangsIsALostConnectionAfterTwoHeartbeats() throws Exception {
        open(Duration.ofSeconds(1));
        broker.declare(queue);
        Publisher publisher = broker.publisher("p", LIMITS);
        await().atMost(SOON).until(() -> failure(publisher) == null);
        Stream stream = stream(publisher, 100_000);
        FrozenNode frozen = new FrozenNode(node);
        stream.start();
        await().atMost(SOON).until(() -> stream.confirmed.size() > 100);
        frozen.freeze();
        try {
            await().atMost(SOON).until(() -> stream.refused.get() > 0 && !broker.isReady());
            await().atMost(SOON).until(() -> publisher.inFlight() == 0);
        } finally {
            frozen.thaw();
        }
        int before = stream.confirmed.size();
        await().atMost(SOON).until(() -> stream.confirmed.size() > before + 100);
        stream.stop();
        await().atMost(SOON).until(() -> stream.told.get() == stream.handedOver.get());
        assertThat(stream.twice).isEmpty();
    }

    @Test
    void closingDoesNotWaitForAStuckWrite() throws Exception {
        open(Duration.ofSeconds(60));
        broker.declare(queue);
        Publisher publisher = broker.publisher("p", LIMITS);
        await().atMost(SOON).until(() -> failure(publisher) == null);
        Stream stream = stream(publisher, 100_000);
        FrozenNode frozen = new FrozenNode(node);
        frozen.freeze();
        try {
            stream.start();
            await().atMost(SOON).until(() -> publisher.inFlight() > 500);
            stream.stop();
            long start = System.nanoTime();
            broker.close();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
            await().atMost(SOON).until(() -> stream.told.get() == stream.handedOver.get());
        } finally {
            frozen.thaw();
        }
    }

    @Test
    void reopensAChannelThatTheBrokerCloses() throws Exception {
        open(Duration.ofSeconds(10));
        broker.declare(queue);
        Publisher publisher = broker.publisher("p", LIMITS);
        await().atMost(SOON).until(() -> failure(publisher) == null);
        CopyOnWriteArrayList<BrokerException> failures = new CopyOnWriteArrayList<>();
        publisher.publish(new OutboundMessage("no-such-exchange", "k", Map.of(), null, null, new byte[0]),
                failures::add);
        await().atMost(SOON).until(() -> failures.size() == 1);
        assertThat(failures.get(0)).isInstanceOf(BrokerException.Unavailable.class).hasMessageContaining("NOT_FOUND");
        await().atMost(SOON).until(() -> failure(publisher) == null);
    }

    @Test
    void aPausedSubscriptionStaysSoThroughALossAndResumes() throws Exception {
        open(Duration.ofSeconds(10));
        List<String> received = new CopyOnWriteArrayList<>();
        QueueSubscription subscription = broker.subscribe(queue, Prefetch.of(10),
                delivery -> received.add(new String(delivery.body())));
        Publisher publisher = broker.publisher("p", LIMITS);
        await().atMost(SOON).until(() -> failure(publisher) == null);
        await().atMost(SOON).until(() -> received.size() == 1);
        subscription.requeueAndCancel();
        await().atMost(SOON).until(() -> broker.messageCount(queue).orElse(-1) == 1);
        node.stop();
        node.start();
        await().atMost(SOON).until(() -> failure(publisher) == null);
        await().during(Duration.ofSeconds(1)).atMost(SOON).until(() -> received.size() == 1);
        subscription.resume();
        await().atMost(SOON).until(() -> received.size() == 3);
    }

    private void open(Duration heartbeat) {
        broker = TestBrokers.broker(new TestBrokers.Settings(node.uri(), BrokerConfig.QueueType.QUORUM, heartbeat));
    }

    private Stream stream(Publisher publisher, int sizeBytes) {
        Stream stream = new Stream(publisher, queue, sizeBytes);
        streams.add(stream);
        return stream;
    }

    private @Nullable BrokerException failure(Publisher publisher) throws InterruptedException {
        BlockingQueue<Optional<BrokerException>> answer = new ArrayBlockingQueue<>(1);
        try {
            publisher.publish(OutboundMessage.json(queue, Map.of(), new byte[] {'0'}),
                    failure -> answer.add(Optional.ofNullable(failure)));
        } catch (BrokerException e) {
            return e;
        }
        Optional<BrokerException> answered = answer.poll(20, TimeUnit.SECONDS);
        assertThat(answered).as("no answer at all").isNotNull();
        return answered.orElse(null);
    }

    private static Set<String> everythingIn(String queue) {
        return TestBrokers.as(node, channel -> {
            Set<String> bodies = ConcurrentHashMap.newKeySet();
            AtomicLong taken = new AtomicLong();
            long messages = channel.messageCount(queue);
            channel.basicConsume(queue, true, (tag, message) -> {
                bodies.add(new String(message.getBody()).strip());
                taken.incrementAndGet();
            }, tag -> { });
            await().atMost(SOON).until(() -> taken.get() >= messages);
            return bodies;
        });
    }

    /** Publishes without a pause, and keeps account. */
    private static final class Stream {
        private final Publisher publisher;
        private final String queue;
        private final int sizeBytes;
        private final Set<String> confirmed = ConcurrentHashMap.newKeySet();
        private final List<String> twice = new CopyOnWriteArrayList<>();
        private final AtomicInteger handedOver = new AtomicInteger();
        private final AtomicInteger told = new AtomicInteger();
        private final AtomicInteger failed = new AtomicInteger();
        private final AtomicInteger refused = new AtomicInteger();
        private final AtomicBoolean running = new AtomicBoolean(true);
        private final Thread thread = new Thread(this::run, "stream");

        Stream(Publisher publisher, String queue, int sizeBytes) {
            this.publisher = publisher;
            this.queue = queue;
            this.sizeBytes = sizeBytes;
        }

        void start() {
            thread.start();
        }

        void stop() throws InterruptedException {
            running.set(false);
            thread.join(SOON.toMillis());
            assertThat(thread.isAlive()).isFalse();
        }

        private void run() {
            for (int i = 0; running.get(); i++) {
                String name = "m" + i;
                byte[] body = String.format("%-" + sizeBytes + "s", name).getBytes();
                AtomicBoolean first = new AtomicBoolean(true);
                try {
                    publisher.publish(OutboundMessage.json(queue, Map.of(), body), failure -> {
                        told.incrementAndGet();
                        if (!first.compareAndSet(true, false)) {
                            twice.add(name);
                        }
                        if (failure == null) {
                            confirmed.add(name);
                        } else {
                            failed.incrementAndGet();
                        }
                    });
                    handedOver.incrementAndGet();
                } catch (BrokerException e) {
                    refused.incrementAndGet();
                    LockSupport.parkNanos(1_000_000);
                }
            }
        }
    }
}
