package io.anivia.elmer.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.github.bucket4j.TimeMeter;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.Test;

class RateLimitTest {

    private static final long SECOND = 1_000_000_000;

    private long now = 42;
    private final TimeMeter clock = new TimeMeter() {
        @Override
        public long currentTimeNanos() {
            return now;
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    };

    @Test
    void allowsABurstThenSaysHowLongToWait() {
        RateLimit limit = new RateLimit(2, 3, 100, clock);
        assertThat(takenOf(limit, 10)).isEqualTo(3);
        assertThat(limit.nanosToWait("a")).isEqualTo(SECOND / 2);
        now += SECOND / 5;
        assertThat(limit.nanosToWait("a")).as("a refused request costs nothing").isEqualTo(SECOND * 3 / 10);
        now += SECOND * 3 / 10;
        assertThat(limit.nanosToWait("a")).isZero();
        assertThat(limit.nanosToWait("a")).isEqualTo(SECOND / 2);
    }

    @Test
    void allowsNoMoreThanABurstAfterALongRest() {
        RateLimit limit = new RateLimit(2, 3, 100, clock);
        now += 3600 * SECOND;
        assertThat(takenOf(limit, 10)).isEqualTo(3);
    }

    @Test
    void keepsToItsRateForLong() {
        RateLimit limit = new RateLimit(2, 3, 100, clock);
        int taken = 0;
        for (int millis = 0; millis < 60_000; millis += 7) {
            taken += limit.nanosToWait("a") == 0 ? 1 : 0;
            now += 7_000_000;
        }
        assertThat(taken).isBetween(3 + 2 * 59, 3 + 2 * 60);
    }

    @Test
    void givesEachTokenOnceToManyThreads() {
        RateLimit limit = new RateLimit(1, 1000, 100, clock);
        AtomicInteger taken = new AtomicInteger();
        IntStream.range(0, 10_000).parallel().filter(i -> limit.nanosToWait("a") == 0)
                .forEach(i -> taken.incrementAndGet());
        assertThat(taken).hasValue(1000);
    }

    @Test
    void countsEachSenderByItself() {
        RateLimit limit = new RateLimit(1, 1, 100, clock);
        assertThat(limit.nanosToWait("a")).isZero();
        assertThat(limit.nanosToWait("a")).isEqualTo(SECOND);
        assertThat(limit.nanosToWait("b")).isZero();
        now += SECOND;
        assertThat(limit.nanosToWait("a")).isZero();
    }

    @Test
    void remembersABoundedNumberOfSenders() {
        RateLimit limit = new RateLimit(1, 1, 100, clock);
        int senders = 10_000;
        assertThat(IntStream.range(0, senders).filter(i -> limit.nanosToWait(i) == 0)).hasSize(senders);
        assertThat(IntStream.range(0, senders).filter(i -> limit.nanosToWait(senders - 1 - i) > 0).count())
                .as("senders that are remembered").isBetween(1L, 100L);
    }

    @Test
    void isOffUnlessSet() {
        RateLimit off = RateLimit.of(config(Map.of()));
        assertThat(off.isOff()).isTrue();
        assertThat(takenOf(off, 1000)).isEqualTo(1000);
    }

    @Test
    void burstIsASecondsWorthUnlessSet() {
        assertThat(burstOf(Map.of("anivia.elmer.rate-limit", "5"))).isEqualTo(5);
        assertThat(burstOf(Map.of("anivia.elmer.rate-limit", "5", "anivia.elmer.rate-burst", "9"))).isEqualTo(9);
    }

    @Test
    void saysWhichSettingMakesNoSense() {
        assertThatThrownBy(() -> RateLimit.of(config(Map.of("anivia.elmer.rate-limit", "-1"))))
                .hasMessageContaining("anivia.elmer.rate-limit is -1");
        assertThatThrownBy(() -> RateLimit.of(config(Map.of("anivia.elmer.rate-limit", "1",
                "anivia.elmer.rate-burst", "0")))).hasMessageContaining("anivia.elmer.rate-burst is 0");
    }

    private static int takenOf(RateLimit limit, int requests) {
        return (int) IntStream.range(0, requests).filter(i -> limit.nanosToWait("a") == 0).count();
    }

    private static int burstOf(Map<String, String> settings) {
        RateLimit limit = RateLimit.of(config(settings));
        int taken = 0;
        while (limit.nanosToWait("a") == 0) {
            taken++;
        }
        return taken;
    }

    private static AdmissionConfig config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder().withMapping(AdmissionConfig.class).withDefaultValues(settings)
                .withConverter(MemorySize.class, 100, new MemorySizeConverter())
                .withConverter(Duration.class, 100, new DurationConverter())
                .build().getConfigMapping(AdmissionConfig.class);
    }
}
