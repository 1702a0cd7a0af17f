package io.anivia.elmer.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

class TokenBucketTest {

    private static final long SECOND = 1_000_000_000;

    private long now = 42;
    private final TokenBucket bucket = new TokenBucket(TokenBucket.Size.of(2, 3), now);

    @Test
    void givesWhatItHoldsThenTellsHowLongToWait() {
        assertThat(IntStream.range(0, 3).mapToObj(i -> bucket.take(now))).containsOnly(Duration.ZERO);
        assertThat(bucket.take(now)).isEqualTo(Duration.ofMillis(500));
        now += SECOND / 5;
        assertThat(bucket.take(now)).as("asking costs nothing").isEqualTo(Duration.ofMillis(300));
        now += SECOND * 3 / 10;
        assertThat(bucket.take(now)).isZero();
        assertThat(bucket.take(now)).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void holdsNoMoreThanItsSizeHoweverLongItRests() {
        now += 3600 * SECOND;
        assertThat(IntStream.range(0, 3).mapToObj(i -> bucket.take(now))).containsOnly(Duration.ZERO);
        assertThat(bucket.take(now)).isPositive();
    }

    @Test
    void keepsToItsRateForLong() {
        int taken = 0;
        for (int millis = 0; millis < 60_000; millis += 7) {
            taken += bucket.take(now + millis * 1_000_000L).isZero() ? 1 : 0;
        }
        assertThat(taken).isBetween(3 + 2 * 59, 3 + 2 * 60);
    }

    @Test
    void survivesAClockThatOverflows() {
        long late = Long.MAX_VALUE - SECOND;
        TokenBucket old = new TokenBucket(TokenBucket.Size.of(1, 2), late);
        assertThat(old.take(late)).isZero();
        assertThat(old.take(late + 2 * SECOND)).isZero();
        assertThat(old.take(late + 2 * SECOND)).isZero();
        assertThat(old.take(late + 2 * SECOND)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void givesEachTokenOnceToManyThreads() {
        TokenBucket shared = new TokenBucket(TokenBucket.Size.of(1, 1000), now);
        AtomicInteger taken = new AtomicInteger();
        IntStream.range(0, 10_000).parallel().filter(i -> shared.take(now).isZero())
                .forEach(i -> taken.incrementAndGet());
        assertThat(taken).hasValue(1000);
    }
}
