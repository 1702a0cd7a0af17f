package io.anivia.elmer.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;

import io.anivia.elmer.spool.SpoolJournal.StoredRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The worst that can happen to the process and to the disk. */
@Tag("slow")
class SpoolCrashIT {

    private static final long ROOMY = 256 << 20;
    private static final int SIZE_BYTES = 1_000;
    private static final int IN_FLIGHT = 100;

    @TempDir
    Path directory;

    private @Nullable Process victim;
    private @Nullable Path mounted;

    /** Appends without end, drains every second record it has appended, and prints the number of each that is safe. */
    static final class Victim {

        private Victim() {
        }

        public static void main(String[] args) throws Exception {
            Semaphore inFlight = new Semaphore(IN_FLIGHT);
            Spool spool = new Spool(Path.of(args[0]), ROOMY, IN_FLIGHT, () -> { });
            for (int number = 0;; number++) {
                inFlight.acquire();
                int appended = number;
                spool.append(record(number), failure -> {
                    inFlight.release();
                    if (failure == null) {
                        System.out.println(appended);
                    }
                });
                StoredRecord drained = number % 2 == 0 ? spool.read() : null;
                if (drained != null) {
                    System.out.println("drained " + number(drained));
                    spool.commit(drained.location(), 1);
                }
            }
        }
    }

    @AfterEach
    void cleanUp() throws Exception {
        if (victim != null) {
            victim.destroyForcibly().waitFor();
        }
        if (mounted != null) {
            run("umount", "-l", mounted.toString());
        }
    }

    @RepeatedTest(3)
    void keepsEveryTakenRecordWhenKilled() throws Exception {
        Path output = directory.resolve("output");
        Path store = directory.resolve("spool");
        victim = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-Xmx64m",
                "-cp", System.getProperty("java.class.path"), Victim.class.getName(), store.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD).redirectOutput(output.toFile()).start();
        await().atMost(Duration.ofMinutes(1)).until(() -> numbers(output, "").size() >= 20_000);
        assertThatIllegalStateException().isThrownBy(() -> SpoolTest.open(store, ROOMY))
                .withMessageContaining("another Elmer");

        victim.destroyForcibly().waitFor();

        List<Integer> safe = numbers(output, "");
        List<Integer> drained = numbers(output, "drained ");
        List<Integer> left = left(store);
        assertThat(left).isSorted().doesNotHaveDuplicates();
        int lastDrained = drained.get(drained.size() - 1);
        assertThat(left.get(0)).as("nothing but what was in flight comes again")
                .isBetween(lastDrained, lastDrained + 1);
        assertThat(left).containsAll(safe.stream().filter(number -> number > lastDrained).toList());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void refusesWhileTheDiskIsFullAndGoesOnAfterwards() throws Exception {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk.toString()) == 0,
                "a small disk cannot be mounted: not root, or not allowed to");
        mounted = disk;
        int[] number = {0};
        List<Integer> safe = new ArrayList<>();
        try (Spool spool = SpoolTest.open(disk.resolve("spool"), ROOMY)) {
            while (number[0] < 100 && append(spool, number, 100_000, safe)) {
                assertThat(spool.hasRoom()).isTrue();
            }
            assertThat(safe).hasSizeBetween(20, 42);
            assertThat(spool.hasRoom()).as("not ready, so that payloads go elsewhere").isFalse();

            assertThat(append(spool, number, 10, safe)).as("no room, and not asked for again at once").isFalse();
            run("mount", "-o", "remount,size=64m", disk.toString());
            await().atMost(Duration.ofSeconds(20)).until(spool::hasRoom);
            assertThat(append(spool, number, 100_000, safe)).isTrue();
            List<Integer> read = new ArrayList<>();
            for (StoredRecord each = spool.read(); each != null; each = spool.read()) {
                read.add(number(each));
            }
            assertThat(read).isSorted().containsAll(safe);
        }
    }

    private static boolean append(Spool spool, int[] number, int sizeBytes, List<Integer> safe) throws Exception {
        int appended = number[0]++;
        byte[] record = ByteBuffer.allocate(sizeBytes).putInt(appended).array();
        boolean taken = SpoolTest.isTaken(SpoolTest.append(spool, record));
        if (taken) {
            safe.add(appended);
        }
        return taken;
    }

    private static List<Integer> left(Path store) throws IOException {
        List<Integer> numbers = new ArrayList<>();
        try (Spool spool = SpoolTest.open(store, ROOMY)) {
            for (StoredRecord each = spool.read(); each != null; each = spool.read()) {
                numbers.add(number(each));
            }
        }
        return numbers;
    }

    private static byte[] record(int number) {
        return ByteBuffer.allocate(SIZE_BYTES).putInt(number).array();
    }

    private static int number(StoredRecord stored) {
        return ByteBuffer.wrap(stored.bytes()).getInt();
    }

    /** The numbers printed so far, but for a last line that is not complete. */
    private static List<Integer> numbers(Path output, String prefix) throws IOException {
        return List.of(Files.readString(output).split("(?<=\n)")).stream()
                .filter(line -> line.matches(prefix + "\\d+\\R"))
                .map(line -> Integer.valueOf(line.substring(prefix.length()).strip())).toList();
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
    }
}
