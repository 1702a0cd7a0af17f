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
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Reads the times that clients send, and writes times in one format.
 *
 * <p>Readable are
 * <ul>
 * <li><a href="https://www.rfc-editor.org/rfc/rfc3339#section-5.6">RFC 3339</a> strings: {@code T} and {@code Z} in
 * either case or a space for the {@code T}, any number of fraction digits (those after the third are cut off), and the
 * leap second 23:59:60 UTC, taken as the second that follows.
 * <li>other forms of ISO 8601 that mean one instant: no seconds, a comma before the fraction, the basic format without
 * separators ({@code 20261123T134249Z}), the offsets {@code +03} and {@code +0300}; also {@code UTC} or {@code GMT} for
 * the {@code Z}, and a space before the offset. An offset is required: without one a time is local, and nothing says
 * where, unless its source says that it is UTC.
 * <li><a href="https://www.rfc-editor.org/rfc/rfc1123#page-55">RFC 1123</a> dates,
 * {@code Mon, 23 Nov 2026 13:42:49 GMT}, with or without the weekday, which has to be right, and the seconds.
 * <li>epochs, as a JSON number or a string of digits, negative and fractional ones too. The unit follows from the
 * magnitude: below 1e11 seconds (until the year 5138), below 1e14 milliseconds (from 1973 on), below 1e17 microseconds
 * (from 1973 on), else nanoseconds (from 1973 on). A source may say another.
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
    private static final long MICROS_BELOW = 100_000_000_000_000_000L;
    /** Of {@link #LAST} in nanoseconds. */
    private static final int MOST_INTEGER_DIGITS = 21;
    /** Longer numbers, such as {@code 1e-999999999}, are no times, and are not written out to find that out. */
    private static final int MOST_DIGITS = 1000;

    /** Of {@link #LAST}. */
    private static final int MOST_MILLIS_DIGITS = 15;

    private static final Pattern EPOCH = Pattern.compile("-?[0-9]{1,21}(\\.[0-9]{1,20})?");
    private static final DateTimeFormatter RFC_3339 = new DateTimeFormatterBuilder().appendInstant(3).toFormatter();
    private static final Pattern RFC_1123 = Pattern.compile("(?:(?<weekday>[A-Za-z]{3}), )?(?<day>[0-9]{1,2}) "
            + "(?<month>[A-Za-z]{3}) (?<year>[0-9]{4}) (?<time>[0-9]{2}:[0-9]{2}(?::[0-9]{2})?) "
            + "(?<zone>[+-][0-9]{4}|[A-Z]+)");
    private static final List<String> MONTHS = List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep",
            "oct", "nov", "dec");
    /** Length of {@code 2026-11-23T13:42}: what precedes the seconds. */
    private static final int TO_MINUTES = 16;

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
        return parse(value, null, false);
    }

    /**
     * @param unit  of an epoch; {@code null} if it follows from the magnitude
     * @param isUtc whether a time of ISO 8601 without an offset is in UTC
     */
    static @Nullable Long parse(@Nullable Object value, @Nullable TimeUnit unit, boolean isUtc) {
        Long millis = null;
        if (value instanceof String text) {
            if (EPOCH.matcher(text).matches()) {
                millis = epoch(new BigDecimal(text), unit);
            } else {
                millis = iso8601(text);
                if (millis == null && isUtc) {
                    millis = iso8601(text + "Z");
                }
                if (millis == null) {
                    millis = rfc1123(text);
                }
            }
        } else if (unit == null && (value instanceof Integer || value instanceof Long)) {
            millis = epoch(((Number) value).longValue());
        } else if (value instanceof Integer || value instanceof Long) {
            millis = epoch(BigDecimal.valueOf(((Number) value).longValue()), unit);
        } else if (value instanceof BigInteger number) {
            millis = epoch(new BigDecimal(number), unit);
        } else if (value instanceof BigDecimal number) {
            millis = epoch(number, unit);
        }
        return millis == null || millis < FIRST || millis > LAST ? null : millis;
    }

    private static Long epoch(long value) {
        long magnitude = Math.abs(Math.max(value, -Long.MAX_VALUE));
        return magnitude < SECONDS_BELOW ? value * 1000L
                : magnitude < MILLIS_BELOW ? value
                : Math.floorDiv(value, magnitude < MICROS_BELOW ? 1000L : 1_000_000L);
    }

    private static @Nullable Long epoch(BigDecimal value, @Nullable TimeUnit unit) {
        if (value.scale() > MOST_DIGITS || value.precision() - (long) value.scale() > MOST_INTEGER_DIGITS) {
            return null;
        }
        BigDecimal millis = value.scaleByPowerOfTen(toMillis(unit == null ? guessUnit(value.abs()) : unit))
                .setScale(0, RoundingMode.FLOOR);
        return millis.precision() > MOST_MILLIS_DIGITS ? null : millis.longValue();
    }

    private static TimeUnit guessUnit(BigDecimal magnitude) {
        return magnitude.compareTo(BigDecimal.valueOf(SECONDS_BELOW)) < 0 ? TimeUnit.SECONDS
                : magnitude.compareTo(BigDecimal.valueOf(MILLIS_BELOW)) < 0 ? TimeUnit.MILLISECONDS
                : magnitude.compareTo(BigDecimal.valueOf(MICROS_BELOW)) < 0 ? TimeUnit.MICROSECONDS
                : TimeUnit.NANOSECONDS;
    }

    /** The power of ten from the unit to milliseconds. */
    private static int toMillis(TimeUnit unit) {
        return switch (unit) {
            case SECONDS -> 3;
            case MILLISECONDS -> 0;
            case MICROSECONDS -> -3;
            case NANOSECONDS -> -6;
            default -> throw new IllegalArgumentException("times are not counted in " + unit);
        };
    }

    private static @Nullable Long rfc1123(String text) {
        Matcher parts = RFC_1123.matcher(text);
        if (!parts.matches()) {
            return null;
        }
        int month = MONTHS.indexOf(parts.group("month").toLowerCase(Locale.ROOT)) + 1;
        String day = parts.group("day");
        String date = "%s-%02d-%2s".formatted(parts.group("year"), month, day).replace(' ', '0');
        Long millis = iso8601(date + "T" + parts.group("time") + parts.group("zone"));
        String weekday = parts.group("weekday");
        boolean isRight = millis != null && (weekday == null || LocalDate.parse(date).getDayOfWeek().name()
                .startsWith(weekday.toUpperCase(Locale.ROOT)));
        return isRight ? millis : null;
    }

    private static @Nullable Long iso8601(String text) {
        int length = text.length();
        if (length > 13 && (text.charAt(8) == 'T' || text.charAt(8) == 't')) {
            return iso8601(extended(text));
        }
        if (length <= TO_MINUTES || text.charAt(4) != '-' || text.charAt(7) != '-'
                || "Tt ".indexOf(text.charAt(10)) < 0 || text.charAt(13) != ':') {
            return null;
        }
        int year = digits(text, 0, 4);
        int month = digits(text, 5, 7);
        int day = digits(text, 8, 10);
        int hour = digits(text, 11, 13);
        int minute = digits(text, 14, TO_MINUTES);
        int at = TO_MINUTES;
        int second = 0;
        int millis = 0;
        if (text.charAt(at) == ':') {
            second = length < at + 3 ? -1 : digits(text, at + 1, at + 3);
            at += 3;
            if (at < length && (text.charAt(at) == '.' || text.charAt(at) == ',')) {
                int first = ++at;
                for (; at < length && isDigit(text.charAt(at)); at++) {
                    int unit = at == first ? 100 : at == first + 1 ? 10 : at == first + 2 ? 1 : 0;
                    millis += (text.charAt(at) - '0') * unit;
                }
                if (at == first) {
                    return null;
                }
            }
        }
        Integer offset = offsetMinutes(text, at);
        if (offset == null || year < 0 || month < 1 || month > 12 || day < 1
                || day > Month.of(month).length(Year.isLeap(year)) || hour < 0 || hour > 23 || minute < 0 || minute > 59
                || second < 0 || second > 60) {
            return null;
        }
        long minutes = (LocalDate.of(year, month, day).toEpochDay() * 24 + hour) * 60 + minute - offset;
        long seconds = minutes * 60 + second;
        if (second == 60 && Math.floorMod(seconds, 86_400L) != 0) {
            return null;
        }
        return seconds * 1000L + millis;
    }

    /** Puts the separators into ISO 8601's basic format. */
    private static String extended(String text) {
        StringBuilder extended = new StringBuilder(text).insert(11, ':').insert(6, '-').insert(4, '-');
        if (extended.length() > TO_MINUTES && isDigit(extended.charAt(TO_MINUTES))) {
            extended.insert(TO_MINUTES, ':');
        }
        return extended.toString();
    }

    /** Reads the offset from {@code at} to the end of the text: {@code Z}, {@code +hh:mm} or another of its forms. */
    private static @Nullable Integer offsetMinutes(String text, int at) {
        int from = at + 1 < text.length() && text.charAt(at) == ' ' ? at + 1 : at;
        int left = text.length() - from;
        if (left == 1 || left == 3) {
            String zone = text.substring(from).toUpperCase(Locale.ROOT);
            if (zone.equals("Z") || zone.equals("UTC") || zone.equals("GMT")) {
                return 0;
            }
        }
        boolean isOffset = (left == 3 || left == 5 || (left == 6 && text.charAt(from + 3) == ':'))
                && (text.charAt(from) == '+' || text.charAt(from) == '-');
        if (!isOffset) {
            return null;
        }
        int hours = digits(text, from + 1, from + 3);
        int minutes = left == 3 ? 0 : digits(text, text.length() - 2, text.length());
        if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) {
            return null;
        }
        return (text.charAt(from) == '-' ? -1 : 1) * (hours * 60 + minutes);
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
