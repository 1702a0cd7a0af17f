package io.anivia.source.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.netty.handler.codec.http.QueryStringDecoder;
import org.jspecify.annotations.Nullable;

/**
 * A path that a source serves, with or without a slash at its end: {@code /v1/batch}, or with variables, each for one
 * segment, {@code /b/ss/{suite}/1/{version}/{random}}, or for one of several, {@code /v1/{call:track|page}}. Immutable.
 */
final class PathPattern {

    private static final Pattern VARIABLE = Pattern.compile("\\{([A-Za-z][A-Za-z0-9_]*)(?::([^{}/]+))?\\}");
    private static final Pattern LITERAL = Pattern.compile("[A-Za-z0-9._~!$&'()*+,;=:@%-]+");

    /** A segment: a literal, or a variable whose value is any, or one that was written out. */
    private record Segment(@Nullable String literal, @Nullable String variable) {
    }

    private final List<Segment> segments;

    private PathPattern(List<Segment> segments) {
        this.segments = segments;
    }

    /**
     * Reads one path; several come of one whose variable has several values, which need no search then.
     *
     * @throws IllegalArgumentException if it is not a path
     */
    static List<PathPattern> parse(String written) {
        if (!written.startsWith("/")) {
            throw new IllegalArgumentException("a path begins with '/', not \"" + written + "\"");
        }
        List<List<Segment>> all = List.of(List.of());
        for (String text : segmentsOf(written)) {
            List<Segment> choices = segment(text, written);
            List<List<Segment>> longer = new ArrayList<>();
            for (List<Segment> begun : all) {
                for (Segment choice : choices) {
                    List<Segment> more = new ArrayList<>(begun);
                    more.add(choice);
                    longer.add(more);
                }
            }
            all = longer;
        }
        return all.stream().map(PathPattern::new).toList();
    }

    private static List<Segment> segment(String text, String written) {
        Matcher variable = VARIABLE.matcher(text);
        if (variable.matches()) {
            String choices = variable.group(2);
            return choices == null ? List.of(new Segment(null, variable.group(1)))
                    : List.of(choices.split("\\|")).stream().map(one -> new Segment(one, variable.group(1))).toList();
        }
        if (!LITERAL.matcher(text).matches() || text.equals(".") || text.equals("..")) {
            throw new IllegalArgumentException("\"" + text + "\" is not a segment of a path in \"" + written
                    + "\": write it as it is sent, or {name}, or {name:one|other}");
        }
        return List.of(new Segment(text, null));
    }

    /** The parts between slashes; a slash at the end makes none. */
    static List<String> segmentsOf(String path) {
        String trimmed = withoutSlashAtEnd(path);
        return trimmed.length() <= 1 ? List.of() : List.of(trimmed.substring(1).split("/", -1));
    }

    static String withoutSlashAtEnd(String path) {
        int end = path.length();
        while (end > 1 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }

    /** Whether all requests for it have one path, which {@link #toString} is. */
    boolean isExact() {
        return segments.stream().allMatch(segment -> segment.literal() != null);
    }

    int length() {
        return segments.size();
    }

    /** The variables that have one value, of an exact path. */
    Map<String, String> fixedVariables() {
        Map<String, String> variables = new LinkedHashMap<>();
        for (Segment segment : segments) {
            if (segment.variable() != null && segment.literal() != null) {
                variables.put(segment.variable(), segment.literal());
            }
        }
        return variables;
    }

    boolean hasVariable(String name) {
        return segments.stream().anyMatch(segment -> name.equals(segment.variable()));
    }

    /** The values of its variables in a path of as many segments; empty if it is another path. */
    Optional<Map<String, String>> match(List<String> path) {
        Map<String, String> variables = new LinkedHashMap<>();
        for (int at = 0; at < segments.size(); at++) {
            Segment segment = segments.get(at);
            if (segment.literal() != null && !segment.literal().equals(path.get(at))) {
                return Optional.empty();
            }
            if (segment.variable() != null) {
                String value = decoded(path.get(at));
                if (!isUsable(value)) {
                    return Optional.empty();
                }
                variables.put(segment.variable(), value);
            }
        }
        return Optional.of(variables);
    }

    /** A segment without its percent-encoding; a plus sign is itself there. */
    static String decoded(String segment) {
        return QueryStringDecoder.decodeComponent(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Values travel in headers and answers: one that could be taken for something else there is no value. */
    private static boolean isUsable(String value) {
        return !value.isEmpty() && !value.equals(".") && !value.equals("..") && value.indexOf('/') < 0
                && value.chars().noneMatch(Character::isISOControl);
    }

    /** Without the choices of its variables, of which it has one. */
    @Override
    public String toString() {
        StringBuilder path = new StringBuilder();
        for (Segment segment : segments) {
            path.append('/').append(segment.literal() != null ? segment.literal() : "{" + segment.variable() + "}");
        }
        return path.length() == 0 ? "/" : path.toString();
    }

    /** How it looks to a request: two with the same shape serve the same paths. */
    String shape() {
        return toString().replaceAll("\\{[^}]*\\}", "{}");
    }
}
