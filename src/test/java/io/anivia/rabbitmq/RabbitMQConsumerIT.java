package io.anivia.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.LogRecord;
import java.util.stream.IntStream;

import com.rabbitmq.client.AMQP;
import io.anivia.broker.Broker;
import io.anivia.broker.TestBrokers;
import io.anivia.broker.connection.BrokerException;
import io.anivia.common.CapturedLog;
import io.anivia.fakes.NeedsRabbit;
import io.anivia.fakes.RabbitNode;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.impl.engine.DefaultUnitOfWork;
import org.apache.camel.spi.UnitOfWorkFactory;
import org.apache.camel.support.AsyncProcessorSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@NeedsRabbit
class RabbitMQConsumerIT {

    private static final Duration SOON = Duration.ofSeconds(30);

    private static RabbitNode node;
    private static Broker broker;
    private final String queue = "q-" + UUID.randomUUID();
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final List<String> seen = new CopyOnWriteArrayList<>();

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
    void start() {
        context.getRegistry().bind("broker", broker);
        context.getShutdownStrategy().setTimeout(20);
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void handsOverBodyPropertiesAndHeadersButNotCamelsOwn() throws Exception {
        List<Message> messages = new CopyOnWriteArrayList<>();
        route("", exchange -> messages.add(exchange.getMessage().copy()));
        TestBrokers.as(node, channel -> {
            channel.basicPublish("", queue, new AMQP.BasicProperties.Builder().contentType("text/plain")
                    .contentEncoding("identity")
                    .headers(Map.of("anivia-receipt", "r1", "CamelHttpUri", "http://elsewhere")).build(),
                    "text".getBytes());
            return null;
        });
        await().atMost(SOON).until(() -> messages.size() == 1);
        Message message = messages.get(0);
        assertThat(message.getBody()).isEqualTo("text".getBytes());
        assertThat(message.getHeaders()).containsEntry("anivia-receipt", "r1")
                .containsEntry(Exchange.CONTENT_TYPE, "text/plain")
                .containsEntry(Exchange.CONTENT_ENCODING, "identity")
                .containsEntry(RabbitMQConstants.REDELIVERED, false)
                .doesNotContainKey("CamelHttpUri");
        awaitCounts(0, 0);
    }

    @Test
    void acknowledgesOnlyWhatHasCompletedInWhateverOrder() throws Exception {
        Held held = new Held();
        route("prefetchCount=40", held);
        publish(40);
        await().atMost(SOON).until(() -> held.exchanges.size() == 40);
        awaitCounts(0, 40);
        List<Held.One> all = new ArrayList<>(held.exchanges);
        // The oldest last: of the others up to ten wait for it, and one more lets them be acknowledged one by one.
        Collections.reverse(all);
        all.subList(0, 11).forEach(Held.One::complete);
        awaitCounts(0, 29);
        all.subList(11, 40).forEach(Held.One::complete);
        awaitCounts(0, 0);
        assertThat(held.exchanges).as("nothing was delivered twice").hasSize(40);
    }

    @Test
    void takesNoMoreThanThePrefetchCount() throws Exception {
        Held held = new Held();
        route("prefetchCount=10", held);
        publish(25);
        await().atMost(SOON).until(() -> held.exchanges.size() == 10);
        awaitCounts(15, 10);
        held.exchanges.forEach(Held.One::complete);
        await().atMost(SOON).until(() -> held.exchanges.size() == 20);
        held.completeFromNowOn();
        awaitCounts(0, 0);
    }

    @Test
    void takesNoMoreBytesThanItMayAndGivesBackTheRest() throws Exception {
        Held held = new Held();
        // Room for ten of the messages, whose names have two bytes.
        route("prefetchBytes=20", held);
        publish(10);
        await().atMost(SOON).until(() -> held.exchanges.size() == 10);
        publish(10);
        awaitCounts(10, 10);

        held.exchanges.forEach(Held.One::complete);
        await().atMost(SOON).until(() -> held.exchanges.size() == 20);
        assertThat(held.exchanges.stream().skip(10).map(one -> one.exchange().getMessage().getBody(String.class)))
                .containsExactlyInAnyOrderElementsOf(names(10));
        held.completeFromNowOn();
        awaitCounts(0, 0);
    }

    @Test
    void aFloodOfLargeMessagesComesThroughOnceEach() throws Exception {
        route("prefetchBytes=7", exchange -> seen.add(exchange.getMessage().getBody(String.class)));
        publish(500);
        await().atMost(SOON).until(() -> seen.size() >= 500);
        // Not in order: what comes anew may overtake what a quorum queue was given back.
        assertThat(seen).containsExactlyInAnyOrderElementsOf(names(500));
        awaitCounts(0, 0);
    }

    @Test
    void givesBackWhatFailedAfterADelay() throws Exception {
        List<Long> failures = new CopyOnWriteArrayList<>();
        route("requeueDelay=1500&prefetchCount=10", exchange -> {
            String body = exchange.getMessage().getBody(String.class);
            if (body.equals("m3") && failures.size() < 2) {
                failures.add(System.nanoTime());
                throw new IllegalStateException("not now");
            }
            seen.add(body + exchange.getMessage().getHeader(RabbitMQConstants.REDELIVERED));
        });
        publish(10);
        await().atMost(SOON).until(() -> seen.size() == 10);
        assertThat(seen.subList(0, 9)).contains("m2false", "m4false").doesNotContain("m3false");
        assertThat(seen.get(9)).isEqualTo("m3true");
        assertThat(Duration.ofNanos(failures.get(1) - failures.get(0))).isGreaterThan(Duration.ofMillis(1400));
        awaitCounts(0, 0);
    }

    @Test
    void backsOffAsAWholeWhileTheBrokerTakesNoMessagesWithOneLineInTheLog() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        AtomicBoolean blocked = new AtomicBoolean(true);
        try (CapturedLog log = new CapturedLog()) {
            route("requeueDelay=50&prefetchCount=5", exchange -> {
                attempts.incrementAndGet();
                if (blocked.get()) {
                    throw new BrokerException.Blocked("memory alarm");
                }
                seen.add(exchange.getMessage().getBody(String.class));
            });
            publish(25);
            await().atMost(SOON).until(() -> attempts.get() >= 6);
            // Without a backoff, each of five messages would be back after 50 ms.
            await().during(Duration.ofSeconds(2)).atMost(SOON).until(() -> attempts.get() < 100);
            blocked.set(false);

            await().atMost(SOON).until(() -> Set.copyOf(seen).size() == 25);
            awaitCounts(0, 0);
            assertThat(log.records()).filteredOn(entry -> entry.getLoggerName().endsWith("RabbitMQConsumer"))
                    .extracting(LogRecord::getThrown).hasSize(2).containsOnlyNulls();
        }
    }

