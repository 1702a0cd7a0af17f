package io.anivia.elmer.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;

import io.anivia.broker.connection.BrokerException;
import io.anivia.broker.publish.OutboundMessage;
import io.anivia.broker.publish.Publisher;
import io.anivia.contract.Queues;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolDrainTest {

    private static final int MAX_IN_FLIGHT = 4;
    private static final SpoolDrain.DrainBackoff PAUSE =
            new SpoolDrain.DrainBackoff(Duration.ofMillis(5), Duration.ofMillis(20));

    @TempDir
    Path directory;

    private final ScriptedBroker target = new ScriptedBroker();
    private final AtomicInteger drained = new AtomicInteger();
    private final AtomicInteger rejected = new AtomicInteger();
    private final AtomicInteger kept = new AtomicInteger();
    private final CompletableFuture<SpoolDrain> drainToWake = new CompletableFuture<>();
    private Spool spool;
    private SpoolDrain drain;

    /** A broker that confirms at once, on {@link #answer}, or not at all. */
    private static final class ScriptedBroker implements SpoolDrain.DrainTarget {
        private final List<String> published = new CopyOnWriteArrayList<>();
        private final List<OutboundMessage> messages = new CopyOnWriteArrayList<>();
        private final Queue<Publisher.ConfirmCallback> unconfirmed = new ConcurrentLinkedQueue<>();
        private final AtomicInteger attempts = new AtomicInteger();
        private volatile boolean holding;
        private volatile @Nullable BrokerException refusal;
        private static final int MAX_BYTES = 10_000;
        /** Thrown once. */
        private volatile @Nullable Error error;
        /** A body that is found too large after it was published, and before from then on. */
        private volatile @Nullable String failsOnceTooLarge;
        private boolean isKnown;
        private volatile Predicate<OutboundMessage> failsByCallback = message -> false;

        @Override
        public void publish(OutboundMessage message, Publisher.ConfirmCallback receiver) throws BrokerException {
            attempts.incrementAndGet();
            if (refusal != null) {
                throw refusal;
            }
            Error now = error;
            error = null;
            if (now != null) {
                throw now;
            }
            boolean isTooLarge = new String(message.body(), StandardCharsets.UTF_8).equals(failsOnceTooLarge);
            if (isTooLarge && !isKnown) {
                isKnown = true;
                receiver.settled(new BrokerException.TooLarge("found later"));
                return;
            }
            if (message.body().length > MAX_BYTES || isTooLarge) {
                throw new BrokerException.TooLarge("a message of " + message.body().length + " bytes");
            }
            if (message.headers().containsKey("unsendable")) {
                throw new BrokerException.Unsendable("too long");
            }
            if (failsByCallback.test(message)) {
                receiver.settled(new BrokerException.Refused("no"));
                return;
            }
            published.add(new String(message.body(), StandardCharsets.UTF_8));
            messages.add(message);
            if (holding) {
                unconfirmed.add(receiver);
            } else {
                receiver.settled(null);
            }
        }

        void answer(@Nullable BrokerException failure) {
            holding = false;
            for (Publisher.ConfirmCallback next = unconfirmed.poll(); next != null; next = unconfirmed.poll()) {
                next.settled(failure);
            }
        }
    }

    @BeforeEach
    void open() throws IOException {
        spool = new Spool(directory, 64 << 20, 1000, () -> drainToWake.join().wake());
        drain = drain();
        drainToWake.complete(drain);
    }

    @AfterEach
    void close() throws IOException {
        target.answer(null);
        drain.stop(Duration.ofSeconds(5));
        spool.close();
    }

    @Test
    void drainsOldAndNewPayloadsInOrder() throws Exception {
        append(0, 20);
        drain.start();
        append(20, 40);

        awaitEmpty();
        assertThat(target.published).isEqualTo(numbers(0, 40));
        assertThat(target.messages).allSatisfy(message -> {
            assertThat(message.routingKey()).isEqualTo("anivia.collected");
            assertThat(message.contentType()).isEqualTo("text/plain");
            assertThat(message.headers()).containsEntry("anivia-receipt", "r");
        });
        assertThat(drained).hasValue(40);
    }

    @Test
    void publishesABoundedNumberAndCommitsOnlyConfirmedPayloads() throws Exception {
        target.holding = true;
        append(0, 10);
        drain.start();

        await().until(() -> target.published.size() == MAX_IN_FLIGHT);
        await().during(Duration.ofMillis(100)).until(() -> target.published.size() == MAX_IN_FLIGHT);
        assertThat(spool.unconfirmed()).isEqualTo(10);
        assertThat(drain.hasBacklog()).isTrue();

        target.answer(null);
        awaitEmpty();
        assertThat(drain.hasBacklog()).isFalse();
    }

    @Test
    void hasNoBacklogWhenOnlyConfirmsAreMissing() throws Exception {
        target.holding = true;
        append(0, 3);
        drain.start();
        await().until(() -> target.published.size() == 3);
        assertThat(spool.unconfirmed()).isEqualTo(3);
        assertThat(drain.hasBacklog()).isFalse();
    }

    @Test
    void triesAgainInOrderWithPausesWhileTheBrokerIsAway() throws Exception {
        target.refusal = new BrokerException.Unavailable("away", null);
        append(0, 10);
        drain.start();

        await().until(() -> target.attempts.get() >= 3);
        assertThat(drain.hasBacklog()).isTrue();
        assertThat(target.published).isEmpty();
        target.refusal = null;

        awaitEmpty();
        assertThat(target.published).isEqualTo(numbers(0, 10));
    }

    @Test
    void publishesUnconfirmedPayloadsAgainBeforeAnyOther() throws Exception {
        target.holding = true;
        append(0, 10);
        drain.start();
        await().until(() -> target.published.size() == MAX_IN_FLIGHT);

        target.answer(new BrokerException.Unavailable("lost", null));

        awaitEmpty();
        List<String> expected = new ArrayList<>(numbers(0, MAX_IN_FLIGHT));
        expected.addAll(numbers(0, 10));
        assertThat(target.published).isEqualTo(expected);
    }

    @Test
    void noPayloadOvertakesAFailedOne() throws Exception {
        target.holding = true;
        append(0, 2);
        drain.start();
        await().until(() -> target.published.size() == 2);

        target.unconfirmed.remove().settled(new BrokerException.Refused("no"));
        append(2, 3);

        await().during(Duration.ofMillis(100)).until(() -> target.published.size() == 2);
        target.answer(null);
        awaitEmpty();
        assertThat(target.published).containsExactly("0", "1", "0", "2");
    }

    @Test
    void doesNotRepeatTheNeighboursOfOneThatFailed() throws Exception {
        AtomicInteger failures = new AtomicInteger(2);
        target.failsByCallback = message -> new String(message.body(), StandardCharsets.UTF_8).equals("1")
                && failures.getAndDecrement() > 0;
        append(0, 4);
        drain.start();
        awaitEmpty();
        assertThat(target.published).containsExactlyInAnyOrderElementsOf(numbers(0, 4));
        assertThat(drained).hasValue(4);
    }

    @Test
    void rejectsPayloadsThatCanNeverBePublished() throws Exception {
        append(0, 1);
        append(new SpooledPayload(Map.of("unsendable", true, "anivia-receipt", "poison"), null, null, bytes("poison"))
                .toBytes());
        append(bytes("no record"));
        append(1, 2);
        drain.start();
        awaitEmpty();

        assertThat(target.published).containsExactly("0", "poison", "no record", "1");
        assertThat(target.messages).extracting(OutboundMessage::routingKey)
                .containsExactly("anivia.collected", "anivia.rejected", "anivia.rejected", "anivia.collected");
        assertThat(target.messages.get(1).headers()).containsEntry("anivia-receipt", "poison")
                .containsEntry("anivia-reason", "too long").containsEntry("anivia-stage", "spool");
        assertThat(rejected).hasValue(2);
    }

    @Test
    void repeatsAfterAStopOnlyUnconfirmedPayloads() throws Exception {
        append(0, 10);
        drain.start();
        awaitEmpty();
        target.holding = true;
        append(10, 13);
        await().until(() -> target.published.size() == 13);
        drain.stop(Duration.ofMillis(100));
        spool.close();
        target.published.clear();
        target.unconfirmed.clear();
        target.holding = false;

        spool = new Spool(directory, 64 << 20, 1000, () -> drain.wake());
        drain = drain();
        drain.start();

        awaitEmpty();
        assertThat(target.published).isEqualTo(numbers(10, 13));
    }

    /** Neither anivia.collected nor anivia.rejected takes it. */
    @Test
    void keepsAPayloadThatIsTooLargeInAFileAndGoesOn() throws Exception {
        append(0, 3);
        append(new SpooledPayload(Map.of("anivia-receipt", "0190-large", "unsendable", true), "text/plain", "gzip",
                new byte[20_000]).toBytes());
        append(3, 6);
        drain.start();

        awaitEmpty();
        assertThat(target.published).isEqualTo(numbers(0, 6));
        assertThat(kept).hasValue(1);
        Path files = directory.resolve("unsendable");
        assertThat(files.resolve("0190-large.payload")).hasBinaryContent(new byte[20_000]);
        assertThat(files.resolve("0190-large.json")).content().contains("\"a message of 20000 bytes\"",
                "\"contentType\":\"text/plain\"", "\"contentEncoding\":\"gzip\"", "\"unsendable\":true");
        assertThat(files.toFile().list()).hasSize(2);
    }

    /** The broker's limit becomes known by it. */
    @Test
    void keepsAPayloadThatTheBrokerFoundTooLargeLater() throws Exception {
        target.failsOnceTooLarge = "2";
        append(0, 5);
        drain.start();

        awaitEmpty();
        assertThat(target.published).isEqualTo(List.of("0", "1", "3", "4"));
        assertThat(kept).hasValue(1);
        assertThat(rejected).hasValue(0);
    }

    @Test
    void losesNothingIfThePayloadCannotBeKept() throws Exception {
        Files.createFile(directory.resolve("unsendable"));
        append(new SpooledPayload(Map.of(), null, null, new byte[20_000]).toBytes());
        append(0, 1);
        drain.start();
        await().until(() -> target.attempts.get() > 2);
        assertThat(spool.unconfirmed()).isEqualTo(2);

        Files.delete(directory.resolve("unsendable"));
        awaitEmpty();
        assertThat(kept).hasValue(1);
        assertThat(target.published).isEqualTo(numbers(0, 1));
    }

    @Test
    void goesOnAfterAnError() throws Exception {
        target.error = new NoClassDefFoundError("for a test");
        append(0, 3);
        drain.start();

        awaitEmpty();
        assertThat(target.published).isEqualTo(numbers(0, 3));
    }

    @Test
    void spreadsPayloadsOverShardsAndGoesPastOneThatRefusesThem() throws Exception {
        drain = drain(3);
        target.failsByCallback = message -> message.routingKey().equals("anivia.collected.1");
        for (String receipt : numbers(0, 30)) {
            append(new SpooledPayload(Map.of("anivia-receipt", receipt), "text/plain", null, bytes(receipt)).toBytes());
        }
        drain.start();
        awaitEmpty();

        assertThat(target.published).containsExactlyInAnyOrderElementsOf(numbers(0, 30));
        assertThat(target.messages).allSatisfy(message -> {
            String own = Queues.collected(3).of(message.headers().get("anivia-receipt"));
            assertThat(message.routingKey())
                    .isEqualTo(own.equals("anivia.collected.1") ? "anivia.collected.2" : own);
        });
        assertThat(target.messages).extracting(OutboundMessage::routingKey)
                .contains("anivia.collected", "anivia.collected.2");
    }

    private SpoolDrain drain() {
        return drain(1);
    }

    private SpoolDrain drain(int shards) {
        return new SpoolDrain(spool, target, Queues.collected(shards), MAX_IN_FLIGHT, PAUSE, new SpoolDrain.DrainListener() {
            @Override
            public void drained(int payloads) {
                drained.addAndGet(payloads);
            }

            @Override
            public void rejected() {
                rejected.incrementAndGet();
            }

            @Override
            public void kept() {
                kept.incrementAndGet();
            }
        }, new UnsendablePayloads(directory.resolve("unsendable")));
    }

    private void awaitEmpty() {
        await().atMost(Duration.ofSeconds(10)).until(() -> spool.unconfirmed() == 0);
    }

    private void append(int from, int to) throws Exception {
        for (String number : numbers(from, to)) {
            append(new SpooledPayload(Map.of("anivia-receipt", "r"), "text/plain", null, bytes(number)).toBytes());
        }
    }

    private void append(byte[] record) throws Exception {
        CompletableFuture<@Nullable SpoolException> settled = new CompletableFuture<>();
        spool.append(record, settled::complete);
        assertThat(settled.get(10, TimeUnit.SECONDS)).isNull();
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(Integer::toString).toList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
