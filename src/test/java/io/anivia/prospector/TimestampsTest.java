package io.anivia.prospector;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "2026-11-28 10:00:00         | 2026-11-28T10:00:00.000Z",
            "2026-11-28T10:00            | 2026-11-28T10:00:00.000Z",
            "2026-11-28T10:00:00.5       | 2026-11-28T10:00:00.500Z",
            "20261128T100000             | 2026-11-28T10:00:00.000Z",
            "2026-11-28 10:00:00+03:00   | 2026-11-28T07:00:00.000Z",
            "2026-11-28 10:00:00Z        | 2026-11-28T10:00:00.000Z",
            "1795780969                  | 2026-11-27T12:02:49.000Z",
            "2026-11-28                  |",
            "2026-11-28 10:00:00 CET     |",
            "2026-11-28 10:00:00 +0      |",
            "2026-11-28 10:00:00 +03:0   |",
            "2026-11-28 10:00:00.        |",
            "28.11.2026 10:00:00         |"
    })
    void readsATimeWithoutAnOffsetAsUtcWhereTheSourceSaysSo(String text, @Nullable String expected) {
        Long millis = Timestamps.parse(text, null, true);

        assertThat(millis == null ? null : Timestamps.format(millis)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
            "2026-11-23T13:42:49Z,                2026-11-23T13:42:49.000Z",
            "2026-11-23t13:42:49z,                2026-11-23T13:42:49.000Z",
            "2026-11-23 13:42:49Z,                2026-11-23T13:42:49.000Z",
            "2026-11-23T13:42:49.5Z,              2026-11-23T13:42:49.500Z",
            "2026-11-23T13:42:49.51Z,             2026-11-23T13:42:49.510Z",
            "2026-11-23T13:42:49.513Z,            2026-11-23T13:42:49.513Z",
            "2026-11-23T13:42:49.513999Z,         2026-11-23T13:42:49.513Z",
            "2026-11-23T13:42:49.513999999999Z,   2026-11-23T13:42:49.513Z",
            "2026-11-23T13:42:49+02:00,           2026-11-23T11:42:49.000Z",
            "2026-11-23T13:42:49-09:30,           2026-11-23T23:12:49.000Z",
            "2026-11-23T23:42:49-09:30,           2026-11-24T09:12:49.000Z",
            "2026-11-23T13:42:49-00:00,           2026-11-23T13:42:49.000Z",
            "2024-02-29T00:00:00Z,                2024-02-29T00:00:00.000Z",
            "2016-12-31T23:59:60Z,                2017-01-01T00:00:00.000Z",
            "2017-01-01T00:59:60.25+01:00,        2017-01-01T00:00:00.250Z",
            "0000-01-01T00:00:00Z,                0000-01-01T00:00:00.000Z",
            "9999-12-31T23:59:59.999Z,            9999-12-31T23:59:59.999Z",
            "1969-12-31T23:59:59.999Z,            1969-12-31T23:59:59.999Z",
    })
    void readsRfc3339(String text, String expected) {
        assertThat(Timestamps.parse(text)).isNotNull();
        assertThat(Timestamps.format(Timestamps.parse(text))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "2026-11-23T13:42:49+0300        | 2026-11-23T10:42:49.000Z",
            "2026-11-23T13:42:49-0930        | 2026-11-23T23:12:49.000Z",
            "2026-11-23T13:42:49.513+03      | 2026-11-23T10:42:49.513Z",
            "2026-11-23T13:42:49-05          | 2026-11-23T18:42:49.000Z",
            "2026-11-23T13:42Z               | 2026-11-23T13:42:00.000Z",
            "2026-11-23T13:42+03:00          | 2026-11-23T10:42:00.000Z",
            "2026-11-23 13:42+03             | 2026-11-23T10:42:00.000Z",
            "2026-11-23T13:42:49,5Z          | 2026-11-23T13:42:49.500Z",
            "2026-11-23T13:42:49,513999+0300 | 2026-11-23T10:42:49.513Z",
            "20261123T134249Z                | 2026-11-23T13:42:49.000Z",
            "20261123T134249.513+0300        | 2026-11-23T10:42:49.513Z",
            "20261123T1342Z                  | 2026-11-23T13:42:00.000Z",
            "2026-11-23 13:42:49 +0300       | 2026-11-23T10:42:49.000Z",
            "2026-11-23 13:42:49 UTC         | 2026-11-23T13:42:49.000Z",
            "2026-11-23T13:42:49.5 GMT       | 2026-11-23T13:42:49.500Z",
            "Mon, 23 Nov 2026 13:42:49 GMT   | 2026-11-23T13:42:49.000Z",
            "mon, 23 nov 2026 13:42:49 UTC   | 2026-11-23T13:42:49.000Z",
            "Mon, 23 Nov 2026 13:42:49 +0300 | 2026-11-23T10:42:49.000Z",
            "Mon, 2 Nov 2026 13:42 GMT       | 2026-11-02T13:42:00.000Z",
            "2 Nov 2026 13:42:49 GMT         | 2026-11-02T13:42:49.000Z",
    })
    void readsOtherFormsThatMeanOneInstant(String text, String expected) {
        assertThat(Timestamps.parse(text)).isNotNull();
        assertThat(Timestamps.format(Timestamps.parse(text))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "yesterday", "2026-11-23", "2026-11-23T13:42:49", "2026-11-23T13:42",
            "2026-11-23T13:42:49.Z", "2026-11-23T13:42:49,Z", "2026-11-23T13:42:49+020", "2026-11-23T13:42:49+2",
            "2026-11-23T13:42.5Z", "2026-11-23T13:42:4Z", "2026-11-23T13:42:", "2026-11-23T13:42:49.",
            "2026-11-23T13:42 ", "2026-11-23T13:42:49+0:200", "2026-11-23T13:42:49 CET",
            "2026-11-23T13:42:49  Z", "2026-11-23T13:42:49+2400",
            "20261123T134249", "20261123 134249Z", "20261123T13424Z", "20261323T134249Z", "2026112T1342490Z",
            "20261123T1342",
            "Tue, 23 Nov 2026 13:42:49 GMT", "Mon, 31 Feb 2026 13:42:49 GMT", "Mon, 23 Nov 2026 13:42:49",
            "Mon, 23 Nov 2026 13:42:49 EST", "Mon, 23 Now 2026 13:42:49 GMT", "Monday, 23-Nov-26 13:42:49 GMT",
            "Mon Nov 23 13:42:49 2026", "11/23/2026 13:42:49 Z", "1795441369 s",
            "2026-11-23T13:42:49+24:00", "2026-11-23T13:42:49+02:60", "2026-11-23T24:00:00Z", "2026-11-23T13:60:00Z",
            "2026-11-23T13:42:61Z", "2026-11-23T13:42:60Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z",
            "2026-02-29T00:00:00Z", "2026-11-31T00:00:00Z", "99999-01-01T00:00:00Z", "+2026-11-23T13:42:49Z",
            "-001-11-23T13:42:49Z", "0000-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01", " 2026-11-23T13:42:49Z",
            "2026-11-23T13:42:49Z ", "2026/11/23T13:42:49Z", "2026-11-23_13:42:49Z", "2026-11-23T13.42.49Z",
            "２０２６-11-23T13:42:49Z", "NaN", "Infinity", "1e9", "0x10", "1.", ".5",
            "--1", "+1795441369", "1795441369 ", "999999999999999999999999999"})
    void leavesOtherStrings(String text) {
        assertThat(Timestamps.parse(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
            "1795441369,            1795441369000",
            "1795441369.513,        1795441369513",
            "1795441369.5139,       1795441369513",
            "1.795441369513E9,      1795441369513",
            "1795441369513,         1795441369513",
            "1795441369513.9,       1795441369513",
            "1795441369513999,      1795441369513",
            "0,                     0",
            "-1,                    -1000",
            "-0.0001,               -1",
            "-1795441369513,        -1795441369513",
            "-1795441369513999,     -1795441369514",
            "99999999999,           99999999999000",
            "99999999999.9,         99999999999900",
            "100000000000,          100000000000",
            "99999999999999,        99999999999999",
            "100000000000000,       100000000000",
            "99999999999999999,     99999999999999",
            "100000000000000000,    100000000000",
            "1795441369513999999,   1795441369513",
            "1795441369513999999.9, 1795441369513",
            "-1795441369513999999,  -1795441369514",
            "253402300799999000000, 253402300799999",
            "-62167219200,          -62167219200000",
    })
    void readsEpochsByTheirMagnitude(String text, long expected) {
        BigDecimal number = new BigDecimal(text);
        assertThat(Timestamps.parse(number)).isEqualTo(expected);
        if (number.scale() == 0) {
            if (number.toBigIntegerExact().bitLength() < Long.SIZE) {
                assertThat(Timestamps.parse(number.longValueExact())).isEqualTo(expected);
            }
            assertThat(Timestamps.parse(number.toBigIntegerExact())).isEqualTo(expected);
        }
        assertThat(Timestamps.parse(number.toPlainString())).isEqualTo(expected);
    }

    @Test
    void readsSmallIntegers() {
        assertThat(Timestamps.parse(86_400)).isEqualTo(86_400_000L);
    }

    @Test
    void readsTheSmallestAndTheLargestIntegerAsNanoseconds() {
        assertThat(Timestamps.parse(Long.MIN_VALUE)).isEqualTo(Math.floorDiv(Long.MIN_VALUE, 1_000_000L));
        assertThat(Timestamps.parse(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE / 1_000_000L);
    }

    @Test
    void leavesNumbersThatAreNoTime() {
        assertThat(List.<Object>of(-62_167_219_201L,
                BigInteger.TEN.pow(900), BigInteger.TEN.pow(21).negate(), new BigInteger("253402300800000000000"),
                new BigDecimal("1e400"),
                new BigDecimal("1e999999999"), new BigDecimal("1e-999999999"), new BigDecimal("0e999999999")))
                .allSatisfy(number -> assertThat(Timestamps.parse(number)).isNull());
    }

    @Test
    void leavesOtherTypes() {
        assertThat(Timestamps.parse(null)).isNull();
        assertThat(List.of(true, List.of(1), Map.of("seconds", 1)))
                .allSatisfy(value -> assertThat(Timestamps.parse(value)).isNull());
    }

    @Test
    void recognizesWhatRfc3339CanWrite() {
        assertThat(Timestamps.format(Timestamps.FIRST)).isEqualTo("0000-01-01T00:00:00.000Z");
        assertThat(Timestamps.format(Timestamps.LAST)).isEqualTo("9999-12-31T23:59:59.999Z");
        assertThat(Timestamps.isWritable(Instant.ofEpochMilli(Timestamps.FIRST))).isTrue();
        assertThat(Timestamps.isWritable(Instant.ofEpochMilli(Timestamps.LAST))).isTrue();
        assertThat(Timestamps.isWritable(Instant.ofEpochMilli(Timestamps.FIRST - 1))).isFalse();
        assertThat(Timestamps.isWritable(Instant.ofEpochMilli(Timestamps.LAST + 1))).isFalse();
        assertThat(Timestamps.isWritable(Instant.MAX)).isFalse();
    }
}
