package io.anivia.fakes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
@NeedsRabbit
class RabbitNodeIT {

    private static RabbitNode node;

    @BeforeAll
    static void create() {
        Optional<String> reason = RabbitNode.whyNotAvailable();
        assumeTrue(reason.isEmpty(), () -> reason.orElse(""));
        node = RabbitNode.create();
    }

    @AfterAll
    static void close() {
        if (node != null) {
            node.close();
        }
    }

    @BeforeEach
    void start() {
        node.start();
    }

    @Test
    void takesAnotherPortWhenAnotherProgramTakesItsOwn() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Iterator<Integer> ports = List.of(other.getLocalPort(), RabbitFiles.freePort()).iterator();
            try (RabbitNode second = RabbitNode.create(ports::next)) {
                assertThat(second.port()).isNotEqualTo(other.getLocalPort());
                assertThat(ports).isExhausted();
            }
        }
    }

    private static Connection connect() throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(node.uri());
        factory.setAutomaticRecoveryEnabled(false);
        return factory.newConnection();
    }

    private static void publish(String queue, String text) throws Exception {
        try (Connection connection = connect(); Channel channel = connection.createChannel()) {
            channel.queueDeclare(queue, true, false, false, Map.of("x-queue-type", "quorum"));
            channel.confirmSelect();
            channel.basicPublish("", queue, MessageProperties.PERSISTENT_BASIC, text.getBytes());
            channel.waitForConfirmsOrDie(10_000);
        }
    }

    private static void assertStillThere(String queue, String text) {
        await().atMost(Duration.ofSeconds(30)).ignoreExceptions().untilAsserted(() -> {
            try (Connection connection = connect(); Channel channel = connection.createChannel()) {
                assertThat(new String(channel.basicGet(queue, true).getBody())).isEqualTo(text);
            }
        });
    }

    @Test
    void keepsConfirmedMessagesOverARestart() throws Exception {
        publish("restart", "kept");

        node.stop();
        assertThat(node.isRunning()).isFalse();
        assertThatThrownBy(RabbitNodeIT::connect).isInstanceOf(ConnectException.class);

        node.start();
        assertStillThere("restart", "kept");
    }

    @Test
    void keepsConfirmedMessagesOverACrash() throws Exception {
        publish("crash", "kept");
        node.settle();

        node.kill();
        assertThatThrownBy(RabbitNodeIT::connect).isInstanceOf(ConnectException.class);

        node.start();
        assertStillThere("crash", "kept");
    }

    @Test
    void stopsOnlyRabbitInsideTheNode() throws Exception {
        publish("app", "kept");

        node.stopApp();
        assertThat(node.isRunning()).isTrue();
        assertThatThrownBy(RabbitNodeIT::connect).isInstanceOf(ConnectException.class);

        node.startApp();
        assertStillThere("app", "kept");
    }

    @Test
    void blocksPublishersOnTheMemoryAlarm() throws Exception {
        try (Connection connection = connect(); Channel channel = connection.createChannel()) {
            AtomicBoolean blocked = new AtomicBoolean();
            connection.addBlockedListener(reason -> blocked.set(true), () -> blocked.set(false));

            node.raiseMemoryAlarm();
            channel.basicPublish("", "nowhere", null, new byte[1]);
            await().atMost(Duration.ofSeconds(20)).untilTrue(blocked);

            node.clearMemoryAlarm();
            await().atMost(Duration.ofSeconds(20)).untilFalse(blocked);
        }
    }

    @Test
    void tellsWhatRabbitmqctlSays() {
        assertThat(node.ctl("list_queues", "name", "--quiet")).isNotNull();
        assertThatThrownBy(() -> node.ctl("no_such_command"))
                .isInstanceOf(IllegalStateException.class).hasMessageContaining("no_such_command failed");
    }

    @Test
    void leavesNothingBehind() {
        RabbitNode second = RabbitNode.create();
        Path directory = second.logDirectory().getParent();

        second.close();

        assertThat(directory).doesNotExist();
        assertThat(ProcessHandle.allProcesses().map(process -> process.info().commandLine().orElse("")))
                .noneMatch(command -> command.contains(directory.getFileName().toString()));
        assertThat(Files.exists(node.logDirectory())).isTrue();
        assertThat(node.isRunning()).isTrue();
    }
}
