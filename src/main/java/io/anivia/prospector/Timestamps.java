package io.anivia.prospector;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Month;
import java.time.Year;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Reads the times that clients send, and writes times in one format.
 *
 * <p>Readable are
 * <ul>
 * <li><a href="https://www.rfc-editor.org/rfc/rfc3339#section-5.6">RFC 3339</a> strings: {@code T} and {@code Z} in
 * either case or a space for the {@code T}, any number of fraction digits (those after the third are cut off), and the
 * leap second 23:59:60 UTC, taken as the second that follows. An offset is required.
 * <li>epochs, as a JSON number or a string of digits, negative and fractional ones too. The unit follows from the
 * magnitude: below 1e11 seconds (until the year 5138), below 1e14 milliseconds (from 1973 on), else microseconds.
 * </ul>
 * Anything else, and any time outside the years 0000 to 9999 UTC, is unreadable.
 */
final class Timestamps {

    /** 0000-01-01T00:00:00.000Z, the first that RFC 3339 can write; epoch milliseconds. */
    static final long FIRST = -62_167_219_200_000L;
    /** 9999-12-31T23:59:59.999Z, the last that RFC 3339 can write; epoch milliseconds. */
    static final long LAST = 253_402_300_799_999L;

    private static final long SECONDS_BELOW = 100_000_000_000L;
    private static final long MILLIS_BELOW = 100_000_000_000_000L;
    /** Longer numbers, such as {@code 1e-999999999}, are no times, and are not written out to find that out. */
    private static final int MOST_DIGITS = 1000;

    private static final Pattern EPOCH = Pattern.compile("-?[0-9]{1,20}(\\.[0-9]{1,20})?");
    private static final DateTimeFormatter RFC_3339 = new DateTimeFormatterBuilder().appendInstant(3).toFormatter();
    /** Length of {@code 2026-11-23T13:42:49}: what precedes the fraction and the offset. */
    private static final int TO_SECONDS = 19;

    private Timestamps() {
    }

    static boolean isWritable(Instant time) {
        long seconds = time.getEpochSecond();
        return seconds >= Math.floorDiv(FIRST, 1000L) && seconds <= Math.floorDiv(LAST, 1000L);
    }

    /** Writes epoch milliseconds as RFC 3339 in UTC, always with three fraction digits. */
    static String format(long epochMillis) {
        return RFC_3339.format(Instant.ofEpochMilli(epochMillis));
    }

    /** Reads a JSON value as a time, in epoch milliseconds; {@code null} if it is not readable as one. */
    static @Nullable Long parse(@Nullable Object value) {
        Long millis = null;
        if (value instanceof String text) {
            if (EPOCH.matcher(text).matches()) {
                millis = epoch(new BigDecimal(text));
            } else {
                millis = rfc3339(text);
            }
        } else if (value instanceof Integer || value instanceof Long) {
            millis = epoch(((Number) value).longValue());
        } else if (value instanceof BigInteger number) {
            millis = epoch(new BigDecimal(number));
        } else if (value instanceof BigDecimal number) {
            millis = epoch(number);
        }
        return millis == null || millis < FIRST || millis > LAST ? null : millis;
    }

    private static @Nullable Long epoch(long value) {
        if (value < FIRST * 1000L || value > LAST * 1000L) {
            return null;
        }
        long magnitude = Math.abs(value);
        return magnitude < SECONDS_BELOW ? Long.valueOf(value * 1000L)
                : magnitude < MILLIS_BELOW ? Long.valueOf(value)
                : Long.valueOf(Math.floorDiv(value, 1000L));
    }

    private static @Nullable Long epoch(BigDecimal value) {
        if (value.scale() > MOST_DIGITS || value.precision() - (long) value.scale() > 18) {
            return null;
        }
        BigDecimal magnitude = value.abs();
        int toMillis = magnitude.compareTo(BigDecimal.valueOf(SECONDS_BELOW)) < 0 ? 3
                : magnitude.compareTo(BigDecimal.valueOf(MILLIS_BELOW)) < 0 ? 0 : -3;
        return value.scaleByPowerOfTen(toMillis).setScale(0, RoundingMode.FLOOR).longValue();
    }

    private static @Nullable Long rfc3339(String text) {
        int length = text.length();
        if (length <= TO_SECONDS || text.charAt(4) != '-' || text.charAt(7) != '-' || "Tt ".indexOf(text.charAt(10)) < 0
                || text.charAt(13) != ':' || text.charAt(16) != ':') {
            return null;
        }
        int year = digits(text, 0, 4);
        int month = digits(text, 5, 7);
        int day = digits(text, 8, 10);
        int hour = digits(text, 11, 13);
        int minute = digits(text, 14, 16);
        int second = digits(text, 17, TO_SECONDS);
        if (year < 0 || month < 1 || month > 12 || day < 1 || day > Month.of(month).length(Year.isLeap(year))
                || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) {
            return null;
        }
        int at = TO_SECONDS;
        int millis = 0;
        if (text.charAt(at) == '.') {
            int first = ++at;
            for (; at < length && isDigit(text.charAt(at)); at++) {
                millis += at - first < 3 ? (text.charAt(at) - '0') * (at == first ? 100 : at == first + 1 ? 10 : 1) : 0;
            }
            if (at == first) {
                return null;
            }
        }
        Integer offset = offsetMinutes(text, at);
        if (offset == null) {
            return null;
        }
        long minutes = (LocalDate.of(year, month, day).toEpochDay() * 24 + hour) * 60 + minute - offset;
        long seconds = minutes * 60 + second;
        if (second == 60 && Math.floorMod(seconds, 86_400L) != 0) {
            return null;
        }
        return seconds * 1000L + millis;
    }

    /** Reads {@code Z} or {@code +hh:mm} from {@code at} to the end of the text. */
    private static @Nullable Integer offsetMinutes(String text, int at) {
        int left = text.length() - at;
        if (left == 1 && (text.charAt(at) == 'Z' || text.charAt(at) == 'z')) {
            return 0;
        }
        if (left != 6 || (text.charAt(at) != '+' && text.charAt(at) != '-') || text.charAt(at + 3) != ':') {
            return null;
        }
        int hours = digits(text, at + 1, at + 3);
        int minutes = digits(text, at + 4, at + 6);
        if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) {
            return null;
        }
        return (text.charAt(at) == '-' ? -1 : 1) * (hours * 60 + minutes);
    }

    /** The number in ASCII digits from {@code from} until {@code to}; -1 if a character is none. */
    private static int digits(String text, int from, int to) {
        int number = 0;
        for (int at = from; at < to; at++) {
            char digit = text.charAt(at);
            if (!isDigit(digit)) {
                return -1;
            }
            number = number * 10 + digit - '0';
        }
        return number;
    }

    private static boolean isDigit(char character) {
        return character >= '0' && character <= '9';
    }
}
