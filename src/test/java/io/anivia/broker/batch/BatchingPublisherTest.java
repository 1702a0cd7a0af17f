package io.anivia.broker.batch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.anivia.broker.connection.BrokerException;
import io.anivia.broker.publish.OutboundMessage;
import io.anivia.broker.publish.Publisher;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatchingPublisherTest {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SOON = Duration.ofSeconds(10);

    private final RecordingPublisher published = new RecordingPublisher();
    private final List<String> settled = new CopyOnWriteArrayList<>();
    private BatchingPublisher batching = batching(LONG);

    @AfterEach
    void close() {
        batching.close();
    }

    @Test
    void aFullBatchIsPublishedAtOnce() throws BrokerException {
        publish("a1", "a2");
        assertThat(published.messages).isEmpty();
        publish("a3");
        assertThat(published.bodies()).containsExactly("a1 a2 a3");
        OutboundMessage batch = published.messages.get(0);
        assertThat(batch.routingKey()).isEqualTo("a");
        assertThat(batch.contentType()).isEqualTo(MessageBatch.CONTENT_TYPE);
        assertThat(batch.headers()).isEqualTo(Map.of(MessageBatch.HEADER, 3));
    }

    @Test
    void othersArePublishedWhenTheFirstHasLingered() throws BrokerException {
        batching = batching(Duration.ofMillis(20));
        publish("a1", "b1", "a2");
        await().atMost(SOON).until(() -> published.messages.size() == 2);
        assertThat(published.bodies()).containsExactly("a1 a2", "b1");
        assertThat(published.messages.get(1).headers()).as("a message alone is as it was").isEmpty();
    }

    @Test
    void queuesHaveBatchesOfTheirOwn() throws BrokerException {
        publish("a1", "b1", "a2", "b2", "a3", "b3");
        assertThat(published.bodies()).containsExactly("a1 a2 a3", "b1 b2 b3");
    }

    @Test
    void aBatchHasNoMoreBytesThanItMay() throws BrokerException {
        publish("a".repeat(60), "a".repeat(41), "a".repeat(59));
        batching.close();
        assertThat(published.bodies()).containsExactly("a".repeat(60), "a".repeat(41) + " " + "a".repeat(59));
    }

    @Test
    void whatCannotBeBatchedIsPublishedAloneAndInItsPlace() throws BrokerException {
        publish("a1", "a".repeat(100), "a2");
        batching.publish(message("a", "a-alone", Map.of()), settled("a-alone"));
        publish("a3");
        batching.publish(message("a", "a-date", Map.of("d", new Date())).batchable(), settled("a-date"));
        assertThat(published.bodies()).containsExactly("a1", "a".repeat(100), "a2", "a-alone", "a3", "a-date");
    }

    @Test
    void onlyTheDefaultExchangeIsKnownToLeadToOneQueue() throws BrokerException {
        for (int i = 0; i < 3; i++) {
            batching.publish(new OutboundMessage("amq.headers", "a", Map.of(), null, null, new byte[1]).batchable(),
                    settled("a"));
        }
        assertThat(published.messages).hasSize(3);
    }

    @Test
    void theConfirmOfABatchIsThatOfEachOfItsMessages() throws BrokerException {
        publish("a1", "a2", "a3", "b1", "b2", "b3");
        assertThat(batching.pendingCallbacks()).isEqualTo(2);
        published.callbacks.get(1).settled(new BrokerException.Unroutable("nowhere"));
        published.callbacks.get(0).settled(null);
        assertThat(settled).containsExactly("b1: Unroutable", "b2: Unroutable", "b3: Unroutable", "a1: null",
                "a2: null", "a3: null");
    }

    @Test
    void aCallbackThatThrowsDoesNotKeepTheOthersFromBeingCalled() throws BrokerException {
        batching.publish(message("a", "a1", Map.of()).batchable(), failure -> {
            throw new AssertionError("expected by this test");
        });
        publish("a2", "a3");
        published.callbacks.get(0).settled(null);
        assertThat(settled).containsExactly("a2: null", "a3: null");
    }

    @Test
    void aBatchThatIsNotTakenFailsEachOfItsMessagesWithoutTheLock() throws BrokerException {
        published.failure = new BrokerException.Full("no room");
        List<Integer> open = new ArrayList<>();
        batching.publish(message("a", "a1", Map.of()).batchable(),
                failure -> open.add(CompletableFuture.supplyAsync(batching::pendingCallbacks).orTimeout(10,
                        java.util.concurrent.TimeUnit.SECONDS).join()));
        publish("a2", "a3");
        assertThat(settled).containsExactly("a2: Full", "a3: Full");
        assertThat(open).containsExactly(0);
    }

    @Test
    void aListEndsAtTheFirstMessageThatIsNotTaken() {
        published.failure = new BrokerException.Full("no room");
        OutboundMessage alone = message("b", "b1", Map.of());
        batching.publish(List.of(message("a", "a1", Map.of()).batchable(), alone,
                message("a", "a2", Map.of()).batchable()),
                (message, failure) -> settled.add(new String(message.body(), UTF_8) + ": " + nameOf(failure)));
        assertThat(settled).as("the second, and the third behind it").containsExactly("b1: Full", "a2: Full");
        published.failure = null;
        batching.close();
        assertThat(published.bodies()).containsExactly("a1");
    }

    @Test
    void aRefusedMessageOfAListDoesNotKeepTheOthersFromBeingPublished() {
        OutboundMessage unsendable = new OutboundMessage("", "a", Map.of(), "x".repeat(300), null, new byte[1])
                .batchable();
        published.refusedQueue = "b";
        batching.publish(List.of(unsendable, message("b", "b1", Map.of()), message("c", "c1", Map.of())),
                (message, failure) -> settled.add(message.routingKey() + ": " + nameOf(failure)));
        assertThat(settled).containsExactly("a: Unsendable", "b: Refused");
        assertThat(published.bodies()).containsExactly("c1");
    }

    @Test
    void aMessageThatCannotBePutOnTheWireHarmsNoNeighbour() throws BrokerException {
        publish("a1");
        assertThatExceptionOfType(BrokerException.Unsendable.class).isThrownBy(() -> batching.publish(
                new OutboundMessage("", "a", Map.of(), "x".repeat(300), null, new byte[1]).batchable(), settled("a2")));
        publish("a3", "a4");
        assertThat(published.bodies()).containsExactly("a1 a3 a4");
    }

    @Test
    void aMessageWaitsForOthersThatWaitForRoomNoLongerThanTheTimeout() throws Exception {
        batching = new BatchingPublisher("test", published, new BatchingPolicy(1, 100, LONG), Duration.ofMillis(50));
        published.gate = new CountDownLatch(1);
        CompletableFuture<Void> stuck = CompletableFuture.runAsync(() -> publishUnchecked("a1"));
        await().atMost(SOON).until(() -> published.waiting);
        assertThatExceptionOfType(BrokerException.Full.class).isThrownBy(() -> publish("b1"));
        published.gate.countDown();
        stuck.get();
        assertThat(published.bodies()).containsExactly("a1");
    }

    @Test
    void closingPublishesWhatIsOpenAndBatchesNoMore() throws BrokerException {
        publish("a1", "a2");
        batching.close();
        assertThat(published.bodies()).containsExactly("a1 a2");
        assertThat(published.closed).isTrue();
        publish("a3");
        assertThat(published.bodies()).containsExactly("a1 a2", "a3");
    }

    private BatchingPublisher batching(Duration linger) {
        return new BatchingPublisher("test", published, new BatchingPolicy(3, 100, linger), SOON);
    }

    /** Publishes messages to the queue that their first character names. */
    private void publish(String... bodies) throws BrokerException {
        for (String body : bodies) {
            batching.publish(message(body.substring(0, 1), body, Map.of()).batchable(), settled(body));
        }
    }

    @Test
    void aBatchThatIsTooLargeIsPublishedInHalves() throws Exception {
        // A batch of one message has no framing.
        published.maxBytes = 3;
        batching = batching(LONG);
        publish("a1", "a22222", "a3");
        published.answer();

        assertThat(published.bodies()).containsExactly("a1 a22222 a3", "a1", "a3");
        published.answer();
        assertThat(settled).contains("a22222: TooLarge", "a1: null", "a3: null");
    }

    @Test
    void noBatchIsLargerThanTheBrokerTakes() throws Exception {
        published.maxBytes = 5;
        published.isLimitKnown = true;
        batching = batching(LONG);
        publish("a1", "a2", "a3", "a4");
        batching.close();

        assertThat(published.bodies()).as("with its framing a batch of two is too large").containsExactly("a1", "a2",
                "a3", "a4");
    }

    /** Each batch may wait for room, and all others wait for the lock meanwhile. */
    @Test
    void doesNotWaitForRoomAgainAndAgainUnderTheLock() throws Exception {
        batching = new BatchingPublisher("test", published, new BatchingPolicy(1, 100, LONG), Duration.ofMillis(50));
        published.takesMillis = 60;
        batching.publish(IntStream.range(0, 20).mapToObj(i -> message("a", "a" + i, Map.of()).batchable()).toList(),
                (message, failure) -> settled.add(nameOf(failure)));

        assertThat(published.bodies()).hasSizeLessThanOrEqualTo(2);
        assertThat(settled).hasSizeGreaterThanOrEqualTo(18).containsOnly("Full");
    }

    private void publishUnchecked(String body) {
        try {
            publish(body);
        } catch (BrokerException e) {
            throw new IllegalStateException(e);
        }
    }

    private static OutboundMessage message(String queue, String body, Map<String, Object> headers) {
        return OutboundMessage.json(queue, headers, body.getBytes(UTF_8));
    }

    private Publisher.ConfirmCallback settled(String name) {
        return failure -> settled.add(name + ": " + nameOf(failure));
    }

    private static @Nullable String nameOf(@Nullable BrokerException failure) {
        return failure == null ? null : failure.getClass().getSimpleName();
    }

    /** Takes every message, or fails each with the same failure. */
    private static final class RecordingPublisher implements Publisher {
        private final List<OutboundMessage> messages = new CopyOnWriteArrayList<>();
        private final List<ConfirmCallback> callbacks = new CopyOnWriteArrayList<>();
        private volatile @Nullable BrokerException failure;
        /** How long a message waits for room. */
        private volatile long takesMillis;
        private volatile int maxBytes = Integer.MAX_VALUE;
        private volatile boolean isLimitKnown;
        private volatile CountDownLatch gate = new CountDownLatch(0);
        private volatile @Nullable String refusedQueue;
        private volatile boolean waiting;
        private volatile boolean closed;

        @Override
        public void publish(OutboundMessage message, ConfirmCallback callback) throws BrokerException {
            waiting = true;
            try {
                gate.await();
                if (takesMillis > 0) {
                    new CountDownLatch(1).await(takesMillis, TimeUnit.MILLISECONDS);
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            if (failure != null) {
                throw failure;
            }
            if (message.routingKey().equals(refusedQueue)) {
                throw new BrokerException.Refused("refused");
            }
            if (isLimitKnown && message.body().length > maxBytes) {
                throw new BrokerException.TooLarge("too large");
            }
            messages.add(message);
            callbacks.add(callback);
        }

        @Override
        public long maxMessageBytes() {
            return isLimitKnown ? maxBytes : Long.MAX_VALUE;
        }

        /** Confirms what was published, or finds out that it is too large. */
        private void answer() {
            for (int i = 0; i < messages.size(); i++) {
                boolean isTooLarge = messages.get(i).body().length > maxBytes;
                isLimitKnown |= isTooLarge;
                callbacks.get(i).settled(isTooLarge ? new BrokerException.TooLarge("too large") : null);
            }
        }

        @Override
        public void publish(List<OutboundMessage> several, EachConfirmCallback callback) {
            throw new UnsupportedOperationException();
        }

        /** The bodies of each message, those of a batch with spaces between them. */
        private List<String> bodies() {
            return messages.stream().map(RecordingPublisher::bodies).toList();
        }

        private static String bodies(OutboundMessage message) {
            if (!message.headers().containsKey(MessageBatch.HEADER)) {
                return new String(message.body(), UTF_8);
            }
            try {
                return String.join(" ", MessageBatch.read(message.body()).stream()
                        .map(entry -> new String(entry.body(), UTF_8)).toList());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void awaitOpen() {
        }

        @Override
        public int inFlight() {
            return messages.size();
        }

        @Override
        public int pendingCallbacks() {
            return messages.size();
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
