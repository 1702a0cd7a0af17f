package io.anivia.destination.simple;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.OptionalInt;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Compares the scalar values of JSON: texts, numbers, booleans and {@code null}. Pure functions that throw nothing.
 *
 * <ul>
 * <li>Numbers are compared by value, exactly, whatever their types: 10.5 is more than 10, and 1.10 equals 1.1.
 * <li>A text beside a number is read as a number. If it is none, the two are not equal, and neither is less.
 * <li>Texts are equal if their characters are: "00123" is not "123". They are ordered as numbers if both are numbers,
 * else by their characters.
 * <li>A boolean equals the texts {@code true} or {@code false}, in any case.
 * <li>{@code null} equals {@code null} alone. It is neither less nor more than anything.
 * </ul>
 */
final class JsonComparison {

    /** As in JSON, but for leading zeros and a plus. Exponents are bounded, and with them the work of comparing. */
    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d+(\\.\\d+)?([eE][+-]?\\d{1,4})?");
    /** Reading digits as a number takes time quadratic in their count; longer texts are compared as texts. */
    private static final int LONGEST_NUMBER = 1_000;

    private JsonComparison() {
    }

    /** Whether a value is one that these comparisons are made for. */
    static boolean isScalar(@Nullable Object value) {
        return value == null || value instanceof String || value instanceof Boolean || value instanceof Number;
    }

    /** Whether two scalars are equal. */
    static boolean areEqual(@Nullable Object left, @Nullable Object right, boolean ignoreCase) {
        if (left == null || right == null) {
            return left == right;
        }
        if (left instanceof String leftText && right instanceof String rightText) {
            return ignoreCase ? leftText.equalsIgnoreCase(rightText) : leftText.equals(rightText);
        }
        OptionalInt order = order(left, right);
        return order.isPresent() && order.getAsInt() == 0;
    }

    /** Less than 0, 0, or more than 0, as of a {@code Comparator}; empty if two scalars have no order. */
    static OptionalInt order(@Nullable Object left, @Nullable Object right) {
        if (left instanceof String leftText && right instanceof String rightText) {
            return OptionalInt.of(compare(leftText, rightText));
        }
        if (left instanceof Boolean || right instanceof Boolean) {
            Boolean leftBoolean = booleanOf(left);
            Boolean rightBoolean = booleanOf(right);
            return leftBoolean == null || rightBoolean == null ? OptionalInt.empty()
                    : OptionalInt.of(leftBoolean.compareTo(rightBoolean));
        }
        if (left instanceof Number leftLong && right instanceof Number rightLong && isLong(left) && isLong(right)) {
            return OptionalInt.of(Long.compare(leftLong.longValue(), rightLong.longValue()));
        }
        BigDecimal leftNumber = numberOf(left);
        BigDecimal rightNumber = leftNumber == null ? null : numberOf(right);
        return leftNumber == null || rightNumber == null ? OptionalInt.empty()
                : OptionalInt.of(leftNumber.compareTo(rightNumber));
    }

    private static int compare(String left, String right) {
        BigDecimal leftNumber = numberOf(left);
        BigDecimal rightNumber = leftNumber == null ? null : numberOf(right);
        return leftNumber == null || rightNumber == null ? left.compareTo(right) : leftNumber.compareTo(rightNumber);
    }

    private static boolean isLong(@Nullable Object value) {
        return value instanceof Integer || value instanceof Long;
    }

    private static @Nullable Boolean booleanOf(@Nullable Object value) {
        if (value instanceof Boolean known) {
            return known;
        }
        boolean isTrue = value instanceof String text && text.equalsIgnoreCase("true");
        boolean isFalse = value instanceof String text && text.equalsIgnoreCase("false");
        return isTrue || isFalse ? Boolean.valueOf(isTrue) : null;
    }

    /** {@code null} for what is no number, and for infinity. */
    private static @Nullable BigDecimal numberOf(@Nullable Object value) {
        if (value instanceof BigDecimal exact) {
            return exact;
        }
        if (value instanceof BigInteger integer) {
            return new BigDecimal(integer);
        }
        if (value instanceof Number number && isLong(value)) {
            return BigDecimal.valueOf(number.longValue());
        }
        if (value instanceof String || value instanceof Number) {
            // Of a double, the digits that are written: 10.1, and not the binary fraction next to it.
            String text = value.toString();
            return text.length() <= LONGEST_NUMBER && NUMBER.matcher(text).matches() ? new BigDecimal(text) : null;
        }
        return null;
    }
}
