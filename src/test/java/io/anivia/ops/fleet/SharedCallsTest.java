package io.anivia.ops.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import io.anivia.ops.admin.HttpProblem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SharedCallsTest {

    private static final int CALLERS = 50;

    private final SharedCalls<Integer> calls = new SharedCalls<>();
    private final AtomicInteger count = new AtomicInteger();
    private final CountDownLatch firstIsRunning = new CountDownLatch(1);
    private final CountDownLatch firstMayEnd = new CountDownLatch(1);
    private final List<Thread> callers = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task);
        callers.add(thread);
        return thread;
    });

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    /** The first one waits to be let go. */
    private int next() throws InterruptedException {
        int n = count.incrementAndGet();
        if (n == 1) {
            firstIsRunning.countDown();
            firstMayEnd.await();
        }
        return n;
    }

    private List<Future<Integer>> whileTheFirstRuns(SharedCalls.Call<Integer> call) throws Exception {
        List<Future<Integer>> all = new ArrayList<>();
        all.add(threads.submit(() -> calls.call("a", call)));
        firstIsRunning.await();
        for (int i = 0; i < CALLERS; i++) {
            all.add(threads.submit(() -> calls.call("a", call)));
        }
        await().until(() -> callers.stream().filter(each -> each.getState() == Thread.State.WAITING).count() > CALLERS);
        return all;
    }

    @Test
    void thoseThatComeWhileOneRunsShareTheNextAndNotThatOne() throws Exception {
        List<Future<Integer>> all = whileTheFirstRuns(this::next);
        firstMayEnd.countDown();

        assertThat(all.get(0).get()).isEqualTo(1);
        for (Future<Integer> each : all.subList(1, all.size())) {
            assertThat(each.get()).isEqualTo(2);
        }
        assertThat(count).hasValue(2);
        assertThat(calls.size()).isZero();
    }

    @Test
    void anErrorIsSharedAndNotKept() throws Exception {
        List<Future<Integer>> all = whileTheFirstRuns(() -> {
            throw new HttpProblem(503, "number " + next());
        });
        firstMayEnd.countDown();

        for (int i = 0; i < all.size(); i++) {
            Future<Integer> each = all.get(i);
            assertThatThrownBy(each::get).hasRootCauseInstanceOf(HttpProblem.class)
                    .hasMessageContaining(i == 0 ? "number 1" : "number 2");
        }
        assertThat(calls.size()).isZero();
        assertThat(calls.call("a", this::next)).isEqualTo(3);
    }

    @Test
    void anInterruptedLeaderLeavesNothingBehind() throws Exception {
        List<Future<Integer>> all = whileTheFirstRuns(this::next);
        threads.shutdownNow();

        // The second may have begun before it was interrupted.
        for (Future<Integer> each : all) {
            await().until(each::isDone);
        }
        assertThat(calls.size()).isZero();
    }

    @Test
    void otherThingsAreAskedForBeside() throws Exception {
        Future<Integer> first = threads.submit(() -> calls.call("a", this::next));
        firstIsRunning.await();

        assertThat(calls.call("b", this::next)).isEqualTo(2);
        firstMayEnd.countDown();
        assertThat(first.get()).isEqualTo(1);
    }
}
