package io.anivia.prospector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;

import io.anivia.prospector.DeviceClock.CorrectedTime;
import io.anivia.prospector.DeviceClock.Method;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceClockTest {

    /** 2026-11-23T13:42:49.500Z, as epoch milliseconds; the times of the table are relative to it. */
    private static final long RECEIVED_AT = 1_795_441_369_500L;

    private final DeviceClock clock = new DeviceClock(Duration.ofSeconds(60));

    /** All in milliseconds after receipt; empty: none. */
    @ParameterizedTest
    @CsvSource({
            // sentAt within the tolerance: the device is right, unless it comes out in the future.
            "0,         -5000,      -5000,     device,    0",
            "-800,      -5000,      -5000,     device,    800",
            "800,       -5000,      -5000,     device,    -800",
            "-60000,    -5000,      -5000,     device,    60000",
            "60000,     -5000,      -5000,     device,    -60000",
            "-800,      0,          0,         device,    800",
            "800,       500,        0,         device,    -800",
            "-800,      86400000,   0,         device,    800",
            "-800,      -86400000,  -86400000, device,    800",
            // Beyond: corrected, unless it comes out in the future.
            "-60001,    -65001,     -5000,     sent-at,   60001",
            "60001,     55001,      -5000,     sent-at,   -60001",
            "-3600000,  -3605000,   -5000,     sent-at,   3600000",
            "3600000,   3595000,    -5000,     sent-at,   -3600000",
            "3600000,   3600000,    0,         sent-at,   -3600000",
            "3600000,   3700000,    0,         sent-at,   -3600000",
            "3600000,   -1000,      -3601000,  sent-at,   -3600000",
            // A usable sentAt and no time to correct.
            "0,         ,           0,         received,  0",
            "-3600000,  ,           0,         received,  3600000",
            "3600000,   ,           0,         received,  -3600000",
            // No usable sentAt.
            ",          -5000,      -5000,     device,    ",
            ",          -999999999, -999999999,device,    ",
            ",          0,          0,         device,    ",
            ",          1,          0,         device,    ",
            ",          60000,      0,         device,    ",
            ",          60001,      0,         received,  ",
            ",          86400000,   0,         received,  ",
            ",          ,           0,         received,  ",
    })
    void followsTheTable(@Nullable Long sentAt, @Nullable Long timestamp, long time, String method,
            @Nullable Long offsetMs) {
        CorrectedTime corrected = clock.correct(RECEIVED_AT, after(sentAt), after(timestamp));

        assertThat(corrected.time() - RECEIVED_AT).isEqualTo(time);
        assertThat(corrected.method()).hasToString(method);
        assertThat(corrected.offsetMs()).isEqualTo(offsetMs);
    }

    private static @Nullable Long after(@Nullable Long millis) {
        return millis == null ? null : RECEIVED_AT + millis;
    }

    @Test
    void staysWithinWhatCanBeWritten() {
        assertThat(clock.correct(RECEIVED_AT, Timestamps.LAST, RECEIVED_AT))
                .isEqualTo(new CorrectedTime(Timestamps.FIRST, Method.SENT_AT, RECEIVED_AT - Timestamps.LAST));
        assertThat(clock.correct(RECEIVED_AT, Timestamps.FIRST, Timestamps.LAST))
                .isEqualTo(new CorrectedTime(RECEIVED_AT, Method.SENT_AT, RECEIVED_AT - Timestamps.FIRST));
        assertThat(clock.correct(Timestamps.FIRST, Timestamps.LAST, Timestamps.FIRST).time())
                .isEqualTo(Timestamps.FIRST);
        assertThat(clock.correct(Timestamps.LAST, Timestamps.FIRST, Timestamps.LAST).time()).isEqualTo(Timestamps.LAST);
    }

    @Test
    void neverChangesTheOrderAndIsNeverLaterThanTheReceipt() {
        Random random = new Random(20261123);
        for (int round = 0; round < 20_000; round++) {
            Long sentAt = random.nextInt(4) == 0 ? null : somewhen(random);
            long one = somewhen(random);
            long other = somewhen(random);

            long first = clock.correct(RECEIVED_AT, sentAt, Math.min(one, other)).time();
            long second = clock.correct(RECEIVED_AT, sentAt, Math.max(one, other)).time();

            assertThat(first).isLessThanOrEqualTo(second).isBetween(Timestamps.FIRST, RECEIVED_AT);
            assertThat(second).isLessThanOrEqualTo(RECEIVED_AT);
        }
    }

    private static long somewhen(Random random) {
        return random.nextInt(3) == 0
                ? random.nextLong(Timestamps.FIRST, Timestamps.LAST + 1)
                : RECEIVED_AT + random.nextInt(400_000) - 200_000;
    }

    @Test
    void takesAnyToleranceThatIsNotNegative() {
        DeviceClock strict = new DeviceClock(Duration.ZERO);
        assertThat(strict.correct(RECEIVED_AT, RECEIVED_AT, 5L).method()).isEqualTo(Method.DEVICE);
        assertThat(strict.correct(RECEIVED_AT, RECEIVED_AT - 1, 5L).method()).isEqualTo(Method.SENT_AT);
        DeviceClock trusting = new DeviceClock(Duration.ofSeconds(Long.MAX_VALUE));
        assertThat(trusting.correct(RECEIVED_AT, 0L, 5L)).isEqualTo(new CorrectedTime(5, Method.DEVICE, RECEIVED_AT));
        assertThat(trusting.correct(Timestamps.LAST, null, Timestamps.LAST).method()).isEqualTo(Method.DEVICE);
        assertThatThrownBy(() -> new DeviceClock(Duration.ofMillis(-1))).isInstanceOf(IllegalArgumentException.class);
    }
}
