package io.anivia.elmer.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.anivia.elmer.spool.SpoolJournal.StoredRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {

    private static final long ROOMY = 64 << 20;

    @TempDir
    Path directory;

    @Test
    void readsInTheOrderOfAppending() throws Exception {
        try (Spool spool = open(directory, ROOMY)) {
            appendAll(spool, 0, 100);

            assertThat(spool.unpublished()).isEqualTo(100);
            assertThat(readAll(spool)).isEqualTo(numbers(0, 100));
            assertThat(spool.unpublished()).isZero();
            assertThat(spool.unconfirmed()).as("read is not yet committed").isEqualTo(100);
            assertThat(spool.read()).isNull();
        }
    }

    @Test
    void callsBackWhenMoreCanBeRead() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (Spool spool = new Spool(directory, ROOMY, 1000, calls::incrementAndGet)) {
            append(spool, "one").get(10, TimeUnit.SECONDS);
            await().until(() -> calls.get() == 1);
        }
    }

    @Test
    void goesOnWhereItWasAfterAnOrderlyStop() throws Exception {
        try (Spool spool = open(directory, ROOMY)) {
            appendAll(spool, 0, 10);
            commit(spool, 4);
        }
        try (Spool spool = open(directory, ROOMY)) {
            assertThat(spool.unconfirmed()).isEqualTo(6);
            appendAll(spool, 10, 12);
            assertThat(readAll(spool)).isEqualTo(numbers(4, 12));
        }
    }

    @Test
    void goesOnWhereItWasAfterACrash() throws Exception {
        Path crashed = directory.resolve("crashed");
        try (Spool spool = open(directory.resolve("spool"), ROOMY)) {
            appendAll(spool, 0, 10);
            commit(spool, 4);
            spool.read();
            copy(directory.resolve("spool"), crashed);
        }
        try (Spool spool = open(crashed, ROOMY)) {
            assertThat(readAll(spool)).as("read, but not committed: again").isEqualTo(numbers(4, 10));
        }
    }

    @Test
    void skipsARecordThatACrashHasTruncatedAndGoesOnBehindIt() throws Exception {
        try (Spool spool = open(directory, ROOMY)) {
            appendAll(spool, 0, 10);
            append(spool, "torn " + "x".repeat(1000)).get(10, TimeUnit.SECONDS);
        }
        tear("torn ");

        try (Spool spool = open(directory, ROOMY)) {
            assertThat(spool.unpublished()).isEqualTo(10);
            appendAll(spool, 10, 20);
            assertThat(readAll(spool)).isEqualTo(numbers(0, 20));
        }
        try (Spool spool = open(directory, ROOMY)) {
            assertThat(readAll(spool)).isEqualTo(numbers(0, 20));
        }
    }

    @Test
    void skipsARecordThatTheDiskHasKeptInPartOnly() throws Exception {
        try (Spool spool = open(directory, ROOMY)) {
            appendAll(spool, 0, 10);
            append(spool, "lost " + "x".repeat(10_000)).get(10, TimeUnit.SECONDS);
        }
        int lost = Files.readString(dataFiles().get(0), StandardCharsets.ISO_8859_1).indexOf("lost ");
        try (RandomAccessFile file = new RandomAccessFile(dataFiles().get(0).toFile(), "rw")) {
            file.seek(lost + 4096);
            file.write(new byte[4096]);
        }
        try (Spool spool = open(directory, ROOMY)) {
            assertThat(readAll(spool)).isEqualTo(numbers(0, 10));
        }
    }

    @Test
    void skipsARecordThatCanNoLongerBeReadAndGoesOn() throws Exception {
        try (Spool spool = open(directory, ROOMY)) {
            appendAll(spool, 0, 10);
            append(spool, "torn " + "x".repeat(1000)).get(10, TimeUnit.SECONDS);
            assertThat(new String(spool.read().bytes(), StandardCharsets.UTF_8)).isEqualTo("0");
            tear("torn ");

            List<String> texts = new ArrayList<>();
            await().ignoreExceptionsInstanceOf(IOException.class).until(() -> {
                StoredRecord next = spool.read();
                if (next != null) {
                    texts.add(new String(next.bytes(), StandardCharsets.UTF_8));
                }
                return next == null;
            });
            assertThat(texts).isEqualTo(numbers(1, 10));
            await().until(() -> isTaken(append(spool, "10")));
            assertThat(readAll(spool)).containsExactly("10");
        }
    }

    @Test
    void readsAllAgainWithoutItsCursor() throws Exception {
        try (Spool spool = open(directory, ROOMY)) {
            appendAll(spool, 0, 10);
            commit(spool, 4);
        }
        Files.write(directory.resolve("cursor"), new byte[20]);
        try (Spool spool = open(directory, ROOMY)) {
            assertThat(readAll(spool)).isEqualTo(numbers(0, 10));
        }
    }

    @Test
    void staysEmptyOverManyStarts() throws Exception {
        for (int start = 0; start < 5; start++) {
            try (Spool spool = open(directory, ROOMY)) {
                assertThat(spool.unpublished()).isZero();
                if (start % 2 == 0) {
                    appendAll(spool, 0, 3);
                    commit(spool, 3);
                }
            }
        }
        assertThat(dataFiles()).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void isBoundedAndTakesMoreWhenSomeIsCommitted() throws Exception {
        long bound = 1 << 20;
        try (Spool spool = open(directory, bound)) {
            String large = "x".repeat(10_000);
            int taken = 0;
            while (taken < 1000 && isTaken(append(spool, large))) {
                taken++;
            }
            assertThat(taken).isBetween(90, 105);
            assertThat(spool.sizeBytes()).isLessThanOrEqualTo(bound);
            assertThat(spool.hasRoom()).isFalse();

            commit(spool, taken);

            assertThat(append(spool, large).get(10, TimeUnit.SECONDS)).isNull();
            assertThat(spool.hasRoom()).isTrue();
            assertThat(dataFiles()).as("the drained ones are deleted").hasSizeLessThanOrEqualTo(3);
        }
    }

    @Test
    void survivesManyFiles() throws Exception {
        try (Spool spool = open(directory, 4 << 20)) {
            for (int round = 0; round < 20; round++) {
                List<CompletableFuture<Void>> appended = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                    appended.add(append(spool, "x".repeat(20_000)));
                }
                for (CompletableFuture<Void> each : appended) {
                    each.get(10, TimeUnit.SECONDS);
                }
                commit(spool, 50);
            }
            assertThat(spool.unconfirmed()).isZero();
            assertThat(spool.sizeBytes()).isLessThan(1 << 20);
        }
    }

    @Test
    void takesARecordLargerThanAFile() throws Exception {
        String huge = "x".repeat(6 << 20);
        try (Spool spool = open(directory, ROOMY)) {
            append(spool, huge).get(10, TimeUnit.SECONDS);
            append(spool, "behind").get(10, TimeUnit.SECONDS);
            assertThat(readAll(spool)).containsExactly(huge, "behind");
        }
    }

    @Test
    void belongsToOneProcess() throws Exception {
        try (Spool spool = open(directory, ROOMY)) {
            assertThatIllegalStateException().isThrownBy(() -> open(directory, ROOMY))
                    .withMessageContaining(directory.toString()).withMessageContaining("anivia.elmer.spool.dir");
            appendAll(spool, 0, 1);
        }
        open(directory, ROOMY).close();
    }

    @Test
    void refusesWhenClosed() throws Exception {
        Spool spool = open(directory, ROOMY);
        spool.close();
        assertThat(append(spool, "late")).isCompletedExceptionally();
    }

    /** Of records that are written together, one has been refused before the writer is interrupted. */
    @Test
    void callsBackOnceForEachRecordThoughItsWriterIsInterrupted() throws Exception {
        CountDownLatch writerIsBusy = new CountDownLatch(1);
        CountDownLatch othersAreWaiting = new CountDownLatch(1);
        List<String> calls = new CopyOnWriteArrayList<>();
        try (Spool spool = open(directory, 1 << 20)) {
            spool.append(new byte[1], failure -> {
                writerIsBusy.countDown();
                awaitQuietly(othersAreWaiting);
            });
            awaitQuietly(writerIsBusy);
            spool.append(new byte[2], failure -> calls.add("fits: " + (failure == null)));
            spool.append(new byte[2 << 20], failure -> {
                calls.add("too large: " + (failure == null));
                Thread.currentThread().interrupt();
            });
            othersAreWaiting.countDown();
        }
        assertThat(calls).containsExactly("too large: false", "fits: false");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static Spool open(Path directory, long maxBytes) throws IOException {
        return new Spool(directory, maxBytes, 1000, () -> { });
    }

    private static CompletableFuture<Void> append(Spool spool, String text) {
        return append(spool, text.getBytes(StandardCharsets.UTF_8));
    }

    static CompletableFuture<Void> append(Spool spool, byte[] record) {
        CompletableFuture<Void> future = new CompletableFuture<>();
        spool.append(record, failure -> {
            if (failure == null) {
                future.complete(null);
            } else {
                future.completeExceptionally(failure);
            }
        });
        return future;
    }

    static boolean isTaken(CompletableFuture<Void> append) throws Exception {
        try {
            append.get(10, TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException e) {
            assertThat(e).hasCauseInstanceOf(SpoolException.class);
            return false;
        }
    }

    private static List<String> readAll(Spool spool) throws IOException {
        List<String> texts = new ArrayList<>();
        for (StoredRecord each = spool.read(); each != null; each = spool.read()) {
            texts.add(new String(each.bytes(), StandardCharsets.UTF_8));
        }
        return texts;
    }

    private static void appendAll(Spool spool, int from, int to) throws Exception {
        List<CompletableFuture<Void>> appended = IntStream.range(from, to)
                .mapToObj(number -> append(spool, Integer.toString(number))).toList();
        for (CompletableFuture<Void> each : appended) {
            each.get(10, TimeUnit.SECONDS);
        }
    }

    private static void commit(Spool spool, int records) throws IOException {
        StoredRecord last = null;
        for (int i = 0; i < records; i++) {
            last = spool.read();
        }
        spool.commit(last.location(), records);
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(Integer::toString).toList();
    }

    private List<Path> dataFiles() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".log")).toList();
        }
    }

    /** Cuts off the file that ends with a text, in the midst of it. */
    private void tear(String text) throws IOException {
        Path last = dataFiles().get(0);
        String content = Files.readString(last, StandardCharsets.ISO_8859_1);
        try (RandomAccessFile file = new RandomAccessFile(last.toFile(), "rw")) {
            file.setLength(content.indexOf(text) + 500);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }
}
