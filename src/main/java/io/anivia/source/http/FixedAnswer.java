package io.anivia.source.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An answer that does not depend on a payload, such as a settings document that a client asks for before it sends. */
record FixedAnswer(Set<String> methods, PathPattern path, Answers answers) {

    private static final Pattern SEPARATOR = Pattern.compile(",\\s*(?=[A-Z]+(?:\\|[A-Z]+)*\\s+/)");
    private static final Pattern ONE = Pattern.compile("([A-Z]+(?:\\|[A-Z]+)*)\\s+(/\\S*)(?:\\s+(.*))?");

    /**
     * Reads answers such as {@code GET|POST /array/{key}/config 200 application/json {"a":1}}, separated by commas.
     *
     * @throws IllegalArgumentException if one is written in another way
     */
    static List<FixedAnswer> parse(String written, AnswerFiles files) {
        List<FixedAnswer> all = new ArrayList<>();
        if (written.isBlank()) {
            return all;
        }
        for (String line : SEPARATOR.split(written.strip())) {
            Matcher parts = ONE.matcher(line);
            if (!parts.matches()) {
                throw new IllegalArgumentException(
                        "a fixed answer is written 'GET /path 200 application/json {}', not \"" + line + "\"");
            }
            Set<String> methods = Set.of(parts.group(1).split("\\|"));
            Answers answers = Answers.parse(parts.group(3) == null ? "" : parts.group(3), 200, files);
            PathPattern.parse(parts.group(2)).forEach(path -> all.add(new FixedAnswer(methods, path, answers)));
        }
        return all;
    }
}
