package io.anivia.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import com.rabbitmq.client.GetResponse;
import io.anivia.broker.Broker;
import io.anivia.broker.FrozenNode;
import io.anivia.broker.TestBrokers;
import io.anivia.broker.connection.AmqpHeaders;
import io.anivia.broker.connection.BrokerException;
import io.anivia.broker.publish.OutboundMessage;
import io.anivia.broker.publish.Publisher;
import io.anivia.broker.publish.PublisherLimits;
import io.anivia.fakes.NeedsRabbit;
import io.anivia.fakes.RabbitNode;
import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@NeedsRabbit
class RabbitMQProducerIT {

    private static final int SECONDS = 30;

    private static RabbitNode node;
    private static Broker broker;
    private static FrozenNode frozen;
    private final String queue = "q-" + UUID.randomUUID();
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final ProducerTemplate template = context.createProducerTemplate();

    @BeforeAll
    static void startNode() {
        node = RabbitNode.create();
        frozen = new FrozenNode(node);
        broker = TestBrokers.quorum(node);
        await().atMost(SECONDS, TimeUnit.SECONDS).until(broker::isReady);
    }

    @AfterAll
    static void closeNode() {
        broker.close();
        node.close();
    }

    @BeforeEach
    void start() {
        context.getRegistry().bind("broker", broker);
        context.start();
        template.start();
    }

    @AfterEach
    void stop() {
        template.stop();
        context.stop();
    }

    @Test
    void completesOnlyWhenTheBrokerHasConfirmed() {
        String uri = "rabbitmq:default?queue=" + queue;
        assertThat(send(uri, "first").getException()).isNull();
        frozen.freeze();
        CompletableFuture<Exchange> second;
        try {
            second = sendLater(uri, "second");
            assertThat(isDone(second, Duration.ofSeconds(1))).isFalse();
        } finally {
            frozen.thaw();
        }
        assertThat(get(second).getException()).isNull();
        assertThat(count()).isEqualTo(2);
    }

    @Test
    void sendsBodyPropertiesAndHeadersButNotCamelsOwn() {
        Map<String, Object> headers = Map.of("anivia-receipt", "r1", "anivia-received-at", 5L, "CamelHttpUri", "no",
                "list", List.of("no"), Exchange.CONTENT_TYPE, "application/json", Exchange.CONTENT_ENCODING, "gzip");
        Exchange sent = template.send("rabbitmq:default?queue=" + queue, exchange -> {
            exchange.getMessage().setHeaders(new HashMap<>(headers));
            exchange.getMessage().setBody("text");
        });
        assertThat(sent.getException()).isNull();
        GetResponse got = TestBrokers.as(node, channel -> channel.basicGet(queue, true));
        assertThat(got.getBody()).asString().isEqualTo("text");
        assertThat(got.getProps().getContentType()).isEqualTo("application/json");
        assertThat(got.getProps().getContentEncoding()).isEqualTo("gzip");
        assertThat(got.getProps().getDeliveryMode()).isEqualTo(2);
        assertThat(got.getProps().getTimestamp()).isCloseTo(new Date(), 60_000);
        Map<String, Object> received = AmqpHeaders.read(got.getProps().getHeaders());
        // A quorum queue's own.
        received.remove("x-delivery-count");
        assertThat(received).isEqualTo(Map.of("anivia-receipt", "r1", "anivia-received-at", 5L));
    }

    @Test
    void aMessageThatNoQueueTakesFailsAlone() {
        TestBrokers.declare(node, queue, Map.of());
        List<OutboundMessage> messages = IntStream.range(0, 300)
                .mapToObj(i -> messages(i % 3 == 0 ? queue + "-nowhere" : queue).get(0)).toList();
        Map<OutboundMessage, Optional<BrokerException>> settled = new ConcurrentHashMap<>();
        try (Publisher publisher = broker.publisher("p",
                new PublisherLimits(1000, 1 << 20, Duration.ofSeconds(10), true))) {
            publisher.awaitOpen();
            publisher.publish(messages, (message, failure) -> settled.put(message, Optional.ofNullable(failure)));
            await().atMost(SECONDS, TimeUnit.SECONDS).until(() -> settled.size() == 300);
        }
        settled.forEach((message, failure) -> {
            if (message.routingKey().equals(queue)) {
                assertThat(failure).isEmpty();
            } else {
                assertThat(failure).hasValueSatisfying(why -> assertThat(why)
                        .isInstanceOf(BrokerException.Unroutable.class).hasMessageContaining("-nowhere"));
            }
        });
        assertThat(count()).isEqualTo(200);
    }