    @Test
    void whatGoesOnFailingIsRequeuedLaterAndLater() throws Exception {
        try (CapturedLog log = new CapturedLog()) {
            route("requeueDelay=1100&maxRequeueDelay=2200", exchange -> {
                seen.add("attempt");
                throw new IllegalStateException("for a test");
            });
            publish(1);
            await().atMost(SOON).until(() -> seen.size() == 4);
            assertThat(log.records()).filteredOn(entry -> entry.getLoggerName().endsWith("RabbitMQConsumer"))
                    .extracting(entry -> entry.getParameters()[1]).startsWith(1100L, 2200L, 2200L);
        }
    }

    /** It says nothing about the broker. What is given back comes first again, so there is room for two. */
    @Test
    void aMessageThatCannotBePublishedHoldsUpNoOther() throws Exception {
        route("requeueDelay=100&prefetchCount=2", exchange -> {
            String body = exchange.getMessage().getBody(String.class);
            if (body.equals("m0") && !seen.contains("m1")) {
                throw new BrokerException.TooLarge("too large");
            }
            seen.add(body);
        });
        try (CapturedLog log = new CapturedLog()) {
            publish(2);
            await().atMost(SOON).until(() -> seen.size() == 2);
            assertThat(log.records()).extracting(LogRecord::getMessage)
                    .noneMatch(message -> message.contains("is not consumed for now"));
        }
        assertThat(seen).containsExactly("m1", "m0");
    }

    @Test
    void goesOnAfterAnErrorThatNoStepHasThrown() throws Exception {
        AtomicBoolean thrown = new AtomicBoolean();
        context.getCamelContextExtension().addContextPlugin(UnitOfWorkFactory.class, exchange -> {
            if (thrown.compareAndSet(false, true)) {
                throw new NoClassDefFoundError("for a test");
            }
            return new DefaultUnitOfWork(exchange);
        });
        route("requeueDelay=100", exchange -> seen.add(exchange.getMessage().getBody(String.class)));
        publish(5);
        await().atMost(SOON).until(() -> Set.copyOf(seen).size() == 5);
        assertThat(thrown).isTrue();
        awaitCounts(0, 0);
    }

