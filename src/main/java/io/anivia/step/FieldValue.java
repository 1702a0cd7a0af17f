package io.anivia.step;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.regex.Pattern;

import io.anivia.contract.FieldExpression;
import io.anivia.contract.FieldPath;
import org.jspecify.annotations.Nullable;

/**
 * A value for a member: alternatives of which the first that is there is used. {@code screen, name, 'unknown'}: paths
 * into the event, whose values are taken as they are, and texts in single quotes, numbers, {@code true}, {@code false}
 * and {@code null}. Immutable.
 */
final class FieldValue {

    /** In place of {@code null}, which is a value that can be written. */
    static final Object NONE = new Object();
    private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9]\\d{0,30})");
    private static final Pattern DECIMAL = Pattern.compile("-?(0|[1-9]\\d{0,30})\\.\\d{1,30}");

    private final List<ValueAlternative> alternatives;

    private FieldValue(List<ValueAlternative> alternatives) {
        this.alternatives = alternatives;
    }

    /** Where a value is, or the value itself. */
    private record ValueAlternative(@Nullable FieldPath path, @Nullable Object literal) {
    }

    /** @throws IllegalArgumentException if it is empty, or a quote does not end */
    static FieldValue parse(String written) {
        return new FieldValue(FieldExpression.split(written).stream().map(text -> alternative(text, written)).toList());
    }

    private static ValueAlternative alternative(String text, String written) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("a value is missing in \"" + written + "\"");
        }
        if (text.equals("''")) {
            return new ValueAlternative(null, "");
        }
        if (text.startsWith("'")) {
            return new ValueAlternative(null, FieldExpression.literal(text, written));
        }
        if (INTEGER.matcher(text).matches()) {
            return new ValueAlternative(null, integer(text));
        }
        if (DECIMAL.matcher(text).matches()) {
            return new ValueAlternative(null, new BigDecimal(text));
        }
        return switch (text) {
            case "true", "false" -> new ValueAlternative(null, Boolean.valueOf(text));
            case "null" -> new ValueAlternative(null, null);
            default -> new ValueAlternative(path(text, written), null);
        };
    }

    /** What looks like one but means something else would never be found in an event. */
    private static FieldPath path(String text, String written) {
        if (text.indexOf('=') >= 0) {
            throw new IllegalArgumentException("\"" + written + "\" has two '=': write ';' between assignments, and"
                    + " ',' between values of which the first that is there is used");
        }
        if (Character.isDigit(text.charAt(0)) || text.startsWith("-")) {
            throw new IllegalArgumentException("'" + text + "' is no number: write one as in JSON, or a text as '"
                    + text + "' in single quotes");
        }
        return FieldPath.of(text);
    }

    /** As events have them. */
    private static Object integer(String text) {
        BigInteger value = new BigInteger(text);
        if (value.bitLength() < Integer.SIZE) {
            return value.intValueExact();
        }
        return value.bitLength() < Long.SIZE ? (Object) value.longValueExact() : value;
    }

    /** The value; {@link #NONE} if there is none. */
    @Nullable Object in(Object event) {
        for (ValueAlternative alternative : alternatives) {
            if (alternative.path() == null) {
                return alternative.literal();
            }
            Object found = alternative.path().in(event);
            if (found != null) {
                return found;
            }
        }
        return NONE;
    }
}
