package io.anivia.destination.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

    private static final Instant NOW = Instant.parse("1994-11-06T08:49:00Z");

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "0   | PT0S",
            "120 | PT2M",
            " 7  | PT7S",
            "Sun, 06 Nov 1994 08:49:37 GMT | PT37S"})
    void readsSecondsAndDates(String header, Duration expected) {
        assertThat(RetryAfter.parse(header, NOW)).contains(expected);
    }

    @Test
    void aDateInThePastIsZero() {
        assertThat(RetryAfter.parse("Sun, 06 Nov 1994 08:48:00 GMT", NOW)).contains(Duration.ZERO);
    }

    @ParameterizedTest
    @ValueSource(strings = {"86401", "99999999999999999999999", "Sat, 06 Nov 2094 08:49:37 GMT"})
    void isNeverLongerThanADay(String header) {
        assertThat(RetryAfter.parse(header, NOW)).contains(Duration.ofDays(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "soon", "-5", "1.5", "5 s"})
    void ignoresUnreadableValues(String header) {
        assertThat(RetryAfter.parse(header, NOW)).isEmpty();
    }

    @Test
    void ignoresAMissingHeader() {
        assertThat(RetryAfter.parse(null, NOW)).isEmpty();
    }
}
