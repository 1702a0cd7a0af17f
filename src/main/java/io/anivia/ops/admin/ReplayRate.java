package io.anivia.ops.admin;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** So many a second, evenly, until told to stop. */
final class ReplayRate {

    private final long intervalNanos;
    private final CountDownLatch stop = new CountDownLatch(1);
    private long next = System.nanoTime();

    ReplayRate(int perSecond) {
        intervalNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
    }

    /** Waits for the next one's time; for one thread. */
    void await() throws InterruptedException {
        long now = System.nanoTime();
        next = Math.max(next + intervalNanos, now);
        stop.await(next - now, TimeUnit.NANOSECONDS);
    }

    void stop() {
        stop.countDown();
    }

    boolean isStopped() {
        return stop.getCount() == 0;
    }
}
