package io.anivia.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {

    private static final Duration FIRST = Duration.ofMillis(200);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    @ParameterizedTest
    @CsvSource({"-1,200", "0,200", "1,400", "2,800", "4,3200", "5,5000", "30,5000", "31,5000", "2147483647,5000"})
    void theCeilingDoublesUpToTheLongest(int failures, long millis) {
        assertThat(Backoff.ceiling(FIRST, LONGEST, failures)).isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void theCeilingOfLongTimesDoesNotOverflow() {
        assertThat(Backoff.ceiling(Duration.ofDays(3650), Duration.ofDays(36500), 60))
                .isEqualTo(Duration.ofDays(36500));
    }

    @Test
    void staysBetweenATenthOfTheCeilingAndTheCeilingAndVaries() {
        assertThat(java.util.stream.IntStream.range(0, 1000).mapToObj(i -> Backoff.fullJitter(FIRST, LONGEST, 2)))
                .allMatch(wait -> wait.toMillis() >= 80 && wait.toMillis() <= 800)
                .anyMatch(wait -> wait.toMillis() < 300)
                .anyMatch(wait -> wait.toMillis() > 600);
    }
}
