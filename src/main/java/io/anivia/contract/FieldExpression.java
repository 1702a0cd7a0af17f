package io.anivia.contract;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * An expression that finds a value in an event: alternatives in order, of which the first with a value is used.
 * Immutable.
 *
 * <p>Written {@code screen, attributes.screen, type, 'unknown'}: paths into the event, separated by commas, and
 * literals in single quotes; {@link FieldPath} says what a path may be. Numbers are written without exponent, booleans
 * as in JSON, and lists of such values are joined by commas or by {@link #joinedBy another delimiter}; objects,
 * {@code null} and blank texts are no value.
 */
public final class FieldExpression {

    private static final String COMMA = ",";
    private static final Pattern COMMAS = Pattern.compile("\\s*,\\s*");

    private final List<FieldAlternative> alternatives;
    private final String delimiter;

    private FieldExpression(List<FieldAlternative> alternatives, String delimiter) {
        this.alternatives = alternatives;
        this.delimiter = delimiter;
    }

    /** A path, or a literal; one of them is {@code null}. */
    private record FieldAlternative(@Nullable FieldPath path, @Nullable String literal) {

        @Nullable String valueIn(Map<?, ?> event, String delimiter) {
            return path == null ? literal : textOf(path.in(event), delimiter);
        }
    }

    /** @throws IllegalArgumentException if it is empty or a quote does not end */
    public static FieldExpression parse(String written) {
        return new FieldExpression(split(written).stream().map(text -> alternative(text, written)).toList(), COMMA);
    }

    /** The parts between the commas that are not within single quotes, without the blanks around them. */
    public static List<String> split(String written) {
        List<String> parts = new ArrayList<>();
        int from = 0;
        while (from <= written.length()) {
            int end = endOfAlternative(written, from);
            parts.add(written.substring(from, end).strip());
            from = end + 1;
        }
        return parts;
    }

    /** The same paths, whose lists are joined by a delimiter, as are the parts of a text with commas. */
    public FieldExpression joinedBy(String other) {
        return new FieldExpression(alternatives, other);
    }

    /** The position of the next comma outside of quotes, or of the end. */
    private static int endOfAlternative(String written, int from) {
        boolean quoted = false;
        for (int i = from; i < written.length(); i++) {
            char c = written.charAt(i);
            if (c == '\'') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                return i;
            }
        }
        return written.length();
    }

    private static FieldAlternative alternative(String text, String written) {
        if (text.startsWith("'")) {
            return new FieldAlternative(null, literal(text, written));
        }
        if (text.isEmpty()) {
            throw new IllegalArgumentException("a path is missing in \"" + written + "\"");
        }
        return new FieldAlternative(FieldPath.of(text), null);
    }

    /**
     * The text between single quotes.
     *
     * @param written where it stands, for the message
     * @throws IllegalArgumentException if there is none, or if a quote does not end
     */
    public static String literal(String quoted, String written) {
        if (quoted.length() < 3 || quoted.indexOf('\'', 1) != quoted.length() - 1) {
            throw new IllegalArgumentException("a text is written 'text', not " + quoted + " in \"" + written + "\"");
        }
        return quoted.substring(1, quoted.length() - 1);
    }

    /** The first value in an event. */
    public Optional<String> in(Map<String, @Nullable Object> event) {
        return in(event, Function.identity());
    }

    /** The first value that is not blank after it was tidied. */
    public Optional<String> in(Map<String, @Nullable Object> event, Function<String, String> tidy) {
        for (FieldAlternative alternative : alternatives) {
            String value = alternative.valueIn(event, delimiter);
            String tidied = value == null ? "" : tidy.apply(value);
            if (!tidied.isBlank()) {
                return Optional.of(tidied);
            }
        }
        return Optional.empty();
    }

    /** The first value that is an object, or a list that is not empty; the members of a list, or the object alone. */
    public List<?> objectsIn(Map<String, @Nullable Object> event) {
        for (FieldAlternative alternative : alternatives) {
            Object value = alternative.path() == null ? null : alternative.path().in(event);
            if (value instanceof List<?> list && !list.isEmpty()) {
                return list;
            }
            if (value instanceof Map<?, ?>) {
                return List.of(value);
            }
        }
        return List.of();
    }

    private static @Nullable String textOf(@Nullable Object value, String delimiter) {
        if (value instanceof List<?> values) {
            List<String> texts = values.stream().map(FieldExpression::scalar).filter(text -> text != null).toList();
            return texts.size() < values.size() ? null : String.join(delimiter, texts);
        }
        return value instanceof String text && !delimiter.equals(COMMA)
                ? COMMAS.matcher(text.strip()).replaceAll(Matcher.quoteReplacement(delimiter)) : scalar(value);
    }

    private static @Nullable String scalar(@Nullable Object value) {
        if (value instanceof BigDecimal number) {
            return number.toPlainString();
        }
        return value instanceof String || value instanceof Number || value instanceof Boolean ? value.toString() : null;
    }
}
