package io.anivia.routes;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import org.apache.camel.NoSuchBeanException;
import org.apache.camel.NoSuchEndpointException;
import org.apache.camel.PropertyBindingException;
import org.apache.camel.ResolveEndpointFailedException;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/**
 * Finds out what is wrong with an integrator's file, and where. Pure functions.
 *
 * <p>The YAML parser knows the line. Camel, which fails later, does not: then it is the first line that holds what the
 * failure is about (an option's name, a placeholder, an address), or else the line where the destination or source is
 * named.
 */
final class RouteFileDiagnostics {

    private static final Pattern UNKNOWN_FIELD = Pattern.compile("Unsupported field: (\\S+)");
    private static final Pattern UNKNOWN_OPTION = Pattern.compile("Unknown parameters=\\[\\{([^=}]+)=");
    private static final Pattern PLACEHOLDER = Pattern.compile("Property with key \\[([^]]+)] not found");
    /** The step, as {@code FailedToCreateRouteException} writes it: {@code >>> to[http:x] <<<}. */
    private static final Pattern STEP = Pattern.compile(">>> \\w+\\[(?:\\w+\\{|ref:)?(.*?)}?] <<<");
    /** How our own messages begin: {@code destination 'x': backoff is …}, {@code source 'x': path: …}. */
    private static final Pattern OUR_OPTION = Pattern.compile("^(?:destination|source) '[^']*': (\\w{2,})[ :]");
    /** And those of a sink whose options have names of their own: {@code omniture:rs: hit.x: …}. */
    private static final Pattern SINKS_OPTION = Pattern.compile("^omniture:\\S+: (\\w+\\.[^:]+|\\w+): ");
    /** What stands for an option of a sink in the parameters of a template. */
    private static final Pattern HTTP_OPTION = Pattern.compile("^async-http:\\S+: (?:the )?(\\w+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern OUR_ROUTE = Pattern.compile("^(destination|source) '([^']+)'");
    private static final Pattern QUOTED = Pattern.compile("'([^']{3,})'");

    /** What the files are of: {@code destination} or {@code source}, the scheme that their routes begin with. */
    private final String kind;

    RouteFileDiagnostics(String kind) {
        this.kind = kind;
    }

    /**
     * @param text what the file holds
     * @param failure what Camel has thrown over it
     */
    RouteFileProblem explain(Path file, String text, Throwable failure) {
        Deque<Throwable> fromInnermost = new ArrayDeque<>();
        for (Throwable t = failure; t != null; t = t.getCause()) {
            fromInnermost.push(t);
        }
        return problem(file, line(text.lines().toList(), fromInnermost), why(fromInnermost));
    }

    /** A file with a route whose id a route of another file has, too. */
    RouteFileProblem explainSameId(Path file, String text, String id, String otherFile) {
        List<String> lines = text.lines().toList();
        String idLine = "^[\\s-]*(id: *[\"']?" + Pattern.quote(id) + "[\"']?)\\s*(#.*)?$";
        int line = 1 + IntStream.range(0, lines.size()).filter(i -> lines.get(i).matches(idLine)).findFirst()
                .orElse(-1);
        return problem(file, line, "its route '" + id + "' has the id of a route in '"
                + otherFile.replaceFirst("^(file|classpath):", "") + "': give it another id");
    }

    /** A file that is YAML, but not a list of routes; Camel passes over it in silence. */
    Optional<RouteFileProblem> explainUnlessList(Path file, String text) {
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                boolean isList = line.startsWith("-") || line.startsWith("[");
                return isList ? Optional.empty() : Optional.of(problem(file, i + 1,
                        "a list was expected, whose first line is '- route:'"));
            }
        }
        return Optional.of(problem(file, 0, "it is empty: write a route into it, or remove it"));
    }

    /** @param line counted from 1; 0 if it is not known */
    RouteFileProblem problem(Path file, int line, String why) {
        return new RouteFileProblem(kind, file, line, why.replaceAll("[\\s.]+$", ""));
    }

    private int line(List<String> lines, Iterable<Throwable> fromInnermost) {
        for (Throwable t : fromInnermost) {
            if (t instanceof MarkedYamlEngineException marked) {
                int from = marked.getProblemMark().or(marked::getContextMark).map(Mark::getLine).orElse(0);
                // The parser points at the first field of the step that has an unknown one.
                return find(UNKNOWN_FIELD, t).map(field -> firstWith(lines, from, field + ":")).filter(at -> at > 0)
                        .orElse(from + 1);
            }
        }
        return clues(fromInnermost).stream().map(clue -> firstWith(lines, 0, clue)).filter(at -> at > 0).findFirst()
                .orElse(0);
    }

    /** Counted from 1; 0 if there is none. */
    private static int firstWith(List<String> lines, int from, String clue) {
        return IntStream.range(from, lines.size())
                .filter(i -> !lines.get(i).strip().startsWith("#") && lines.get(i).contains(clue))
                .map(i -> i + 1).findFirst().orElse(0);
    }

    /** What to look for in the file, the likeliest first. */
    private Set<String> clues(Iterable<Throwable> fromInnermost) {
        Set<String> clues = new LinkedHashSet<>();
        for (Throwable t : fromInnermost) {
            if (t instanceof PropertyBindingException binding && binding.getPropertyName() != null) {
                clues.add(binding.getPropertyName() + ":");
            }
            if (t instanceof NoSuchBeanException bean && bean.getName() != null) {
                clues.add(bean.getName());
            }
            find(PLACEHOLDER, t).ifPresent(key -> clues.add("{{" + key));
            find(UNKNOWN_OPTION, t).ifPresent(option -> clues.add(option + ":"));
            find(UNKNOWN_OPTION, t).ifPresent(option -> clues.add(option + "="));
            find(OUR_OPTION, t).ifPresent(option -> clues.add(option + ":"));
            find(SINKS_OPTION, t).ifPresent(clues::add);
            find(HTTP_OPTION, t).map(option -> option.toLowerCase(Locale.ROOT)).ifPresent(option -> {
                clues.add(" " + option + ":");
                clues.add("name: " + option);
            });
            illegalExpression(t).ifPresent(clues::add);
        }
        for (Throwable t : fromInnermost) {
            // An address that was put together from the uri and its parameters stands in the file without them.
            find(STEP, t).filter(step -> !step.isBlank()).ifPresent(step -> clues.add(step.replaceAll("\\?.*", "")));
        }
        for (Throwable t : fromInnermost) {
            Matcher ours = OUR_ROUTE.matcher(String.valueOf(t.getMessage()));
            if (ours.find()) {
                clues.add(ours.group(1) + ":" + ours.group(2));
            }
            find(QUOTED, t).ifPresent(clues::add);
        }
        clues.add(kind + ":");
        return clues;
    }

    private static String why(Deque<Throwable> fromInnermost) {
        for (Throwable t : fromInnermost) {
            String known = known(t);
            if (known != null) {
                return known;
            }
        }
        Throwable root = fromInnermost.getFirst();
        String why = root.getMessage() == null ? root.toString() : root.getMessage();
        for (Throwable t : fromInnermost) {
            // Ours say which option it is, in front of what is wrong with it.
            String message = String.valueOf(t.getMessage());
            if (t instanceof IllegalArgumentException && message.endsWith(why)) {
                why = message;
            }
        }
        return why;
    }

    /** A message for the author of the file; {@code null} if the exception's own has to do. */
    private static @Nullable String known(Throwable t) {
        if (t instanceof MarkedYamlEngineException marked) {
            return marked.getProblem();
        }
        if (t instanceof PropertyBindingException binding && binding.getPropertyName() != null) {
            return "the option '" + binding.getPropertyName() + "' cannot be '" + binding.getValue() + "'";
        }
        if (t instanceof NoSuchBeanException bean) {
            return "there is no bean '" + bean.getName() + "'";
        }
        if (t instanceof NoSuchEndpointException endpoint) {
            return "there is no component for '" + endpoint.getUri() + "' in this build";
        }
        if (t instanceof URISyntaxException syntax) {
            return "'" + syntax.getInput() + "' is not an address: perhaps a setting in it is empty";
        }
        if (t instanceof ResolveEndpointFailedException endpoint && endpoint.getUri().isBlank()) {
            return "the address of a step is empty: the setting that it consists of is not set";
        }
        return ofMessage(t);
    }

    private static @Nullable String ofMessage(Throwable t) {
        Optional<String> option = find(UNKNOWN_OPTION, t);
        if (option.isPresent()) {
            return "there is no option '" + option.get() + "': perhaps it is misspelt";
        }
        Optional<String> key = find(PLACEHOLDER, t);
        if (key.isPresent()) {
            return "the setting '" + key.get() + "' is missing: set "
                    + key.get().replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT) + ", or write {{" + key.get()
                    + ":default}}";
        }
        return illegalExpression(t).map(expression -> "the expression '" + expression + "' cannot be read")
                .orElse(null);
    }

    /** Camel's languages say it in a message of three lines: what, the expression, and where in it. */
    private static Optional<String> illegalExpression(Throwable t) {
        List<String> lines = String.valueOf(t.getMessage()).lines().toList();
        return lines.size() == 3 && lines.get(2).strip().equals("*") ? Optional.of(lines.get(1)) : Optional.empty();
    }

    private static Optional<String> find(Pattern pattern, Throwable t) {
        Matcher matcher = pattern.matcher(String.valueOf(t.getMessage()));
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
