package io.anivia.source.reading;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.anivia.contract.FieldExpression;
import io.anivia.contract.FieldPath;
import org.jspecify.annotations.Nullable;

/**
 * One of the places where a source's clients may have written a value.
 *
 * @param origin what the path leads into; a literal needs none
 * @param path   where in it the value is; of a literal its text
 * @param unit   of a time that is a number; {@code null} if it is to be guessed by its magnitude
 * @param isUtc  whether a time without an offset is in UTC; else it cannot be read
 */
public record ValuePlace(Origin origin, FieldPath path, @Nullable TimeUnit unit, boolean isUtc) {

    /** What a value comes from. */
    public enum Origin {
        /** A member of the event, or of what is shared with it. */
        EVENT,
        /** A part of the HTTP request beside its body. */
        REQUEST,
        /** The source's own file. */
        LITERAL
    }

    private static final String REQUEST = "request.";
    /** HTTP knows no case of header names, and they travel in lower case. */
    private static final String HEADER = "header.";
    private static final Pattern WITH_UNIT = Pattern.compile("(.+?)\\s+(s|ms|us|ns|utc)");
    private static final String UTC = "utc";
    private static final Map<String, TimeUnit> UNITS = Map.of("s", TimeUnit.SECONDS, "ms", TimeUnit.MILLISECONDS,
            "us", TimeUnit.MICROSECONDS, "ns", TimeUnit.NANOSECONDS);

    /** The text of a literal. */
    public String literal() {
        return path.toString();
    }

    /** Places separated by commas, each a path, a {@code request.} path or a {@code 'literal'}. */
    static List<ValuePlace> alternatives(String written) {
        List<ValuePlace> places = new ArrayList<>();
        for (String part : FieldExpression.split(written)) {
            places.add(part.startsWith("'")
                    ? new ValuePlace(Origin.LITERAL, FieldPath.of(FieldExpression.literal(part, written)), null, false)
                    : path(part, ""));
        }
        return List.copyOf(places);
    }

    /** Places of times, separated by commas, each with a unit or without: {@code time s, created utc, timestamp}. */
    static List<ValuePlace> times(String written) {
        List<ValuePlace> places = new ArrayList<>();
        for (String part : FieldExpression.split(written)) {
            if (part.startsWith("'")) {
                throw new IllegalArgumentException("a time cannot be the literal " + part);
            }
            Matcher withUnit = WITH_UNIT.matcher(part);
            if (!withUnit.matches() && part.contains(" ")) {
                throw new IllegalArgumentException("'" + part + "' is no time: write a path alone, or with one of the"
                        + " units s, ms, us and ns, as in 'time ms', or with utc for times without an offset");
            }
            places.add(withUnit.matches() ? path(withUnit.group(1), withUnit.group(2)) : path(part, ""));
        }
        return List.copyOf(places);
    }

    /** @param unit of a time; empty if none is written */
    private static ValuePlace path(String written, String unit) {
        TimeUnit ofNumbers = UNITS.get(unit);
        boolean isUtc = unit.equals(UTC);
        if (!written.startsWith(REQUEST)) {
            return new ValuePlace(Origin.EVENT, pathOf(written), ofNumbers, isUtc);
        }
        String inRequest = written.substring(REQUEST.length());
        return new ValuePlace(Origin.REQUEST,
                pathOf(inRequest.startsWith(HEADER) ? inRequest.toLowerCase(Locale.ROOT) : inRequest), ofNumbers,
                isUtc);
    }

    /** @throws IllegalArgumentException if it is no path to a member */
    static FieldPath pathOf(String written) {
        if (written.isEmpty()) {
            throw new IllegalArgumentException("a path is missing");
        }
        if (written.chars().anyMatch(c -> c <= ' ' || c == '\'')) {
            throw new IllegalArgumentException("'" + written + "' is no path");
        }
        FieldPath path = FieldPath.of(written);
        if (path.isWhole()) {
            throw new IllegalArgumentException("'.' is the whole event, and no value");
        }
        return path;
    }
}
