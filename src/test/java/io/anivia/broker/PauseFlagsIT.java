package io.anivia.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import javax.net.ssl.SSLContext;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.anivia.broker.connection.BrokerConfig;
import io.anivia.broker.control.PauseFlag;
import io.anivia.broker.control.PauseFlags;
import io.anivia.broker.control.PauseNote;
import io.anivia.fakes.NeedsRabbit;
import io.anivia.fakes.RabbitNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
@NeedsRabbit
class PauseFlagsIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final PauseNote NOTE = new PauseNote("erin", "2026-01-01T00:00:00.000Z", "maintenance, ü");
    private static final PauseNote OTHER = new PauseNote("sam", "2026-01-02T00:00:00.000Z", "");

    @TempDir
    Path directory;

    @Test
    void onRabbitAFlagOutlivesTheBrokerAndItsClients() throws Exception {
        try (RabbitNode node = RabbitNode.create()) {
            node.start();
            try (Broker broker = TestBrokers.quorum(node)) {
                isSetAndReplacedAndCleared(broker.pauses());
                await().atMost(SOON).ignoreExceptions().until(() -> set(broker.pauses(), NOTE));
            }
            node.stop();
            node.start();
            try (Broker broker = TestBrokers.quorum(node)) {
                assertThat(read(broker.pauses())).isEqualTo(new PauseFlag(true, Optional.of(NOTE)));
                // What holds others off for a moment is back.
                assertThat(read(broker.pauses())).isEqualTo(new PauseFlag(true, Optional.of(NOTE)));
                node.stop();
                await().atMost(SOON).until(() -> broker.pauses().read("partner", true).isEmpty());
                assertThatThrownBy(() -> broker.pauses().set("partner", NOTE)).isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void aFlagThatAnotherProgramHasMadeCountsAndRightsThatAreMissingPauseNothing() {
        try (RabbitNode node = RabbitNode.create()) {
            node.start();
            TestBrokers.declare(node, "anivia.paused.partner", Map.of("x-max-length", 1));
            try (Broker broker = TestBrokers.quorum(node)) {
                assertThat(read(broker.pauses())).isEqualTo(new PauseFlag(true, Optional.empty()));
                await().atMost(SOON).ignoreExceptions().until(() -> set(broker.pauses(), NOTE));
                assertThat(read(broker.pauses())).isEqualTo(new PauseFlag(true, Optional.of(NOTE)));
            }
        }
    }

    @Test
    void ofTwoNotesTheLatestCounts() throws Exception {
        try (RabbitNode node = RabbitNode.create()) {
            node.start();
            ConnectionFactory clients = new ConnectionFactory();
            clients.setUri(node.uri());
            try (Broker broker = TestBrokers.quorum(node); Connection client = clients.newConnection("test")) {
                Channel channel = client.createChannel();
                await().atMost(SOON).ignoreExceptions().until(() -> set(broker.pauses(), NOTE));
                // As another process, which looks at it while it is replaced.
                assertThat(channel.basicGet("anivia.paused.partner", false)).isNotNull();
                broker.pauses().set("partner", OTHER);
                channel.close();
                await().atMost(SOON).until(() -> broker.messageCount("anivia.paused.partner").orElse(0) == 2);
                assertThat(read(broker.pauses())).isEqualTo(new PauseFlag(true, Optional.of(OTHER)));
            }
        }
    }

    @Test
    void theEmbeddedBrokerKeepsAFlagToo() throws Exception {
        try (Broker broker = embedded()) {
            isSetAndReplacedAndCleared(broker.pauses());
            broker.pauses().set("partner", NOTE);
        }
        try (Broker broker = embedded()) {
            assertThat(read(broker.pauses())).isEqualTo(new PauseFlag(true, Optional.of(NOTE)));
        }
    }

    private static void isSetAndReplacedAndCleared(PauseFlags flags) throws IOException {
        assertThat(read(flags).isSet()).isFalse();
        flags.set("partner", NOTE);
        assertThat(read(flags)).isEqualTo(new PauseFlag(true, Optional.of(NOTE)));
        flags.set("partner", OTHER);
        assertThat(read(flags)).isEqualTo(new PauseFlag(true, Optional.of(OTHER)));
        assertThat(flags.read("partner", false)).contains(new PauseFlag(true, Optional.empty()));
        assertThat(flags.read("other", true)).contains(new PauseFlag(false, Optional.empty()));
        flags.clear("partner");
        flags.clear("partner");
        assertThat(read(flags).isSet()).isFalse();
    }

    private static boolean set(PauseFlags flags, PauseNote note) throws IOException {
        flags.set("partner", note);
        return true;
    }

    private static PauseFlag read(PauseFlags flags) {
        await().atMost(SOON).until(() -> flags.read("partner", false).isPresent());
        return flags.read("partner", true).orElseThrow();
    }

    private Broker embedded() throws Exception {
        BrokerConfig usual = new TestBrokers.Settings("", BrokerConfig.QueueType.QUORUM, Duration.ofSeconds(10));
        return new Broker((BrokerConfig) java.lang.reflect.Proxy.newProxyInstance(getClass().getClassLoader(),
                new Class<?>[]{BrokerConfig.class}, (proxy, method, arguments) -> switch (method.getName()) {
                    case "uri" -> Optional.<List<String>>empty();
                    case "embedded" -> (BrokerConfig.Embedded) () -> directory;
                    default -> method.invoke(usual, arguments);
                }), SSLContext.getDefault(), factory());
    }

    /** By its name: builds without the embedded broker compile this test, too. */
    private static EmbeddedBrokerFactory factory() throws ReflectiveOperationException {
        return (EmbeddedBrokerFactory) Class.forName("io.anivia.broker.embedded.QpidBrokerFactory").getConstructor()
                .newInstance();
    }
}
