package io.anivia.destination.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlowStartTest {

    private static final SlowStart TEN_SECONDS = new SlowStart(Duration.ofSeconds(10));

    @ParameterizedTest(name = "a delivery of {0} ms, {1} s after the return: {2} ms of rest")
    @CsvSource({"100, 0, 900", "100, 1, 900", "100, 2, 400", "100, 5, 100", "100, 8, 25", "100, 10, 0", "100, 3600, 0",
            "0, 0, 0"})
    void beginsWithATenthOfTheLoadAndEndsWithAllOfIt(long took, long openFor, long rest) {
        assertThat(TEN_SECONDS.rest(Duration.ofMillis(took), Duration.ofSeconds(openFor)).toMillis()).isEqualTo(rest);
    }

    @Test
    void neverRestsLongerThanTheRampLasts() {
        assertThat(TEN_SECONDS.rest(Duration.ofSeconds(30), Duration.ofSeconds(4))).isEqualTo(Duration.ofSeconds(6));
    }

    @Test
    void canBeSwitchedOff() {
        assertThat(new SlowStart(Duration.ZERO).rest(Duration.ofSeconds(1), Duration.ZERO)).isZero();
        assertThatIllegalArgumentException().isThrownBy(() -> new SlowStart(Duration.ofMillis(-1)));
    }
}
