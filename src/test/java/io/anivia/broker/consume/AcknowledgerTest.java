package io.anivia.broker.consume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.ShutdownSignalException;
import org.junit.jupiter.api.Test;

class AcknowledgerTest {

    private final StrictBroker broker = new StrictBroker();
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    /** What each flush that was asked for may do: wait a little. */
    private final List<Boolean> soon = new ArrayList<>();
    private final Acknowledger acknowledger = new Acknowledger(broker, this::later, () -> 4);

    @Test
    void acknowledgesARunAtOnce() {
        broker.deliver(3);
        ack(1, 2, 3);
        flush();
        assertThat(broker.heard).containsExactly("ack ..3");
        assertThat(broker.unsettled).isEmpty();
    }

    @Test
    void waitsForTheOldest() {
        broker.deliver(3);
        ack(3, 2);
        flush();
        assertThat(broker.heard).isEmpty();
        ack(1);
        flush();
        assertThat(broker.heard).containsExactly("ack ..3");
    }

    @Test
    void neverAcknowledgesUpToOneThatWasGivenBack() {
        broker.deliver(3);
        acknowledger.requeue(3);
        ack(1, 2);
        flush();
        assertThat(broker.heard).containsExactly("requeue 3", "ack ..2");
        assertThat(broker.unsettled).isEmpty();
    }

    @Test
    void acknowledgesPastOneThatWasGivenBack() {
        broker.deliver(4);
        ack(1);
        acknowledger.requeue(2);
        ack(3, 4);
        flush();
        assertThat(broker.unsettled).isEmpty();
        assertThat(broker.heard).last().isEqualTo("ack ..4");
    }

    @Test
    void writesNothingWhenAllOfARunWasGivenBack() {
        broker.deliver(2);
        acknowledger.requeue(1);
        acknowledger.requeue(2);
        flush();
        assertThat(broker.heard).containsExactly("requeue 1", "requeue 2");
    }

    @Test
    void oneThatTakesLongDoesNotHoldUpManyOthers() {
        broker.deliver(10);
        ack(2, 3, 5, 6);
        flush();
        assertThat(broker.heard).isEmpty();
        ack(7);
        flush();
        assertThat(broker.unsettled).containsExactly(1L, 4L, 8L, 9L, 10L);
        ack(4, 1, 8);
        flush();
        assertThat(broker.heard).last().isEqualTo("ack ..8");
        assertThat(broker.unsettled).containsExactly(9L, 10L);
    }

    @Test
    void aFewWaitForOthersAndManyDoNot() {
        broker.deliver(10);
        ack(1, 2, 3, 4);
        assertThat(soon).containsExactly(true);
        ack(5, 6);
        assertThat(soon).containsExactly(true, false);
        flush();
        assertThat(broker.heard).containsExactly("ack ..6");
        ack(7);
        assertThat(soon).containsExactly(true, false, true);
    }

    @Test
    void finishingAcknowledgesWhatIsBehindOneThatHasNotCompleted() {
        broker.deliver(4);
        ack(2, 4);
        acknowledger.finish(() -> broker.heard.add("closed"));
        flush();
        assertThat(broker.heard).containsExactly("ack 2", "ack 4", "closed");
        assertThat(broker.unsettled).containsExactly(1L, 3L);
    }

    @Test
    void refusesToSettleTwice() {
        broker.deliver(2);
        ack(2);
        assertThatIllegalStateException().isThrownBy(() -> acknowledger.ack(2));
        ack(1);
        flush();
        assertThatIllegalStateException().isThrownBy(() -> acknowledger.ack(1));
    }

    @Test
    void doesNothingWhenTheChannelOrTheBrokerIsGone() {
        broker.deliver(1);
        broker.open = false;
        ack(1);
        flush();
        assertThat(acknowledger.isLost()).isTrue();
        new Acknowledger(broker, (write, soon) -> {
            throw new RejectedExecutionException();
        }, () -> 4).ack(1);
        assertThat(broker.heard).isEmpty();
    }

    /** Any order of completion, any share given back, flushes at any time: every delivery is settled exactly once. */
    @Test
    void settlesEveryDeliveryOnceInAnyOrder() {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            StrictBroker strict = new StrictBroker();
            Queue<Runnable> later = new ArrayDeque<>();
            int mostBehindGap = random.nextInt(10);
            Acknowledger each = new Acknowledger(strict, (write, soon) -> later.add(write), () -> mostBehindGap);
            strict.deliver(300);
            List<Integer> order = new ArrayList<>(IntStream.rangeClosed(1, 300).boxed().toList());
            for (int from = 0; from < 300; from += 20) {
                Collections.shuffle(order.subList(from, Math.min(300, from + 40)), random);
            }
            for (int tag : order) {
                if (random.nextInt(10) == 0) {
                    each.requeue(tag);
                } else {
                    each.ack(tag);
                }
                while (random.nextInt(3) == 0 && !later.isEmpty()) {
                    later.remove().run();
                }
            }
            while (!later.isEmpty()) {
                later.remove().run();
            }
            assertThat(strict.unsettled).isEmpty();
        }
    }

    private void ack(long... tags) {
        for (long tag : tags) {
            acknowledger.ack(tag);
        }
    }

    private void later(Runnable write, boolean maySoon) {
        tasks.add(write);
        soon.add(maySoon);
    }

    private void flush() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }

    /** Refuses what RabbitMQ closes a channel for: a tag that is settled, with "multiple" too. */
    private static final class StrictBroker implements Acknowledger.Wire {
        private final TreeSet<Long> unsettled = new TreeSet<>();
        private final List<String> heard = new ArrayList<>();
        private boolean open = true;

        void deliver(int count) {
            IntStream.rangeClosed(1, count).forEach(tag -> unsettled.add((long) tag));
        }

        @Override
        public void ack(long tag, boolean multiple) {
            check(tag);
            heard.add("ack " + (multiple ? ".." : "") + tag);
            if (multiple) {
                unsettled.headSet(tag, true).clear();
            } else {
                unsettled.remove(tag);
            }
        }

        @Override
        public void requeue(long tag) {
            check(tag);
            heard.add("requeue " + tag);
            unsettled.remove(tag);
        }

        private void check(long tag) {
            if (!open) {
                throw new AlreadyClosedException(new ShutdownSignalException(false, false, null, this));
            }
            assertThat(unsettled).as("PRECONDITION_FAILED - unknown delivery tag").contains(tag);
        }

        @Override
        public boolean isOpen() {
            return open;
        }
    }
}
