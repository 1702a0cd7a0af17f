package io.anivia.source.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An answer that does not depend on a payload, such as a settings document that a client asks for before it sends. */
record FixedAnswer(Set<String> methods, PathPattern path, Answers answers) {

    private static final Pattern LINE = Pattern.compile("([A-Z]+(?:\\|[A-Z]+)*)\\s+(/\\S*)(?:\\s+(.*))?");

    /**
     * Reads lines such as {@code GET|POST /array/{key}/config 200 application/json {"a":1}}.
     *
     * @throws IllegalArgumentException if a line is another
     */
    static List<FixedAnswer> parse(String written, AnswerFiles files) {
        List<FixedAnswer> all = new ArrayList<>();
        for (String line : written.lines().map(String::strip).filter(line -> !line.isEmpty()).toList()) {
            Matcher parts = LINE.matcher(line);
            if (!parts.matches()) {
                throw new IllegalArgumentException("a fixed answer is written 'GET /path 200 application/json {}', not \""
                        + line + "\"");
            }
            Set<String> methods = Set.of(parts.group(1).split("\\|"));
            Answers answers = Answers.parse(parts.group(3) == null ? "" : parts.group(3), 200, files);
            PathPattern.parse(parts.group(2)).forEach(path -> all.add(new FixedAnswer(methods, path, answers)));
        }
        return all;
    }
}
