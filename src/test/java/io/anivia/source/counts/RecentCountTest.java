package io.anivia.source.counts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RecentCountTest {

    private static final long START = 1_700_000_000_000L;
    private static final int SECOND = 1000;

    private final RecentCount count = new RecentCount();

    @Test
    void aSteadyStreamHasItsRate() {
        for (int second = 0; second < 120; second++) {
            count.add(7, START + second * SECOND);
        }

        assertThat(count.perSecond(START + 120 * SECOND)).isCloseTo(7, within(0.2));
        assertThat(count.sum(START + 120 * SECOND)).isEqualTo(840);
    }

    @Test
    void whatIsOlderThanFiveMinutesIsForgotten() {
        count.add(5, START);
        count.add(3, START + 200 * SECOND);

        assertThat(count.sum(START + 280 * SECOND)).isEqualTo(8);
        assertThat(count.sum(START + 310 * SECOND)).isEqualTo(3);
        assertThat(count.sum(START + 100_000 * SECOND)).isZero();
        assertThat(count.perSecond(START + 100_000 * SECOND)).isZero();
    }

    @Test
    void aClockThatGoesBackLosesNothing() {
        count.add(5, START);
        count.add(3, START - 60 * SECOND);

        assertThat(count.sum(START)).isEqualTo(8);
    }
}
