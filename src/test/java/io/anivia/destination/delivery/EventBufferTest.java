package io.anivia.destination.delivery;

import static io.anivia.destination.delivery.TestEvent.dueAt;
import static io.anivia.destination.delivery.TestEvent.ids;
import static io.anivia.destination.delivery.TestEvent.item;
import static io.anivia.destination.delivery.TestEvent.items;
import static io.anivia.destination.delivery.TestEvent.lose;
import static io.anivia.destination.delivery.TestEvent.receivedAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EventBufferTest {

    private static final Duration FOR_EVER = Duration.ofHours(1);

    private final ExecutorService worker = Executors.newSingleThreadExecutor();

    @AfterEach
    void stop() {
        worker.shutdownNow();
    }

    @Test
    void aFullBatchIsTakenAtOnceAndInOrder() throws Exception {
        EventBuffer inHand = new EventBuffer(3, 1000, FOR_EVER, FOR_EVER);
        items(5).forEach(inHand::add);

        assertThat(ids(inHand.take().items())).containsExactly("0", "1", "2");
        assertThat(inHand.size()).isEqualTo(2);
    }

    @Test
    void aBatchThatDoesNotFillIsTakenAfterTheInterval() throws Exception {
        EventBuffer inHand = new EventBuffer(3, 1000, Duration.ofMillis(50), FOR_EVER);
        inHand.add(item("a"));
        long begun = System.nanoTime();

        assertThat(ids(inHand.take().items())).containsExactly("a");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofMillis(49));
    }

    @Test
    void whoWaitsIsWokenByTheEventThatFillsTheBatch() throws Exception {
        EventBuffer inHand = new EventBuffer(2, 1000, FOR_EVER, FOR_EVER);
        Future<Batch> taken = worker.submit(inHand::take);
        inHand.add(item("a"));
        inHand.add(item("b"));

        assertThat(ids(taken.get(10, TimeUnit.SECONDS).items())).containsExactly("a", "b");
    }

    @Test
    void bytesFillABatchToo() throws Exception {
        EventBuffer inHand = new EventBuffer(100, 10, FOR_EVER, FOR_EVER);
        inHand.add(item("1234"));
        inHand.add(item("5678"));
        inHand.add(item("90ab"));

        assertThat(ids(inHand.take().items())).containsExactly("1234", "5678");
    }

    @Test
    void anEventLargerThanABatchGoesAlone() throws Exception {
        EventBuffer inHand = new EventBuffer(100, 10, Duration.ofMillis(1), FOR_EVER);
        inHand.add(item("larger than ten bytes"));
        inHand.add(item("small"));

        assertThat(ids(inHand.take().items())).containsExactly("larger than ten bytes");
        assertThat(ids(inHand.take().items())).containsExactly("small");
    }

    @Test
    void anEventThatWasSetAsideGoesAloneAndNotBeforeItsTime() throws Exception {
        EventBuffer inHand = new EventBuffer(3, 1000, FOR_EVER, FOR_EVER);
        long due = System.currentTimeMillis() + 50;
        inHand.addLater(dueAt("later", due + FOR_EVER.toMillis()));
        inHand.addLater(dueAt("due", due));
        inHand.add(item("a"));
        assertThat(inHand.poll().items()).extracting(TestEvent::id).containsExactly("a");

        assertThat(ids(inHand.take().items())).containsExactly("due");
        assertThat(System.currentTimeMillis()).isGreaterThanOrEqualTo(due);
        assertThat(inHand.poll().isEmpty()).isTrue();
        assertThat(inHand.size()).as("still counted").isEqualTo(1);
    }

    /** None may be left lying because the one who was woken for it took something else. */
    @Test
    void severalWorkersTakeEverythingOnce() throws Exception {
        EventBuffer inHand = new EventBuffer(3, 1000, Duration.ofMillis(2), FOR_EVER);
        List<QueuedEvent> taken = new CopyOnWriteArrayList<>();
        ExecutorService workers = Executors.newFixedThreadPool(4);
        try {
            for (int i = 0; i < 4; i++) {
                workers.submit(() -> {
                    while (true) {
                        taken.addAll(inHand.take().items());
                    }
                });
            }
            List<QueuedEvent> all = new ArrayList<>();
            for (int round = 0; round < 200; round++) {
                List<QueuedEvent> some = items(1 + round % 7);
                all.addAll(some);
                some.forEach(inHand::add);
                QueuedEvent late = dueAt("late", System.currentTimeMillis() + round % 3);
                all.add(late);
                inHand.addLater(late);
                if (round % 10 == 0) {
                    await().until(() -> taken.size() == all.size());
                }
            }
            await().until(() -> taken.size() == all.size());
            assertThat(taken).containsExactlyInAnyOrderElementsOf(all);
        } finally {
            workers.shutdownNow();
        }
    }

    @Test
    void dropsWhatTheBrokerHasTakenBackWhenItComesAgain() throws Exception {
        EventBuffer inHand = new EventBuffer(3, 1000, Duration.ofMillis(1), FOR_EVER);
        QueuedEvent first = item("a");
        QueuedEvent due = dueAt("due", Long.MAX_VALUE);
        inHand.add(first);
        inHand.addLater(due);

        lose(first);
        lose(due);
        inHand.add(item("a"));
        inHand.addLater(dueAt("due", Long.MAX_VALUE));

        assertThat(inHand.size()).isEqualTo(2);
        assertThat(inHand.take().items()).hasSize(1).doesNotContain(first);
    }

    @Test
    void aClockThatIsSetBackHoldsNothingUp() throws Exception {
        EventBuffer inHand = new EventBuffer(3, 1000, FOR_EVER, Duration.ofMillis(20));
        inHand.addLater(dueAt("due in a year, by another clock",
                System.currentTimeMillis() + Duration.ofDays(365).toMillis()));

        assertThat(inHand.take().items()).hasSize(1);
    }

    @Test
    void takesNothingThatTheBrokerHasTakenBack() {
        EventBuffer inHand = new EventBuffer(3, 1000, Duration.ofMillis(1), FOR_EVER);
        inHand.add(lose(item("a")));
        inHand.addLater(lose(dueAt("due", 0)));

        assertThat(inHand.poll().isEmpty()).isTrue();
        assertThat(inHand.poll().isEmpty()).isTrue();
        assertThat(inHand.size()).isZero();
    }

    @Test
    void knowsItsOldest() {
        EventBuffer inHand = new EventBuffer(3, 1000, Duration.ofMillis(1), FOR_EVER);
        assertThat(inHand.oldestReceivedAt()).isEmpty();
        inHand.add(receivedAt("a", 20));
        inHand.addLater(receivedAt("b", 10));
        assertThat(inHand.oldestReceivedAt()).hasValue(10);
        inHand.clear();
        assertThat(inHand.oldestReceivedAt()).isEmpty();
    }
}