    @Test
    void aRollbackIsAFailure() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        route("requeueDelay=100", exchange -> exchange.setRollbackOnly(attempts.incrementAndGet() == 1));
        publish(1);
        await().atMost(SOON).until(() -> attempts.get() == 2);
        awaitCounts(0, 0);
    }

    @Test
    void severalConsumersShareAQueue() throws Exception {
        route("concurrentConsumers=4&prefetchCount=5", exchange -> {
            seen.add(exchange.getMessage().getBody(String.class));
        });
        await().atMost(SOON).until(() -> TestBrokers.as(node, channel -> channel.consumerCount(queue)) == 4);
        publish(200);
        await().atMost(SOON).until(() -> seen.size() == 200);
        assertThat(seen).containsExactlyInAnyOrderElementsOf(names(200));
        awaitCounts(0, 0);
    }

    @Test
    void stoppingCompletesWhatIsOnItsWayAndGivesBackTheRest() throws Exception {
        Held held = new Held();
        // The thread that starts exchanges is busy with the fourth: the others are in hand and not started.
        AtomicInteger started = new AtomicInteger();
        CountDownLatch cancelled = new CountDownLatch(1);
        route("prefetchCount=20", new AsyncProcessorSupport() {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                held.process(exchange, callback);
                if (started.incrementAndGet() == 4) {
                    awaitUninterruptibly(cancelled);
                }
                return false;
            }
        });
        publish(10);
        await().atMost(SOON).until(() -> started.get() == 4);
        awaitCounts(0, 10);
        Thread stopping = new Thread(() -> {
            try {
                context.getRouteController().stopRoute("in");
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        RabbitMQConsumer consumer = consumer();
        stopping.start();
        await().atMost(SOON).until(consumer::isSuspended);
        cancelled.countDown();
        held.exchanges.forEach(Held.One::complete);
        stopping.join(SOON.toMillis());
        assertThat(stopping.isAlive()).isFalse();
        awaitCounts(6, 0);
        assertThat(started).hasValue(4);
        route("other", "", exchange -> seen.add(exchange.getMessage().getBody(String.class)));
        await().atMost(SOON).until(() -> seen.size() == 6);
        assertThat(seen).containsExactlyElementsOf(names(10).subList(4, 10));
    }

    @Test
    void suspendingHoldsStillAndResumingGoesOnWithoutDeliveringTwice() throws Exception {
        Held held = new Held();
        route("prefetchCount=10", held);
        publish(3);
        await().atMost(SOON).until(() -> held.exchanges.size() == 3);
        consumer().suspend();
        TestBrokers.as(node, channel -> {
            channel.basicPublish("", queue, null, "later".getBytes());
            return null;
        });
        awaitCounts(1, 3);
        consumer().resume();
        await().atMost(SOON).until(() -> held.exchanges.size() == 4);
        held.exchanges.forEach(Held.One::complete);
        awaitCounts(0, 0);
        assertThat(held.exchanges).hasSize(4);
    }

    @Test
    void consumesAgainAfterItsQueueWasDeleted() throws Exception {
        route("", exchange -> seen.add(exchange.getMessage().getBody(String.class)));
        publish(1);
        await().atMost(SOON).until(() -> seen.size() == 1);
        TestBrokers.as(node, channel -> channel.queueDelete(queue));
        await().atMost(SOON).ignoreExceptions()
                .until(() -> TestBrokers.as(node, channel -> channel.consumerCount(queue)) == 1);
        publish(1);
        await().atMost(SOON).until(() -> seen.size() == 2);
    }

    @Test
    void usesAQueueThatExistsWithOtherArguments() throws Exception {
        TestBrokers.declare(node, queue, Map.of("x-max-length", 1000, "x-overflow", "reject-publish"));
        route("", exchange -> seen.add(exchange.getMessage().getBody(String.class)));
        Exchange sent = context.createProducerTemplate().send("rabbitmq:default?queue=" + queue,
                exchange -> exchange.getMessage().setBody("m"));
        assertThat(sent.getException()).isNull();
        await().atMost(SOON).until(() -> seen.size() == 1);
    }

    private RabbitMQConsumer consumer() {
        return (RabbitMQConsumer) context.getRoute("in").getConsumer();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await(SOON.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void route(String options, Processor processor) throws Exception {
        route("in", options, processor);
    }

    private void route(String id, String options, Processor processor) throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("rabbitmq:default?queue=" + queue + (options.isEmpty() ? "" : "&" + options)).routeId(id)
                        .process(processor);
            }
        });
        await().atMost(SOON).ignoreExceptions()
                .until(() -> TestBrokers.as(node, channel -> channel.consumerCount(queue)) > 0);
    }

    private void publish(int count) {
        TestBrokers.as(node, channel -> {
            channel.confirmSelect();
            for (String name : names(count)) {
                channel.basicPublish("", queue, null, name.getBytes());
            }
            return channel.waitForConfirms();
        });
    }

    private static List<String> names(int count) {
        return IntStream.range(0, count).mapToObj(i -> "m" + i).toList();
    }

    /** What the broker has, and what it has delivered and not heard of. */
    private void awaitCounts(int ready, int unacknowledged) {
        await().atMost(SOON).untilAsserted(() -> assertThat(node.ctl("list_queues", "-q", "--no-table-headers",
                "name", "messages_ready", "messages_unacknowledged").lines().filter(line -> line.startsWith(queue)))
                .containsExactly(queue + "\t" + ready + "\t" + unacknowledged));
    }

    /** Holds exchanges until told to complete them. */
    private static final class Held extends AsyncProcessorSupport {

        record One(Exchange exchange, AsyncCallback callback) {
            void complete() {
                callback.done(false);
            }
        }

        private final Queue<One> exchanges = new ConcurrentLinkedQueue<>();
        private volatile boolean completing;

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            if (completing) {
                callback.done(true);
                return true;
            }
            exchanges.add(new One(exchange, callback));
            return false;
        }

        void completeFromNowOn() {
            completing = true;
            exchanges.stream().skip(10).forEach(One::complete);
        }
    }
}
