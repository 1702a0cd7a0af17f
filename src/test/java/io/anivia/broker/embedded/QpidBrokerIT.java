package io.anivia.broker.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.MessageProperties;
import com.rabbitmq.client.PossibleAuthenticationFailureException;
import io.anivia.broker.EmbeddedBroker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** What Anivia asks of RabbitMQ, asked of the embedded broker. */
class QpidBrokerIT {

    @TempDir
    static Path directory;
    static EmbeddedBroker broker;

    private Connection connection;
    private Channel channel;
    private String queue;

    @BeforeAll
    static void start() {
        broker = new QpidBrokerFactory().start(directory);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @BeforeEach
    void connect(TestInfo test) throws Exception {
        connection = Client.connect(broker);
        channel = connection.createChannel();
        queue = test.getTestMethod().orElseThrow().getName();
        Client.declare(channel, queue);
    }

    @AfterEach
    void disconnect() throws Exception {
        channel.queueDelete(queue);
        connection.close();
    }

    @Test
    void returnsAndRefusesWhatItCannotRoute() throws Exception {
        List<String> answers = new CopyOnWriteArrayList<>();
        channel.confirmSelect();
        channel.addReturnListener(message -> answers.add("returned " + new String(message.getBody(),
                StandardCharsets.UTF_8)));
        channel.addConfirmListener((tag, multiple) -> answers.add("ack " + tag),
                (tag, multiple) -> answers.add("nack " + tag));

        channel.basicPublish("", "nowhere", true, MessageProperties.PERSISTENT_BASIC, bytes("lost"));
        channel.basicPublish("", queue, true, MessageProperties.PERSISTENT_BASIC, bytes("kept"));

        // RabbitMQ returns first and then says ack; Broker-J says nack and then returns.
        await().untilAsserted(() -> assertThat(answers).containsExactlyInAnyOrder("nack 1", "returned lost", "ack 2"));
        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void takesLargeMessages() throws Exception {
        byte[] body = new byte[16 * 1024 * 1024];
        new Random(1).nextBytes(body);
        channel.confirmSelect();
        channel.basicPublish("", queue, true, MessageProperties.PERSISTENT_BASIC, body);
        channel.waitForConfirmsOrDie(30_000);

        assertThat(channel.basicGet(queue, true).getBody()).isEqualTo(body);
    }

    @Test
    void leavesBodiesAsTheyAre() throws Exception {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(zipped)) {
            zip.write(bytes("{}"));
        }
        byte[] plain = new byte[500_000];
        channel.basicPublish("", queue, new BasicProperties.Builder().contentEncoding("gzip").build(),
                zipped.toByteArray());
        channel.basicPublish("", queue, new BasicProperties.Builder().build(), plain);

        GetResponse first = channel.basicGet(queue, true);
        assertThat(first.getBody()).isEqualTo(zipped.toByteArray());
        assertThat(first.getProps().getContentEncoding()).isEqualTo("gzip");
        GetResponse second = channel.basicGet(queue, true);
        assertThat(second.getBody()).isEqualTo(plain);
        assertThat(second.getProps().getContentEncoding()).isNull();
    }

    @Test
    void countsMessagesWhenAskedPassively() throws Exception {
        fill("a", "b", "c");
        assertThat(channel.queueDeclarePassive(queue).getMessageCount()).isEqualTo(3);
        assertThat(channel.queueDeclarePassive(queue).getConsumerCount()).isZero();
    }

    @Test
    void deliversNoMoreThanThePrefetchAndAcknowledgesManyAtOnce() throws Exception {
        fill("a", "b", "c", "d", "e");
        channel.basicQos(3);
        BlockingQueue<Delivery> deliveries = consume();
        List<Delivery> first = take(deliveries, 3);
        assertThat(deliveries.poll(300, TimeUnit.MILLISECONDS)).isNull();

        channel.basicAck(tag(first.get(2)), true);

        assertThat(bodies(take(deliveries, 2))).containsExactly("d", "e");
    }

    @Test
    void requeuesInPlaceAndSaysRedelivered() throws Exception {
        fill("a", "b", "c", "d");
        channel.basicQos(3);
        BlockingQueue<Delivery> deliveries = consume();
        List<Delivery> first = take(deliveries, 3);

        channel.basicNack(tag(first.get(1)), false, true);
        Delivery again = take(deliveries, 1).get(0);
        assertThat(text(again)).isEqualTo("b");
        assertThat(again.getEnvelope().isRedeliver()).isTrue();

        channel.basicAck(tag(first.get(0)), false);
        Delivery next = take(deliveries, 1).get(0);
        assertThat(text(next)).isEqualTo("d");
        assertThat(next.getEnvelope().isRedeliver()).isFalse();
    }

    /** Unlike RabbitMQ. Whoever publishes through here gives back one message at a time. */
    @Test
    void requeuesOnlyTheNamedOneOfMany() throws Exception {
        fill("a", "b");
        BlockingQueue<Delivery> deliveries = consume();
        List<Delivery> first = take(deliveries, 2);

        channel.basicNack(tag(first.get(1)), true, true);

        assertThat(text(take(deliveries, 1).get(0))).isEqualTo("b");
        assertThat(deliveries.poll(300, TimeUnit.MILLISECONDS)).isNull();
    }

    /** Unlike RabbitMQ, which closes the channel. The last delivery of many must not have been settled before. */
    @Test
    void acknowledgesEverythingUpToATagItDoesNotKnow() throws Exception {
        fill("a", "b", "c");
        List<Delivery> first = take(consume(), 3);
        channel.basicAck(tag(first.get(1)), false);

        channel.basicAck(tag(first.get(1)), true);

        channel.close();
        channel = connection.createChannel();
        assertThat(channel.queueDeclarePassive(queue).getMessageCount()).isZero();
    }

    @Test
    void requeuesWhatALostConsumerHeldInOrder() throws Exception {
        fill("a", "b", "c");
        try (Connection lost = Client.connect(broker)) {
            Channel holding = lost.createChannel();
            BlockingQueue<Delivery> held = new LinkedBlockingQueue<>();
            holding.basicConsume(queue, false, (tag, delivery) -> held.add(delivery), tag -> { });
            take(held, 3);
        }
        List<Delivery> again = take(consume(), 3);
        assertThat(bodies(again)).containsExactly("a", "b", "c");
        assertThat(again).allMatch(delivery -> delivery.getEnvelope().isRedeliver());
    }

    @Test
    void keepsWhatACancelledConsumerHoldsUntilItSettles() throws Exception {
        fill("a", "b");
        channel.basicQos(1);
        BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
        String tag = channel.basicConsume(queue, false, (consumer, delivery) -> deliveries.add(delivery),
                consumer -> { });
        Delivery held = take(deliveries, 1).get(0);

        channel.basicCancel(tag);
        channel.basicAck(tag(held), false);

        assertThat(deliveries.poll(300, TimeUnit.MILLISECONDS)).isNull();
        assertThat(new String(channel.basicGet(queue, true).getBody(), StandardCharsets.UTF_8)).isEqualTo("b");
        assertThat(channel.basicGet(queue, true)).isNull();
    }

    @Test
    void knowsOnePasswordOnly() throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(broker.uri());
        factory.setPassword("guess");
        assertThatThrownBy(factory::newConnection).isInstanceOf(PossibleAuthenticationFailureException.class);
    }

