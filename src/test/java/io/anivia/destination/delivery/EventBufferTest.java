package io.anivia.destination.delivery;

import static io.anivia.destination.delivery.TestEvent.dueAt;
import static io.anivia.destination.delivery.TestEvent.ids;
import static io.anivia.destination.delivery.TestEvent.item;
import static io.anivia.destination.delivery.TestEvent.items;
import static io.anivia.destination.delivery.TestEvent.keyed;
import static io.anivia.destination.delivery.TestEvent.lose;
import static io.anivia.destination.delivery.TestEvent.receivedAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EventBufferTest {

    private static final Duration FOR_EVER = Duration.ofHours(1);

    private final AtomicInteger arrivals = new AtomicInteger();

    @Test
    void aFullBatchIsTakenAtOnceAndInOrder() {
        EventBuffer inHand = new EventBuffer(3, 1000, FOR_EVER, FOR_EVER, arrivals::incrementAndGet);
        items(5).forEach(inHand::add);

        assertThat(ids(take(inHand).items())).containsExactly("0", "1", "2");
        assertThat(inHand.size()).as("with those that are being delivered").isEqualTo(5);
        assertThat(inHand.poll().isEmpty()).as("the others wait for more").isTrue();
    }

    @Test
    void aBatchThatDoesNotFillIsTakenAfterTheInterval() {
        EventBuffer inHand = new EventBuffer(3, 1000, Duration.ofMillis(50), FOR_EVER, arrivals::incrementAndGet);
        inHand.add(item("a"));
        long begun = System.nanoTime();

        assertThat(ids(take(inHand).items())).containsExactly("a");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofMillis(49));
    }

    @Test
    void saysWhenTheWaitBeginsAndWhenTheBatchIsFull() {
        EventBuffer inHand = new EventBuffer(3, 1000, FOR_EVER, FOR_EVER, arrivals::incrementAndGet);
        inHand.add(item("a"));
        assertThat(arrivals).hasValue(1);
        inHand.add(item("b"));
        assertThat(arrivals).hasValue(1);
        inHand.add(item("c"));
        assertThat(arrivals).hasValue(2);
        assertThat(inHand.nanosToNext()).isNotPositive();
    }

    @Test
    void bytesFillABatchToo() {
        EventBuffer inHand = new EventBuffer(100, 10, FOR_EVER, FOR_EVER, arrivals::incrementAndGet);
        inHand.add(item("1234"));
        inHand.add(item("5678"));
        inHand.add(item("90ab"));

        assertThat(ids(take(inHand).items())).containsExactly("1234", "5678");
    }

    @Test
    void anEventLargerThanABatchGoesAlone() {
        EventBuffer inHand = new EventBuffer(100, 10, Duration.ofMillis(1), FOR_EVER, arrivals::incrementAndGet);
        inHand.add(item("larger than ten bytes"));
        inHand.add(item("small"));

        assertThat(ids(take(inHand).items())).containsExactly("larger than ten bytes");
        assertThat(ids(take(inHand).items())).containsExactly("small");
    }

    @Test
    void anEventThatWasSetAsideGoesAloneAndNotBeforeItsTime() {
        EventBuffer inHand = new EventBuffer(3, 1000, Duration.ofMillis(1), FOR_EVER, arrivals::incrementAndGet);
        long due = System.currentTimeMillis() + 200;
        inHand.addLater(dueAt("later", due + FOR_EVER.toMillis()));
        inHand.addLater(dueAt("due", due));
        inHand.add(item("a"));
        assertThat(ids(take(inHand).items())).containsExactly("a");

        assertThat(ids(take(inHand).items())).containsExactly("due");
        assertThat(System.currentTimeMillis()).isGreaterThanOrEqualTo(due);
        assertThat(inHand.poll().isEmpty()).isTrue();
        assertThat(inHand.size()).as("still counted").isEqualTo(3);
    }

    @Test
    void dropsWhatTheBrokerHasTakenBackWhenItComesAgain() {
        EventBuffer inHand = new EventBuffer(3, 1000, Duration.ofMillis(1), FOR_EVER, arrivals::incrementAndGet);
        QueuedEvent first = item("a");
        QueuedEvent due = dueAt("due", Long.MAX_VALUE);
        inHand.add(first);
        inHand.addLater(due);

        lose(first);
        lose(due);
        inHand.add(item("a"));
        inHand.addLater(dueAt("due", Long.MAX_VALUE));

        assertThat(inHand.size()).isEqualTo(2);
        assertThat(take(inHand).items()).hasSize(1).doesNotContain(first);
    }

    @Test
    void aClockThatIsSetBackHoldsNothingUp() {
        EventBuffer inHand = new EventBuffer(3, 1000, FOR_EVER, Duration.ofMillis(20), arrivals::incrementAndGet);
        inHand.addLater(dueAt("due in a year, by another clock",
                System.currentTimeMillis() + Duration.ofDays(365).toMillis()));

        assertThat(take(inHand).items()).hasSize(1);
    }

    @Test
    void takesNothingThatTheBrokerHasTakenBack() {
        EventBuffer inHand = new EventBuffer(3, 1000, Duration.ofMillis(1), FOR_EVER, arrivals::incrementAndGet);
        inHand.add(lose(item("a")));
        inHand.addLater(lose(dueAt("due", 0)));

        assertThat(inHand.poll().isEmpty()).isTrue();
        assertThat(inHand.poll().isEmpty()).isTrue();
        assertThat(inHand.size()).isZero();
    }

    @Test
    void knowsItsOldest() {
        EventBuffer inHand = new EventBuffer(3, 1000, Duration.ofMillis(1), FOR_EVER, arrivals::incrementAndGet);
        assertThat(inHand.oldestReceivedAt()).isEmpty();
        inHand.add(receivedAt("a", 20));
        inHand.addLater(receivedAt("b", 10));
        assertThat(inHand.oldestReceivedAt()).hasValue(10);
        inHand.clear();
        assertThat(inHand.oldestReceivedAt()).isEmpty();
    }

    @Test
    void whatWaitsForItsKeyDoesNotOvertakeWhatWasLetGoBeforeIt() {
        EventBuffer inHand = new EventBuffer(3, 1000, Duration.ofMillis(1), FOR_EVER, arrivals::incrementAndGet);
        add(inHand, "a", "a0", "a1", "a2");
        add(inHand, "b", "b0", "b1", "b2");
        Batch firstA = take(inHand);
        Batch firstB = take(inHand);
        add(inHand, "a", "a3", "a4", "a5", "a6", "a7");
        add(inHand, "b", "b3");
        add(inHand, "c", "c0", "c1", "c2");
        assertThat(ids(take(inHand).items())).containsExactly("c0", "c1", "c2");

        inHand.done(firstA);
        inHand.done(firstB);
        add(inHand, "a", "a8");
        Batch mixed = take(inHand);
        assertThat(ids(mixed.items())).containsExactly("b3", "a3", "a4");
        inHand.done(mixed);
        Batch next = take(inHand);
        assertThat(ids(next.items())).containsExactly("a5");
        inHand.done(next);
        assertThat(ids(take(inHand).items())).containsExactly("a6", "a7", "a8");
    }

    private static void add(EventBuffer inHand, String key, String... ids) {
        Stream.of(ids).forEach(id -> inHand.add(keyed(key, id)));
    }

    @RepeatedTest(20)
    void whatIsTriedOutOfABatchIsTheFirstWithItsKey() {
        EventBuffer inHand = new EventBuffer(6, 1000, FOR_EVER, FOR_EVER, arrivals::incrementAndGet);
        for (int i = 0; i < 6; i++) {
            inHand.add(keyed("k" + i % 2, Integer.toString(i)));
        }
        Batch failed = take(inHand);
        inHand.hold(failed, List.of(failed), Duration.ZERO);

        Batch other = inHand.pollOther(failed, new Random());
        assertThat(ids(other.items())).isSubsetOf("0", "1").hasSize(1);
        inHand.done(other);
        assertThat(ids(take(inHand).items())).hasSize(5).containsSubsequence("2", "4").containsSubsequence("3", "5");
    }

    private static Batch take(EventBuffer inHand) {
        return await().until(inHand::poll, batch -> !batch.isEmpty());
    }
}
