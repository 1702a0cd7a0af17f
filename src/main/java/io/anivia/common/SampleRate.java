package io.anivia.common;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A share, as a bound of hashes.
 *
 * @param isAll whether it is everything
 * @param bound the share of 2^64, as an unsigned number; hashes below it belong to the share
 */
public record SampleRate(boolean isAll, long bound) {

    private static final Pattern WRITTEN = Pattern.compile("(\\d{0,18}(?:\\.\\d{1,18})?)\\s*(%|/\\s*([1-9]\\d{0,17}))?");
    private static final BigInteger HASHES = BigInteger.ONE.shiftLeft(Long.SIZE);

    /** @throws IllegalArgumentException if it is no share */
    public static SampleRate of(String written) {
        Matcher matcher = WRITTEN.matcher(written.strip());
        if (!matcher.matches() || matcher.group(1).isEmpty()) {
            throw unknown(written);
        }
        BigDecimal whole = matcher.group(3) != null ? new BigDecimal(matcher.group(3))
                : matcher.group(2) != null ? new BigDecimal(100) : BigDecimal.ONE;
        BigDecimal part = new BigDecimal(matcher.group(1));
        if (part.compareTo(whole) > 0) {
            throw unknown(written);
        }
        BigInteger bound = part.multiply(new BigDecimal(HASHES)).divideToIntegralValue(whole).toBigInteger();
        return new SampleRate(bound.equals(HASHES), bound.longValue());
    }

    private static IllegalArgumentException unknown(String written) {
        return new IllegalArgumentException("'" + written.strip() + "' is no share of the events: write 0.1, 10% or 1/10");
    }

    /** Whether what has this hash belongs to the share. */
    public boolean has(long hash) {
        return isAll || Long.compareUnsigned(hash, bound) < 0;
    }
}