    @Test
    void aMessageThatCannotBePutOnTheWireFailsAlone() {
        String uri = "rabbitmq:default?queue=" + queue;
        List<CompletableFuture<Exchange>> sent = IntStream.range(0, 100).mapToObj(i -> template.asyncSend(uri,
                exchange -> {
                    exchange.getMessage().setBody("m" + i);
                    exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, "x".repeat(i == 50 ? 300 : 3));
                })).toList();
        for (int i = 0; i < 100; i++) {
            Exception failure = get(sent.get(i)).getException();
            if (i == 50) {
                assertThat(failure).isInstanceOf(BrokerException.Unsendable.class);
            } else {
                assertThat(failure).isNull();
            }
        }
    }

    @Test
    void aMessageThatTheBrokerRefusesFails() {
        TestBrokers.declare(node, queue, Map.of("x-max-length", 1, "x-overflow", "reject-publish"));
        String uri = "rabbitmq:default?queue=" + queue;
        assertThat(send(uri, "fits").getException()).isNull();
        assertThat(send(uri, "too many").getException()).isInstanceOf(BrokerException.Refused.class);
    }

    @Test
    void publishesACollectionAndFailsItAsAWhole() {
        String uri = "rabbitmq:default?queue=" + queue;
        List<OutboundMessage> good = messages(queue, queue, queue);
        assertThat(send(uri, good).getException()).isNull();
        assertThat(count()).isEqualTo(3);
        OutboundMessage unsendable = new OutboundMessage("", queue, Map.of(), "x".repeat(300), null, new byte[1]);
        assertThat(send(uri, List.of(unsendable)).getException()).isInstanceOf(BrokerException.Unsendable.class);
        assertThat(send(uri, List.of()).getException()).isNull();
        assertThat(send(uri, List.of("text")).getException()).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aQueueThatIsMissingIsWaitedForWithoutDuplicatesInOthers() {
        TestBrokers.declare(node, queue, Map.of());
        CompletableFuture<Exchange> waiting = sendLater("rabbitmq:default", messages(queue, queue + "-later"));
        await().atMost(SECONDS, TimeUnit.SECONDS).until(() -> count() == 1);
        TestBrokers.declare(node, queue + "-later", Map.of());
        assertThat(get(waiting).getException()).isNull();
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void aFullQueueMakesNoDuplicatesInOthers() {
        String full = queue + "-full";
        TestBrokers.declare(node, full, Map.of("x-max-length", 1, "x-overflow", "reject-publish"));
        assertThat(send("rabbitmq:default?queue=" + full, "first").getException()).isNull();
        TestBrokers.declare(node, queue, Map.of());
        CompletableFuture<Exchange> waiting = sendLater("rabbitmq:default", messages(queue, full, queue));
        await().atMost(SECONDS, TimeUnit.SECONDS).until(() -> count() == 2);
        assertThat(isDone(waiting, Duration.ofSeconds(1))).isFalse();
        TestBrokers.as(node, channel -> channel.queuePurge(full));
        assertThat(get(waiting).getException()).isNull();
        assertThat(count()).isEqualTo(2);
    }

    @Test
    void aQueueThatGoesOnRefusingLosesItsMessageToTheAlternateQueue() {
        String full = queue + "-full";
        TestBrokers.declare(node, full, Map.of("x-max-length", 1, "x-overflow", "reject-publish"));
        assertThat(send("rabbitmq:default?queue=" + full, "first").getException()).isNull();
        TestBrokers.declare(node, queue, Map.of());
        assertThat(send("rabbitmq:default", List.of(messages(full).get(0).orElse(queue))).getException()).isNull();
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void reachesQueuesThroughAnExchange() {
        TestBrokers.declare(node, queue, Map.of());
        TestBrokers.as(node, channel -> channel.queueBind(queue, "amq.topic", "a.#"));
        assertThat(send("rabbitmq:amq.topic?routingKey=a.b.c", "routed").getException()).isNull();
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void aQueueBelongsToTheDefaultExchange() {
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(
                () -> context.getEndpoint("rabbitmq:amq.topic?queue=" + queue).createProducer())
                .withMessageContaining("use 'routingKey'");
    }

    @Test
    void failsAtOnceWhenAsManyMessagesAsAllowedAreInFlight() {
        String uri = "rabbitmq:default?maxInFlightMessages=5&queue=" + queue;
        assertThat(send(uri, "first").getException()).isNull();
        List<CompletableFuture<Exchange>> sent = new ArrayList<>();
        frozen.freeze();
        try {
            IntStream.range(0, 8).forEach(i -> sent.add(sendLater(uri, "m" + i)));
            await().atMost(Duration.ofSeconds(5)).until(() -> sent.stream().filter(Future::isDone).count() == 3);
        } finally {
            frozen.thaw();
        }
        List<Exception> failures = sent.stream().map(each -> get(each).getException()).filter(Objects::nonNull).toList();
        assertThat(failures).hasSize(3).hasOnlyElementsOfType(BrokerException.Full.class);
        assertThat(send(uri, "again").getException()).isNull();
    }

    @Test
    void waitsForRoomWhenAsked() throws Exception {
        AsyncProducer producer = context.getEndpoint("rabbitmq:default?maxInFlightBytes=1000&whenFull=wait&queue="
                + queue).createAsyncProducer();
        producer.start();
        await().atMost(SECONDS, TimeUnit.SECONDS)
                .until(() -> get(sendHere(producer, "first")).getException() == null);
        byte[] large = new byte[400];
        CompletableFuture<List<CompletableFuture<Exchange>>> sent;
        frozen.freeze();
        try {
            sent = CompletableFuture.supplyAsync(
                    () -> IntStream.range(0, 20).mapToObj(i -> sendHere(producer, large)).toList());
            assertThat(isDone(sent, Duration.ofSeconds(1))).as("the caller is held up").isFalse();
        } finally {
            frozen.thaw();
        }
        get(sent).forEach(each -> assertThat(get(each).getException()).isNull());
        assertThat(count()).isEqualTo(21);
        producer.stop();
    }

    @Test
    void givesUpWaitingForRoomAfterTheConfirmTimeout() {
        String uri = "rabbitmq:default?maxInFlightMessages=1&whenFull=wait&confirmTimeout=1s&queue=" + queue;
        assertThat(send(uri, "first").getException()).isNull();
        frozen.freeze();
        try {
            CompletableFuture<Exchange> first = sendLater(uri, "a");
            CompletableFuture<Exchange> second = sendLater(uri, "b");
            List<Exception> failures = Arrays.asList(get(first).getException(), get(second).getException());
            assertThat(failures).hasAtLeastOneElementOfType(BrokerException.ConfirmTimeout.class)
                    .hasAtLeastOneElementOfType(BrokerException.Full.class);
        } finally {
            frozen.thaw();
        }
    }

    @Test
    void aBlockedBrokerFailsMessagesFastAndHeals() {
        String uri = "rabbitmq:default?confirmTimeout=2s&queue=" + queue;
        assertThat(send(uri, "first").getException()).isNull();
        node.raiseMemoryAlarm();
        try {
            // The broker says that it blocks when something is published, and does not answer for that.
            assertThat(send(uri, "under way").getException()).isInstanceOf(BrokerException.ConfirmTimeout.class);
            long start = System.nanoTime();
            assertThat(send(uri, "refused").getException()).isInstanceOf(BrokerException.Blocked.class);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
            assertThat(broker.isReady()).isFalse();
            assertThat(broker.state().get("publish")).startsWith("blocked");
        } finally {
            node.clearMemoryAlarm();
        }
        await().atMost(SECONDS, TimeUnit.SECONDS).until(broker::isReady);
        assertThat(send(uri, "again").getException()).isNull();
    }

    /** RabbitMQ reads nothing more from a whole connection for the sake of one slow queue. */
    @Test
    void whoDoesNotWaitForRoomSharesNoConnectionWithWhoDoes() {
        assertThat(send("rabbitmq:default?queue=" + queue, "promptly").getException()).isNull();
        assertThat(send("rabbitmq:default?whenFull=wait&queue=" + queue, "patiently").getException()).isNull();
        assertThat(node.ctl("list_channels", "-q", "--no-table-headers", "connection", "confirm").lines()
                .filter(channel -> channel.endsWith("true")).distinct()).hasSize(2);
    }

    @Test
    void aDeletedQueueIsDeclaredAgain() {
        String uri = "rabbitmq:default?queue=" + queue;
        assertThat(send(uri, "first").getException()).isNull();
        TestBrokers.as(node, channel -> channel.queueDelete(queue));
        await().atMost(SECONDS, TimeUnit.SECONDS).until(() -> send(uri, "again").getException() == null);
    }

    @Test
    void stoppingARouteEndsItsThreads() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in").routeId("in").to("rabbitmq:default?routingKey=" + queue + "-stopped");
            }
        });
        Supplier<List<Thread>> threads = () -> Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("publisher-" + queue + "-stopped")).toList();
        assertThat(threads.get()).hasSize(1);
        context.getRouteController().stopRoute("in");
        await().atMost(SECONDS, TimeUnit.SECONDS).untilAsserted(() -> assertThat(threads.get()).isEmpty());
        context.getRouteController().startRoute("in");
        assertThat(threads.get()).hasSize(1);
    }

    private static List<OutboundMessage> messages(String... queues) {
        return Arrays.stream(queues).map(each -> OutboundMessage.json(each, Map.of(), new byte[] {'{', '}'})).toList();
    }

    private long count() {
        return TestBrokers.as(node, channel -> channel.messageCount(queue));
    }

    private Exchange send(String uri, Object body) {
        return get(sendLater(uri, body));
    }

    private CompletableFuture<Exchange> sendLater(String uri, Object body) {
        return template.asyncSend(uri, exchange -> exchange.getMessage().setBody(body));
    }

    /** On the caller's thread, as a route does. */
    private CompletableFuture<Exchange> sendHere(AsyncProducer producer, Object body) {
        Exchange exchange = producer.getEndpoint().createExchange();
        exchange.getMessage().setBody(body);
        CompletableFuture<Exchange> sent = new CompletableFuture<>();
        producer.process(exchange, doneSync -> sent.complete(exchange));
        return sent;
    }

    private static boolean isDone(CompletableFuture<?> future, Duration within) {
        try {
            future.get(within.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static <T> T get(CompletableFuture<T> future) {
        try {
            return future.get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }
}
