package io.anivia.destination.ndjson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.anivia.destination.delivery.DeliveryException;
import io.anivia.destination.delivery.DeliveryException.Fault;
import io.anivia.destination.http.FailureClassifier;
import io.anivia.processes.Java;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NdjsonFileTest {

    private static final String NOON = "2026-11-23T12:00:00Z";

    @TempDir
    private Path directory;

    @Test
    void appendsToTheFileOfTheDayInUtc() throws Exception {
        append(at("2026-11-23T23:59:59Z"), Map.of("n", 1));
        append(at("2026-11-23T23:59:59Z"), List.of(Map.of("n", 2), Map.of("n", new BigDecimal("3.10"))));
        append(at("2026-11-24T00:00:00Z"), Map.of("n", 4));

        assertThat(file("2026-11-23")).hasContent("{\"n\":1}\n{\"n\":2}\n{\"n\":3.10}\n");
        assertThat(file("2026-11-24")).hasContent("{\"n\":4}\n");
    }

    @Test
    void keepsAnEventOnItsLine() throws Exception {
        append(at(NOON), Map.of("text", "one\ntwo\r\nthree\u2028four\u0085"));

        String text = Files.readString(file("2026-11-23"));
        assertThat(text.indexOf('\n')).isEqualTo(text.length() - 1);
        assertThat(text).doesNotContain("\r");
    }

    @Test
    void keepsHalfASurrogatePair() throws Exception {
        append(at(NOON), Map.of("text", "cut \ud83d"));

        assertThat(new ObjectMapper().readTree(Files.readString(file("2026-11-23"))).get("text").textValue())
                .isEqualTo("cut \ud83d");
    }

    @Test
    void startsANewLineAfterAnIncompleteOne() throws Exception {
        Files.createDirectories(directory.resolve("new"));
        Files.writeString(file("2026-11-23"), "{}\n{\"cut");

        append(at(NOON), Map.of("n", 1));

        assertThat(Files.readAllLines(file("2026-11-23"))).containsExactly("{}", "{\"cut", "{\"n\":1}");
    }

    @Test
    void startsANewFileWhenTheOldOneWasMoved() throws Exception {
        NdjsonFile ndjson = at(NOON);
        append(ndjson, Map.of("n", 1));
        Path moved = Files.move(file("2026-11-23"), directory.resolve("moved"));

        append(ndjson, Map.of("n", 2));

        assertThat(moved).hasContent("{\"n\":1}\n");
        assertThat(file("2026-11-23")).hasContent("{\"n\":2}\n");
    }

    @Test
    void keepsLinesWholeBetweenWriters() throws Exception {
        Map<String, Object> event = Map.of("text", "x".repeat(5000));
        ExecutorService threads = Executors.newFixedThreadPool(2);
        var first = threads.submit(() -> appendFiftyTimes(at(NOON), event));
        var second = threads.submit(() -> appendFiftyTimes(at(NOON), event));
        first.get(30, TimeUnit.SECONDS);
        second.get(30, TimeUnit.SECONDS);
        threads.shutdownNow();

        assertThat(Files.readAllLines(file("2026-11-23"))).hasSize(100)
                .containsOnly("{\"text\":\"" + "x".repeat(5000) + "\"}");
    }

    @Test
    void keepsLinesWholeBetweenProcesses() throws Exception {
        Process other = Java.command("-cp", Java.classPath(), OtherProcess.class.getName(),
                directory.resolve("new").toString()).inheritIO().start();
        NdjsonFile ndjson = at(NOON);
        int appended = 0;
        try {
            while (other.isAlive() && appended < 100_000) {
                append(ndjson, OtherProcess.EVENT);
                appended++;
            }
            assertThat(other.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(other.exitValue()).isZero();
        } finally {
            Java.end(other);
        }

        assertThat(Files.readAllLines(file("2026-11-23"))).hasSize(appended + OtherProcess.TIMES)
                .containsOnly("{\"text\":\"" + OtherProcess.EVENT.get("text") + "\"}");
    }

    /** Appends to the directory that is its argument. */
    static final class OtherProcess {

        static final Map<String, Object> EVENT = Map.of("text", "x".repeat(5000));
        static final int TIMES = 200;

        private OtherProcess() {
        }

        public static void main(String[] arguments) throws Exception {
            for (int i = 0; i < TIMES; i++) {
                at(NOON).append(EVENT, arguments[0]);
            }
        }
    }

    @Test
    void aDirectoryThatCannotBeUsedIsNotTheEventsFault() throws IOException {
        Files.writeString(directory.resolve("new"), "a file in place of the directory");

        assertThatThrownBy(() -> append(at(NOON), Map.of("n", 1))).isInstanceOf(IOException.class)
                .satisfies(e -> assertThat(FailureClassifier.of(e).fault()).isNotEqualTo(Fault.POISON));
        assertThat(catchThrowableOfType(DeliveryException.class, () -> at(NOON).append(Map.of("n", 1), " ")).fault())
                .isEqualTo(Fault.PERMANENT);
    }

    @ParameterizedTest
    @MethodSource("noEvents")
    void anythingButAnEventIsAFaultOfTheRoute(@Nullable Object body) {
        DeliveryException failure = catchThrowableOfType(DeliveryException.class, () -> append(at(NOON), body));

        assertThat(failure.fault()).isEqualTo(Fault.PERMANENT);
        assertThat(failure).hasMessageContaining("do not marshal").hasMessageNotContaining("secret");
        assertThat(directory).isEmptyDirectory();
    }

    static Stream<Object> noEvents() {
        return Stream.of(null, "secret", List.of(Map.of("n", 1), "secret"), Arrays.asList(Map.of("n", 1), null));
    }

    private Void appendFiftyTimes(NdjsonFile ndjson, Map<String, Object> event) throws Exception {
        for (int i = 0; i < 50; i++) {
            append(ndjson, event);
        }
        return null;
    }

    private void append(NdjsonFile ndjson, @Nullable Object body) throws IOException, DeliveryException {
        ndjson.append(body, directory.resolve("new").toString());
    }

    private Path file(String day) {
        return directory.resolve("new/events-" + day + ".ndjson");
    }

    private static NdjsonFile at(String now) {
        return new NdjsonFile(Clock.fixed(Instant.parse(now), ZoneOffset.UTC));
    }
}
