package io.anivia.ops.reload;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A task that runs once for all that is asked while it waits for its turn: whatever has changed until then, it sees. So no
 * more than one waits, however often it is asked for. Thread-safe.
 */
final class CoalescedTask {

    private final Executor executor;
    private final Runnable task;
    private final AtomicBoolean isWaiting = new AtomicBoolean();

    CoalescedTask(Executor executor, Runnable task) {
        this.executor = executor;
        this.task = task;
    }

    /** Runs it soon; not at all if the executor has been shut down. */
    void request() {
        if (!isWaiting.compareAndSet(false, true)) {
            return;
        }
        try {
            executor.execute(() -> {
                // From here on a change may be too late for it.
                isWaiting.set(false);
                task.run();
            });
        } catch (RejectedExecutionException e) {
            isWaiting.set(false);
        }
    }
}
