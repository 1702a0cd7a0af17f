package io.anivia.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;

class PaceTest {

    private static final long LATE = TimeUnit.HOURS.toNanos(1);

    @Test
    void keepsItsScheduleHoweverLateItIs() {
        Pace pace = Pace.steady(1000);

        assertThat(pace.due(0, LATE)).isZero();
        assertThat(pace.due(1500, LATE)).isEqualTo(TimeUnit.MILLISECONDS.toNanos(1500));
    }

    @Test
    void doesNotDriftWithARateThatNoNanosecondsDivide() {
        Pace pace = Pace.steady(700);

        assertThat(pace.due(700 * 3600, 0)).isEqualTo(TimeUnit.HOURS.toNanos(1));
    }

    @Test
    void closedLoopIsDueAtOnceWhileItMay() {
        AtomicBoolean may = new AtomicBoolean(true);
        Pace pace = Pace.closedLoop(may::get);

        assertThat(pace.due(9, 77)).isEqualTo(77);
        may.set(false);
        assertThat(pace.due(9, 77)).isGreaterThan(LATE);
    }

    @Test
    void closedLoopOfSoManyEndsWithThem() {
        Pace pace = Pace.closedLoop(2);

        assertThat(pace.due(1, 77)).isEqualTo(77);
        assertThat(pace.due(2, 77)).isEqualTo(Pace.NEVER);
    }
}
