package io.anivia.common;

import java.time.Duration;
import java.util.OptionalLong;

/** Limits how often a line is logged that may be due thousands of times a second. Thread-safe. */
public final class LogThrottle {

    private final long intervalNanos;
    private long lastLogged;
    private long suppressed;

    /** At most one line a second. */
    public LogThrottle() {
        this(Duration.ofSeconds(1));
    }

    /** At most one line an interval. */
    public LogThrottle(Duration interval) {
        intervalNanos = interval.toNanos();
        lastLogged = System.nanoTime() - intervalNanos;
    }

    /**
     * Called when a line is due.
     *
     * @return how many lines were suppressed since the last one, if this one is to be logged; empty if it is suppressed
     */
    public synchronized OptionalLong now() {
        long now = System.nanoTime();
        if (now - lastLogged < intervalNanos) {
            suppressed++;
            return OptionalLong.empty();
        }
        OptionalLong before = OptionalLong.of(suppressed);
        lastLogged = now;
        suppressed = 0;
        return before;
    }
}
