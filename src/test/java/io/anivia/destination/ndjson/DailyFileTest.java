package io.anivia.destination.ndjson;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.anivia.destination.delivery.DeliveryException.Fault;
import io.anivia.destination.http.FailureClassifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;


class DailyFileTest {

    @TempDir
    private Path directory;

    @Test
    void appendsToTheFileOfTheDayInUtc() throws IOException {
        DailyFile before = file("2026-11-23T23:59:59Z");
        DailyFile after = file("2026-11-24T00:00:00Z");

        before.append(bytes("one\n"));
        before.append(bytes("two\nthree\n"));
        after.append(bytes("four\n"));

        assertThat(directory.resolve("new/events-2026-11-23.ndjson")).hasContent("one\ntwo\nthree\n");
        assertThat(directory.resolve("new/events-2026-11-24.ndjson")).hasContent("four\n");
    }

    @Test
    void beginsALineOfItsOwnAfterOneThatWasCutOff() throws IOException {
        DailyFile file = file("2026-11-23T12:00:00Z");
        Files.createDirectories(file.path().getParent());
        Files.writeString(file.path(), "whole\n{\"cut");

        file.append(bytes("next\n"));

        assertThat(Files.readAllLines(file.path())).containsExactly("whole", "{\"cut", "next");
    }

    @Test
    void goesOnInANewFileWhenTheOldOneWasMoved() throws IOException {
        DailyFile file = file("2026-11-23T12:00:00Z");
        file.append(bytes("one\n"));
        Path moved = Files.move(file.path(), directory.resolve("moved"));

        file.append(bytes("two\n"));

        assertThat(moved).hasContent("one\n");
        assertThat(file.path()).hasContent("two\n");
    }

    @Test
    void keepsLinesWholeBetweenWriters() throws Exception {
        DailyFile one = file("2026-11-23T12:00:00Z");
        DailyFile another = file("2026-11-23T12:00:00Z");
        String line = "x".repeat(5000) + "\n";

        ExecutorService threads = Executors.newFixedThreadPool(2);
        var first = threads.submit(() -> appendOften(one, line));
        var second = threads.submit(() -> appendOften(another, line));
        first.get(30, TimeUnit.SECONDS);
        second.get(30, TimeUnit.SECONDS);
        threads.shutdownNow();

        assertThat(Files.readAllLines(one.path())).hasSize(100).containsOnly(line.strip());
    }

    @Test
    void saysWhenItCannotWrite() throws IOException {
        Files.writeString(directory.resolve("new"), "a file where the directory should be");

        assertThatThrownBy(() -> file("2026-11-23T12:00:00Z").append(bytes("one\n"))).isInstanceOf(IOException.class)
                .satisfies(e -> assertThat(FailureClassifier.of(e).fault()).isNotEqualTo(Fault.POISON));
    }

    private static void appendOften(DailyFile file, String line) {
        IntStream.range(0, 50).forEach(i -> {
            try {
                file.append(bytes(line));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    private DailyFile file(String now) {
        return new DailyFile(directory.resolve("new"), "events", Clock.fixed(Instant.parse(now), ZoneOffset.UTC));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
