package io.anivia.ops.books;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentRiseTest {

    @Test
    void isTheRiseOfTheLastFiveMinutes() {
        RecentRise rise = new RecentRise(0, 100);
        assertThat(rise.rise()).isZero();
        for (int second = 1; second <= 3600; second++) {
            rise.read(second * 1000L, 100 + Math.min(second, 1000));
        }
        assertThat(rise.rise()).isZero();
        rise.read(3_600_500, 1107);
        assertThat(rise.rise()).isEqualTo(7);
        rise.read(3_895_000, 1107);
        assertThat(rise.rise()).isEqualTo(7);
    }

    @Test
    void aRiseIsOverFiveMinutesLater() {
        RecentRise rise = new RecentRise(0, 0);
        for (int second = 1; second <= 310; second++) {
            rise.read(second * 1000L, 5);
        }
        assertThat(rise.rise()).isZero();
    }

    @Test
    void aClockThatGoesBackBreaksNothing() {
        RecentRise rise = new RecentRise(1_000_000, 0);
        rise.read(0, 3);
        rise.read(1000, 4);
        assertThat(rise.rise()).isEqualTo(4);
    }
}
