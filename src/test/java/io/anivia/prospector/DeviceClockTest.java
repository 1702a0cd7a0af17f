package io.anivia.prospector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

import io.anivia.prospector.DeviceClock.CorrectedTime;
import io.anivia.prospector.DeviceClock.Method;
import io.anivia.source.reading.SentAt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceClockTest {

    /** 2026-11-23T13:42:49.500Z, as epoch milliseconds; the times of the table are relative to it. */
    private static final long RECEIVED_AT = 1_795_441_369_500L;
    private static final long HOUR = 3_600_000;

    private final DeviceClock clock = Payloads.CLOCK;
    private final DeviceClock queued = new DeviceClock(Duration.ofSeconds(60), Duration.ofHours(24), SentAt.QUEUED);

    /** One event by itself. All in milliseconds after receipt; empty: none. */
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
            // Up to twice the tolerance: corrected in part.
            "-60001,    -65001,     -64999,    sent-at,   60001",
            "60001,     -95001,     -95003,    sent-at,   -60001",
            "-90000,    -95000,     -35000,    sent-at,   90000",
            "90000,     -5000,      -65000,    sent-at,   -90000",
            "-119999,   -129999,    -10001,    sent-at,   119999",
            "60001,     55001,      0,         sent-at,   -60001",
            // Beyond: corrected, unless it comes out in the future.
            "-120000,   -130000,    -10000,    sent-at,   120000",
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
        CorrectedTime corrected = correct(clock, after(sentAt), after(timestamp)).get(0);

        assertThat(corrected.time() - RECEIVED_AT).isEqualTo(time);
        assertThat(corrected.method()).hasToString(method);
        assertThat(corrected.offsetMs()).isEqualTo(offsetMs);
    }

    /** A sentAt that may be stale. */
    @ParameterizedTest
    @CsvSource({
            "-600000,   -605000,    -605000,   device,    600000",
            "-60000,    -65000,     -65000,    device,    60000",
            "60000,     -5000,      -5000,     device,    -60000",
            "90000,     -5000,      -65000,    sent-at,   -90000",
            "3600000,   3595000,    -5000,     sent-at,   -3600000",
            "-600000,   5000,       0,         device,    600000",
            "-600000,   ,           0,         received,  600000",
    })
    void correctsOnlyAClockThatIsAheadIfItsPayloadMayHaveWaited(Long sentAt, @Nullable Long timestamp, long time,
            String method, Long offsetMs) {
        CorrectedTime corrected = correct(queued, after(sentAt), after(timestamp)).get(0);

        assertThat(corrected.time() - RECEIVED_AT).isEqualTo(time);
        assertThat(corrected.method()).hasToString(method);
        assertThat(corrected.offsetMs()).isEqualTo(offsetMs);
    }

    private static @Nullable Long after(@Nullable Long millis) {
        return millis == null ? null : RECEIVED_AT + millis;
    }

    private static List<CorrectedTime> correct(DeviceClock clock, @Nullable Long sentAt, @Nullable Long... timestamps) {
        return correctAt(RECEIVED_AT, clock, sentAt, timestamps);
    }

    private static List<CorrectedTime> correctAt(long receivedAt, DeviceClock clock, @Nullable Long sentAt,
            @Nullable Long... timestamps) {
        DeviceClock.Readings readings = clock.readings(receivedAt, Optional.empty());
        for (Long timestamp : timestamps) {
            readings.add(sentAt, timestamp);
        }
        List<CorrectedTime> corrected = new ArrayList<>();
        for (Long timestamp : timestamps) {
            corrected.add(readings.correct(sentAt, timestamp));
        }
        return corrected;
    }

    private static List<Long> times(DeviceClock clock, @Nullable Long sentAt, Long... timestamps) {
        Long[] absolute = new Long[timestamps.length];
        for (int at = 0; at < timestamps.length; at++) {
            absolute[at] = RECEIVED_AT + timestamps[at];
        }
        return correct(clock, after(sentAt), absolute).stream().map(each -> each.time() - RECEIVED_AT).toList();
    }

    @Test
    void shiftsAllTimesSoThatTheLatestIsTheReceipt() {
        assertThat(times(clock, null, HOUR, HOUR + 10_000, HOUR + 30_000)).containsExactly(-30_000L, -20_000L, 0L);
        assertThat(times(clock, null, -10_000L, 120_000L)).containsExactly(-130_000L, 0L);
        assertThat(times(clock, null, 10_000L, 20_000L, -5_000L)).containsExactly(-10_000L, 0L, -25_000L);
        assertThat(times(clock, 59_000L, 29_000L, 39_000L, 49_000L)).containsExactly(-20_000L, -10_000L, 0L);
        assertThat(times(clock, 90_000L, 70_000L, 80_000L)).containsExactly(-10_000L, 0L);
        assertThat(times(queued, -HOUR, -2 * HOUR, -HOUR)).containsExactly(-2 * HOUR, -HOUR);
    }

    @Test
    void saysThatTheReceiptDecidedWhenTheShiftIsLargerThanTheTolerance() {
        assertThat(correct(clock, null, RECEIVED_AT - 5_000, RECEIVED_AT + 60_000)).extracting(CorrectedTime::method)
                .containsOnly(Method.DEVICE);
        assertThat(correct(clock, null, RECEIVED_AT - 5_000, RECEIVED_AT + 60_001)).extracting(CorrectedTime::method)
                .containsOnly(Method.RECEIVED);
    }

    @Test
    void shiftsNoTimeForTheSakeOfOneThatIsNoReadingOfItsClock() {
        long decades = 30L * 365 * 24 * HOUR;
        assertThat(times(clock, null, -5_000L, decades, -3_000L)).containsExactly(-5_000L, 0L, -3_000L);
        assertThat(times(clock, -500L, -5_000L, 10_000L)).containsExactly(-5_000L, 0L);
        assertThat(times(clock, HOUR, HOUR - 5_000, decades)).containsExactly(-5_000L, 0L);
        assertThat(times(clock, null, decades, decades + 1_000)).containsExactly(-1_000L, 0L);
        assertThat(times(clock, null, HOUR, HOUR + 5_000, -decades))
                .containsExactly(-5_000L, 0L, -decades - HOUR - 5_000);
        assertThat(times(clock, null, 24 * HOUR, -5_000L)).containsExactly(0L, -24 * HOUR - 5_000);
        assertThat(times(clock, null, 24 * HOUR + 1, -5_000L)).containsExactly(0L, -5_000L);
        assertThat(times(clock, null, 30 * HOUR, 6 * HOUR)).containsExactly(0L, -24 * HOUR);
        assertThat(times(clock, null, 30 * HOUR + 1, 6 * HOUR)).containsExactly(0L, 0L);
    }

    @Test
    void shiftsEachClockByItself() {
        DeviceClock.Readings readings = clock.readings(RECEIVED_AT, Optional.empty());
        readings.add(null, RECEIVED_AT - 1_000);
        readings.add(RECEIVED_AT + HOUR, RECEIVED_AT + HOUR - 1_000);
        readings.add(RECEIVED_AT - HOUR, RECEIVED_AT - HOUR - 1_000);

        assertThat(readings.correct(null, RECEIVED_AT - 1_000).method()).isEqualTo(Method.DEVICE);
        for (long ahead : new long[] {HOUR, -HOUR}) {
            assertThat(readings.correct(RECEIVED_AT + ahead, RECEIVED_AT + ahead - 1_000))
                    .isEqualTo(new CorrectedTime(RECEIVED_AT - 1_000, Method.SENT_AT, -ahead));
        }
        assertThatThrownBy(() -> readings.correct(1L, 1L)).isInstanceOf(IllegalStateException.class);
    }

    /** A second more of error moves no time by more than two. */
    @ParameterizedTest
    @ValueSource(longs = {-1, 1})
    void hasNoJump(long sign) {
        for (long age : new long[] {0, 10_000, 100_000, 10 * HOUR}) {
            for (long offset = 0; offset < 400_000; offset += 1_000) {
                long before = times(clock, sign * offset, sign * offset - age).get(0);
                long next = times(clock, sign * (offset + 1_000), sign * (offset + 1_000) - age).get(0);
                assertThat(Math.abs(next - before)).isLessThanOrEqualTo(2_000);
                long queuedBefore = times(queued, sign * offset, sign * offset - age).get(0);
                long queuedNext = times(queued, sign * (offset + 1_000), sign * (offset + 1_000) - age).get(0);
                assertThat(Math.abs(queuedNext - queuedBefore)).isLessThanOrEqualTo(2_000);
            }
        }
    }

    @Test
    void staysWithinWhatCanBeWritten() {
        assertThat(correct(clock, Timestamps.LAST, RECEIVED_AT))
                .containsExactly(new CorrectedTime(Timestamps.FIRST, Method.SENT_AT, RECEIVED_AT - Timestamps.LAST));
        assertThat(correct(clock, Timestamps.FIRST, Timestamps.LAST))
                .containsExactly(new CorrectedTime(RECEIVED_AT, Method.SENT_AT, RECEIVED_AT - Timestamps.FIRST));
        assertThat(correctAt(Timestamps.FIRST, clock, Timestamps.LAST, Timestamps.FIRST).get(0).time())
                .isEqualTo(Timestamps.FIRST);
        assertThat(correctAt(Timestamps.LAST, clock, Timestamps.FIRST, Timestamps.LAST).get(0).time())
                .isEqualTo(Timestamps.LAST);
    }

    @Test
    void neverChangesTheOrderAndIsNeverLaterThanTheReceipt() {
        Random random = new Random(20261123);
        for (int round = 0; round < 20_000; round++) {
            Long sentAt = random.nextInt(4) == 0 ? null : somewhen(random);
            Long[] timestamps = random.longs(1 + random.nextInt(5)).mapToObj(at -> somewhen(random)).sorted()
                    .toArray(Long[]::new);

            List<Long> corrected = correct(random.nextBoolean() ? clock : queued, sentAt, timestamps).stream()
                    .map(CorrectedTime::time).toList();

            assertThat(corrected).isSorted().allMatch(time -> time >= Timestamps.FIRST && time <= RECEIVED_AT);
        }
    }

    private static long somewhen(Random random) {
        return random.nextInt(3) == 0
                ? random.nextLong(Timestamps.FIRST, Timestamps.LAST + 1)
                : RECEIVED_AT + random.nextInt(400_000) - 200_000;
    }

    @Test
    void takesAnyDurationsThatAreNotNegative() {
        DeviceClock strict = new DeviceClock(Duration.ZERO, Duration.ZERO, SentAt.SENT);
        assertThat(correct(strict, RECEIVED_AT, 5L).get(0).method()).isEqualTo(Method.DEVICE);
        assertThat(correct(strict, RECEIVED_AT - 1, 5L).get(0)).isEqualTo(new CorrectedTime(6, Method.SENT_AT, 1L));
        assertThat(times(strict, null, 5L, 6L)).containsExactly(0L, 0L);
        Duration always = Duration.ofSeconds(Long.MAX_VALUE);
        DeviceClock trusting = new DeviceClock(always, always, SentAt.SENT);
        assertThat(correct(trusting, 0L, 5L)).containsExactly(new CorrectedTime(5, Method.DEVICE, RECEIVED_AT));
        assertThat(correctAt(Timestamps.LAST, trusting, null, Timestamps.LAST).get(0).method())
                .isEqualTo(Method.DEVICE);
        Duration negative = Duration.ofMillis(-1);
        assertThatThrownBy(() -> new DeviceClock(negative, always, SentAt.SENT))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("anivia.clock.tolerance");
        assertThatThrownBy(() -> new DeviceClock(always, negative, SentAt.SENT))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("anivia.clock.max-span");
    }
}
