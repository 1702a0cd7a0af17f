package io.anivia.ops.reload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

class CoalescedTaskTest {

    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private final AtomicInteger runs = new AtomicInteger();

    @Test
    void aStormOfRequestsIsOneRun() {
        CoalescedTask task = new CoalescedTask(waiting::add, runs::incrementAndGet);

        IntStream.range(0, 10_000).forEach(i -> task.request());

        assertThat(waiting).hasSize(1);
        waiting.remove().run();
        assertThat(runs).hasValue(1);
    }

    /** What asks while it runs may have changed what it has looked at already. */
    @Test
    void aRequestWhileItRunsIsOneMoreRun() {
        CoalescedTask[] task = new CoalescedTask[1];
        task[0] = new CoalescedTask(waiting::add, () -> {
            if (runs.incrementAndGet() == 1) {
                task[0].request();
                task[0].request();
            }
        });
        task[0].request();

        waiting.remove().run();
        assertThat(waiting).hasSize(1);
        waiting.remove().run();

        assertThat(runs).hasValue(2);
        assertThat(waiting).isEmpty();
    }

    @Test
    void aRequestAfterTheEndDoesNothing() {
        CoalescedTask task = new CoalescedTask(run -> {
            throw new RejectedExecutionException();
        }, runs::incrementAndGet);

        task.request();
        task.request();

        assertThat(runs).hasValue(0);
    }
}
