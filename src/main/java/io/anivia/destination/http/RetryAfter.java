package io.anivia.destination.http;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

import org.apache.hc.client5.http.utils.DateUtils;
import org.jspecify.annotations.Nullable;

/**
 * The {@code Retry-After} header (RFC 9110, section 10.2.3): whole seconds, or an HTTP date as servers write
 * it today (IMF-fixdate); the two obsolete forms may or may not be read.
 */
public final class RetryAfter {

    /** The longest pause that is read from a response, so that one odd response does not stop a destination. */
    public static final Duration LONGEST = Duration.ofDays(1);

    private static final Pattern SECONDS = Pattern.compile("\\d+");

    private RetryAfter() {
    }

    /**
     * The pause that a response asks for.
     *
     * @param header the header's value, {@code null} if there was none
     * @param now when the response came: a date is relative to it
     * @return between zero (a date in the past) and {@link #LONGEST}; empty if there is no header or it cannot be read
     */
    public static Optional<Duration> parse(@Nullable String header, Instant now) {
        if (header == null || header.isBlank()) {
            return Optional.empty();
        }
        String value = header.strip();
        if (SECONDS.matcher(value).matches()) {
            return Optional.of(seconds(value));
        }
        return Optional.ofNullable(DateUtils.parseStandardDate(value))
                .map(date -> limited(Duration.between(now, date)));
    }

    private static Duration seconds(String digits) {
        // More than nine digits are more than thirty years, and may not fit a long.
        return digits.length() > 9 ? LONGEST : limited(Duration.ofSeconds(Long.parseLong(digits)));
    }

    private static Duration limited(Duration pause) {
        if (pause.isNegative()) {
            return Duration.ZERO;
        }
        return pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
    }
}
