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
 * literals in single quotes. A dot leads into an object, or by a number into a list ({@code products.0.name}); a member
 * with dots in its name is found, too; a lone dot is the event itself. Numbers are written without exponent, booleans
 * as in JSON, and lists of such values are joined by commas or by {@link #joinedBy another delimiter}; objects,
 * {@code null} and blank texts are no value.
 */
public final class FieldExpression {

    /** The event itself. */
    private static final String WHOLE = ".";
    private static final String COMMA = ",";
    private static final Pattern COMMAS = Pattern.compile("\\s*,\\s*");

    private final List<FieldAlternative> alternatives;
    private final String delimiter;

    private FieldExpression(List<FieldAlternative> alternatives, String delimiter) {
        this.alternatives = alternatives;
        this.delimiter = delimiter;
    }

    /** A path, or a literal. */
    private record FieldAlternative(String text, boolean literal) {

        @Nullable String valueIn(Map<?, ?> event, String delimiter) {
            return literal ? text : textOf(find(event, text), delimiter);
        }
    }

    /** @throws IllegalArgumentException if it is empty or a quote does not end */
    public static FieldExpression parse(String written) {
        List<FieldAlternative> alternatives = new ArrayList<>();
        int from = 0;
        while (from <= written.length()) {
            int end = endOfAlternative(written, from);
            alternatives.add(alternative(written.substring(from, end).strip(), written));
            from = end + 1;
        }
        return new FieldExpression(List.copyOf(alternatives), COMMA);
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
            if (text.length() < 3 || text.indexOf('\'', 1) != text.length() - 1) {
                throw new IllegalArgumentException("a text is written 'text', not " + text + " in \"" + written + "\"");
            }
            return new FieldAlternative(text.substring(1, text.length() - 1), true);
        }
        if (text.isEmpty()) {
            throw new IllegalArgumentException("a path is missing in \"" + written + "\"");
        }
        return new FieldAlternative(text, false);
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
            Object value = alternative.literal() ? null : find(event, alternative.text());
            if (value instanceof List<?> list && !list.isEmpty()) {
                return list;
            }
            if (value instanceof Map<?, ?>) {
                return List.of(value);
            }
        }
        return List.of();
    }

    /** The longest name wins: a member {@code a.b} comes before the {@code b} of {@code a}. */
    private static @Nullable Object find(@Nullable Object in, String path) {
        if (path.equals(WHOLE)) {
            return in;
        }
        if (in instanceof Map<?, ?> object && object.get(path) != null) {
            return object.get(path);
        }
        for (int dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
            Object member = member(in, path.substring(0, dot));
            Object found = member == null ? null : find(member, path.substring(dot + 1));
            if (found != null) {
                return found;
            }
        }
        return member(in, path);
    }

    private static @Nullable Object member(@Nullable Object in, String name) {
        if (in instanceof Map<?, ?> object) {
            return object.get(name);
        }
        boolean isIndex = !name.isEmpty() && name.length() < 10 && name.chars().allMatch(c -> c >= '0' && c <= '9');
        if (isIndex && in instanceof List<?> list && Integer.parseInt(name) < list.size()) {
            return list.get(Integer.parseInt(name));
        }
        return null;
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
