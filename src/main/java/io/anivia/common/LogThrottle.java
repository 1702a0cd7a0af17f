package io.anivia.common;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** Keeps a log from being flooded by what may happen thousands of times a second. Thread-safe. */
public final class LogThrottle {

    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private long last = System.nanoTime() - INTERVAL_NANOS;
    private long passedOver;

    /** @return how often it was passed over since it was last logged; empty if it is to be passed over now */
    public synchronized OptionalLong now() {
        long now = System.nanoTime();
        if (now - last < INTERVAL_NANOS) {
            passedOver++;
            return OptionalLong.empty();
        }
        OptionalLong since = OptionalLong.of(passedOver);
        last = now;
        passedOver = 0;
        return since;
    }
}