    @Test
    void listensOnTheLoopbackInterfaceOnly() throws Exception {
        int port = URI.create(broker.uri()).getPort();
        for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            for (InetAddress address : Collections.list(network.getInetAddresses())) {
                if (!address.isLoopbackAddress()) {
                    assertThatThrownBy(() -> new Socket(address, port).close()).isInstanceOf(ConnectException.class);
                }
            }
        }
    }

    @Test
    void refusesASecondBrokerOnItsDirectory() {
        assertThatIllegalStateException().isThrownBy(() -> new QpidBrokerFactory().start(directory))
                .withMessageContaining(directory.toString())
                .withMessageContaining("another broker");
    }

    private void fill(String... bodies) throws Exception {
        channel.confirmSelect();
        for (String body : bodies) {
            channel.basicPublish("", queue, true, MessageProperties.PERSISTENT_BASIC, bytes(body));
        }
        channel.waitForConfirmsOrDie(10_000);
    }

    private BlockingQueue<Delivery> consume() throws Exception {
        BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
        channel.basicConsume(queue, false, (tag, delivery) -> deliveries.add(delivery), tag -> { });
        return deliveries;
    }

    private static List<Delivery> take(BlockingQueue<Delivery> deliveries, int count) throws InterruptedException {
        List<Delivery> taken = new ArrayList<>();
        while (taken.size() < count) {
            Delivery next = deliveries.poll(10, TimeUnit.SECONDS);
            assertThat(next).as("delivery %d of %d", taken.size() + 1, count).isNotNull();
            taken.add(next);
        }
        return taken;
    }

    private static List<String> bodies(List<Delivery> deliveries) {
        return deliveries.stream().map(QpidBrokerIT::text).toList();
    }

    private static String text(Delivery delivery) {
        return new String(delivery.getBody(), StandardCharsets.UTF_8);
    }

    private static long tag(Delivery delivery) {
        return delivery.getEnvelope().getDeliveryTag();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
