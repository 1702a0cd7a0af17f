package io.anivia.broker.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import io.anivia.broker.EmbeddedBroker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The worst that can happen to the process and to the disk. */
@Tag("slow")
class CrashIT {

    private static final String QUEUE = "crash";

    @TempDir
    Path directory;

    private Path output;
    private Process victim;

    /** Publishes without end, on a broker of its own, and prints the number of each message confirmed. */
    static final class Victim {

        private Victim() {
        }

        public static void main(String[] args) throws Exception {
            URL configuration = URI.create(args[1]).toURL();
            EmbeddedBroker broker = QpidBroker.start(Path.of(args[0]), configuration, () -> Runtime.getRuntime().halt(1));
            try (Connection connection = Client.connect(broker)) {
                Client.declare(connection.createChannel(), QUEUE);
                Client.publish(connection, QUEUE, 0, Integer.MAX_VALUE, Integer.parseInt(args[2]), 200,
                        System.out::println);
            }
        }
    }

    @BeforeEach
    void nameOutput() {
        output = directory.resolve("confirmed");
    }

    @AfterEach
    void endVictim() {
        victim.destroyForcibly();
    }

    @Test
    void keepsWhatItConfirmedWhenKilled() throws Exception {
        start(QpidBrokerFactory.configuration().toString(), 1_000);
        await().atMost(Duration.ofMinutes(2)).until(() -> confirmed().size() >= 5_000);
        assertThatIllegalStateException().isThrownBy(() -> new QpidBrokerFactory().start(store()))
                .withMessageContaining(store().toString())
                .withMessageContaining("another broker");

        victim.destroyForcibly().waitFor();

        assertThat(numbersInStore()).containsAll(confirmed());
    }

    @Test
    void endsTheProcessWhenTheDiskIsFull() throws Exception {
        start(Files.writeString(directory.resolve("small.json"), configurationForASmallDisk()).toUri().toString(),
                50_000);

        assertThat(victim.waitFor(2, TimeUnit.MINUTES)).isTrue();

        assertThat(victim.exitValue()).isEqualTo(1);
        assertThat(confirmed()).isNotEmpty();
        assertThat(numbersInStore()).containsAll(confirmed());
    }

    private void start(String configuration, int sizeBytes) throws IOException {
        victim = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-Xmx256m",
                "-cp", System.getProperty("java.class.path"), Victim.class.getName(),
                store().toString(), configuration, Integer.toString(sizeBytes))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .redirectOutput(output.toFile())
                .start();
    }

    private Path store() {
        return directory.resolve("broker");
    }

    private static String configurationForASmallDisk() throws IOException {
        try (var stream = QpidBrokerFactory.configuration().openStream()) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .replaceFirst("\"je.freeDisk\": \"\\d+\"", "\"je.maxDisk\": \"40000000\", \"je.freeDisk\": \"0\"");
        }
    }

    /** The numbers printed so far, but for a last line that is not complete. */
    private Set<Long> confirmed() throws IOException {
        List<String> lines = List.of(Files.readString(output).split("(?<=\n)"));
        Set<Long> numbers = new HashSet<>();
        lines.stream().filter(line -> line.matches("\\d+\\R")).forEach(line -> numbers.add(Long.valueOf(line.strip())));
        return numbers;
    }

    private Set<Long> numbersInStore() throws Exception {
        Set<Long> numbers = new HashSet<>();
        try (EmbeddedBroker broker = new QpidBrokerFactory().start(store());
                Connection connection = Client.connect(broker)) {
            Channel channel = connection.createChannel();
            GetResponse message;
            while ((message = channel.basicGet(QUEUE, true)) != null) {
                numbers.add(ByteBuffer.wrap(message.getBody()).getLong());
            }
        }
        return numbers;
    }
}
