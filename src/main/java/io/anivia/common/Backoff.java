package io.anivia.common;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Exponential backoff with jitter: a random time up to a ceiling that doubles, so that retries are spread out. */
public final class Backoff {

    private Backoff() {
    }

    /**
     * A random time to wait.
     *
     * @param first ceiling after the first failure
     * @param longest ceiling that is never exceeded
     * @param failures how many there were before this one; 0 for the first
     * @return between a tenth of the ceiling, so that no loop spins, and the ceiling
     */
    public static Duration fullJitter(Duration first, Duration longest, int failures) {
        long ceiling = ceiling(first, longest, failures).toMillis();
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(ceiling / 10, ceiling + 1));
    }

    /** The ceiling itself, without jitter. */
    public static Duration ceiling(Duration first, Duration longest, int failures) {
        long doubled = first.toMillis() << Math.min(Math.max(failures, 0), 30);
        return Duration.ofMillis(doubled <= 0 ? longest.toMillis() : Math.min(doubled, longest.toMillis()));
    }
}
