package io.anivia.rabbitmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

import io.anivia.broker.connection.BrokerException;
import io.anivia.broker.publish.OutboundMessage;
import io.anivia.broker.publish.Publisher;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FanOutTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final BrokerException REFUSED = new BrokerException.Refused("full");
    private static final BrokerException LOST = new BrokerException.Unavailable("lost", null);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Set<FanOut> waiting = ConcurrentHashMap.newKeySet();
    private final List<Optional<BrokerException>> done = new CopyOnWriteArrayList<>();
    private final ScriptedPublisher broker = new ScriptedPublisher();
    private volatile boolean stopping;

    @AfterEach
    void close() {
        timer.shutdownNow();
    }

    @Test
    void isDoneWhenAllAreConfirmed() {
        publish(message("a"), message("b"));
        assertThat(done).containsExactly(Optional.empty());
        assertThat(broker.published).containsExactly("a", "b");
    }

    @Test
    void publishesAgainOnlyWhatIsNotConfirmed() {
        broker.fail("b", REFUSED, REFUSED, REFUSED, REFUSED);
        publish(message("a"), message("b"), message("c"));
        assertThat(done).isEmpty();
        await().atMost(SOON).until(() -> !done.isEmpty());
        assertThat(done).containsExactly(Optional.empty());
        assertThat(broker.published).containsExactly("a", "b", "c", "b", "b", "b", "b");
    }

    @Test
    void aQueueThatGoesOnRefusingLosesItsMessageToTheAlternateQueue() {
        broker.fail("b", REFUSED, REFUSED, REFUSED, REFUSED, REFUSED);
        publish(message("a"), message("b").orElse("retry"));
        await().atMost(SOON).until(() -> !done.isEmpty());
        assertThat(done).containsExactly(Optional.empty());
        assertThat(broker.published).containsExactly("a", "b", "b", "b", "retry");
    }

    @Test
    void aMessageAloneIsPublishedAgainWhenItsQueueRefusesIt() {
        broker.fail("b", REFUSED);
        publish(message("b"));
        await().atMost(SOON).until(() -> !done.isEmpty());
        assertThat(done).containsExactly(Optional.empty());
    }

    @Test
    void failsAtOnceIfNothingIsConfirmedAndTheBrokerIsTheReason() {
        broker.fail("a", LOST);
        broker.fail("b", LOST);
        publish(message("a"), message("b"));
        assertThat(done).containsExactly(Optional.of(LOST));
        assertThat(broker.published).hasSize(2);
    }

    @Test
    void doesNotRepeatWhatIsConfirmedWhenTheBrokerGoesAway() {
        broker.fail("b", LOST, LOST);
        publish(message("a"), message("b").orElse("retry"));
        await().atMost(SOON).until(() -> !done.isEmpty());
        assertThat(broker.published).containsExactly("a", "b", "b", "b");
    }

    @Test
    void onlyRefusalsCountForTheAlternateQueue() {
        broker.fail("b", LOST, LOST, LOST, REFUSED, REFUSED);
        publish(message("a"), message("b").orElse("retry"));
        await().atMost(SOON).until(() -> !done.isEmpty());
        assertThat(broker.published).containsExactly("a", "b", "b", "b", "b", "b", "b");
    }

    @Test
    void aMessageThatTheBrokerHasLostStaysWithItsQueueBesideOneThatIsRefused() {
        broker.fail("a", REFUSED, REFUSED, REFUSED);
        broker.fail("b", LOST, LOST, LOST);
        publish(message("x"), message("a").orElse("retry-a"), message("b").orElse("retry-b"));
        await().atMost(SOON).until(() -> !done.isEmpty());
        assertThat(broker.published).containsExactly("x", "a", "b", "a", "b", "a", "b", "retry-a", "b");
    }

    @Test
    void failsIfAMessageCanNeverBePublished() {
        BrokerException unsendable = new BrokerException.Unsendable("too long");
        broker.fail("b", unsendable);
        broker.fail("c", REFUSED);
        publish(message("a"), message("b"), message("c"));
        assertThat(done).containsExactly(Optional.of(unsendable));
    }

    @Test
    void failsInsteadOfTryingAgainWhenItIsStopped() {
        stopping = true;
        broker.fail("b", REFUSED);
        publish(message("a"), message("b"));
        assertThat(done).containsExactly(Optional.of(REFUSED));
    }

    @Test
    void givesUpOnceWhileItWaits() {
        timer.shutdownNow();
        broker.fail("b", REFUSED);
        publish(message("a"), message("b"));
        assertThat(done).as("no timer takes it").containsExactly(Optional.of(REFUSED));
        assertThat(waiting).isEmpty();
    }

    @Test
    void aStopEndsTheWait() {
        broker.fail("b", LOST, LOST, LOST, LOST, LOST, LOST, LOST, LOST, LOST);
        publish(message("a"), message("b"));
        await().atMost(SOON).until(() -> {
            waiting.forEach(FanOut::giveUp);
            return !done.isEmpty();
        });
        assertThat(done).containsExactly(Optional.of(LOST));
        assertThat(waiting).isEmpty();
    }

    private void publish(OutboundMessage... messages) {
        new FanOut(broker, timer, () -> stopping, waiting, failure -> done.add(Optional.ofNullable(failure)))
                .publish(List.of(messages));
    }

    private static OutboundMessage message(String queue) {
        return OutboundMessage.json(queue, Map.of(), queue.getBytes(UTF_8));
    }

    /** Fails the first messages for a queue, each with the next failure of its script. */
    private static final class ScriptedPublisher implements Publisher {
        private final List<String> published = new CopyOnWriteArrayList<>();
        private final Map<String, List<BrokerException>> failures = new HashMap<>();

        void fail(String queue, BrokerException... script) {
            failures.put(queue, new ArrayList<>(List.of(script)));
        }

        @Override
        public synchronized void publish(List<OutboundMessage> messages, EachConfirmCallback callback) {
            for (OutboundMessage message : messages) {
                published.add(message.routingKey());
                callback.settled(message, next(message.routingKey()));
            }
        }

        private @Nullable BrokerException next(String queue) {
            List<BrokerException> script = failures.getOrDefault(queue, List.of());
            return script.isEmpty() ? null : script.remove(0);
        }

        @Override
        public void publish(OutboundMessage message, ConfirmCallback callback) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void awaitOpen() {
        }

        @Override
        public int inFlight() {
            return 0;
        }

        @Override
        public int pendingCallbacks() {
            return 0;
        }

        @Override
        public void close() {
        }
    }
}
