package io.anivia.ops.books;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;

import io.anivia.ops.books.Traffic.TrafficLevels;
import org.junit.jupiter.api.Test;

class TrafficTest {

    private static final long START = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

    @Test
    void ratesAreOfTheLastTenSeconds() {
        Traffic traffic = new Traffic(START, 0, 0, 0);
        for (int second = 1; second <= 30; second++) {
            long in = second <= 20 ? 1000 : 1000 + 7L * (second - 20);
            traffic.read(START + second * 1000L, in, second, 0, TrafficLevels.NONE);
        }
        assertThat(traffic.inPerSecond()).isEqualTo(7.0);
        assertThat(traffic.outPerSecond()).isEqualTo(1.0);
    }

    @Test
    void nothingHasARateBeforeTheSecondReading() {
        assertThat(new Traffic(START, 5, 5, 5).inPerSecond()).isZero();
    }

    @Test
    void aMinuteIsWhatHappenedInIt() {
        Traffic traffic = new Traffic(START, 100, 50, 1);
        for (int second = 1; second <= 120; second++) {
            traffic.read(START + second * 1000L, 100 + second, 50, 1 + second / 60,
                    new TrafficLevels(second, 10L + second, 3));
        }
        assertThat(traffic.minutes()).containsExactly(
                new Traffic.Minute(Instant.ofEpochMilli(START), 60, 0, 1, new TrafficLevels(60, 70, 3), false),
                new Traffic.Minute(Instant.ofEpochMilli(START + 60_000), 60, 0, 1, new TrafficLevels(120, 130, 3), false),
                new Traffic.Minute(Instant.ofEpochMilli(START + 120_000), 0, 0, 0, new TrafficLevels(120, 130, 3), true));
    }

    @Test
    void anHourIsKept() {
        Traffic traffic = new Traffic(START, 0, 0, 0);
        for (int minute = 1; minute <= 90; minute++) {
            traffic.read(START + minute * 60_000L, minute, 0, 0, TrafficLevels.NONE);
        }
        assertThat(traffic.minutes()).hasSize(61).element(59)
                .isEqualTo(new Traffic.Minute(Instant.ofEpochMilli(START + 89 * 60_000L), 1, 0, 0, TrafficLevels.NONE, false));
    }

    @Test
    void theRunningMinuteIsWhatHasHappenedInItSoFar() {
        Traffic traffic = new Traffic(START, 0, 0, 0);
        traffic.read(START + 60_000, 10, 10, 0, new TrafficLevels(1, 2, 0));
        traffic.read(START + 61_000, 17, 10, 3, new TrafficLevels(4, 5, 6));
        assertThat(traffic.minutes()).last().isEqualTo(
                new Traffic.Minute(Instant.ofEpochMilli(START + 60_000), 7, 0, 3, new TrafficLevels(4, 5, 6), true));
    }

    @Test
    void aClockThatGoesBackBreaksNothing() {
        Traffic traffic = new Traffic(START, 0, 0, 0);
        traffic.read(START - 5000, 10, 10, 0, TrafficLevels.NONE);
        assertThat(traffic.inPerSecond()).isZero();
    }
}
