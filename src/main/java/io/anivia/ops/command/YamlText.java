package io.anivia.ops.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A file that is a list, as far as it is YAML: the parser stops at the first fault, but the elements behind it, and
 * what stands in front of it, can be read on their own.
 *
 * @param elements of the list
 * @param pieces what is in front of a fault in an element: more may belong to it
 * @param faults in the order of their lines
 */
record YamlText(List<Node> elements, List<Node> pieces, List<Problem> faults) {

    /** Of a text or a bracket that does not end: then the end is not where the fault is. */
    private static final Pattern BEGUN = Pattern.compile("^while scanning|flow .* expected ','.*end");

    static YamlText of(Path file, String text) {
        List<Node> elements = new ArrayList<>();
        try {
            elements.addAll(elements(text));
            return new YamlText(elements, List.of(), List.of());
        } catch (MarkedYamlEngineException e) {
            List<Node> pieces = new ArrayList<>();
            TreeMap<Integer, Problem> faults = new TreeMap<>();
            for (String part : parts(text)) {
                try {
                    elements.addAll(elements(part));
                } catch (MarkedYamlEngineException inPart) {
                    Problem fault = problem(file, inPart);
                    faults.putIfAbsent(fault.line(), fault);
                    pieces.addAll(piece(part, fault.line()));
                }
            }
            return new YamlText(elements, pieces,
                    List.copyOf((faults.isEmpty() ? List.of(problem(file, e)) : faults.values())));
        }
    }

    private static List<Node> elements(String text) {
        Optional<Node> root = new Compose(LoadSettings.builder().setAllowNonScalarKeys(true).build())
                .composeString(text);
        return root.isPresent() && root.get() instanceof SequenceNode list ? list.getValue() : List.of();
    }

    /** All but the line of the fault, if that can be read, or what is in front of it. */
    private static List<Node> piece(String part, int faultLine) {
        List<String> others = new ArrayList<>(part.lines().toList());
        // A fault may be that the text ends.
        int at = Math.min(faultLine, others.size()) - 1;
        others.set(at, "");
        return readable(others).or(() -> readable(others.subList(0, at))).orElse(List.of());
    }

    /** Empty if they cannot be read: what a fault is about goes on below it, or began further above. */
    private static Optional<List<Node>> readable(List<String> lines) {
        try {
            return Optional.of(elements(String.join("\n", lines)));
        } catch (MarkedYamlEngineException e) {
            return Optional.empty();
        }
    }

    /** The text of each element, behind as many empty lines as there are in front of it. */
    private static List<String> parts(String text) {
        List<String> lines = text.lines().toList();
        String dash = lines.stream().filter(line -> line.strip().startsWith("-") && !line.startsWith("---")).findFirst()
                .map(line -> line.substring(0, line.indexOf('-') + 1)).orElse("-");
        List<StringBuilder> parts = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith(dash) && !lines.get(i).startsWith("---")) {
                parts.add(new StringBuilder("\n".repeat(i)));
            }
            if (!parts.isEmpty()) {
                parts.get(parts.size() - 1).append(lines.get(i)).append('\n');
            }
        }
        return parts.stream().map(StringBuilder::toString).toList();
    }

    /** Where the fault begins, as far as the parser knows, and what to do about it. */
    static Problem problem(Path file, MarkedYamlEngineException e) {
        boolean hasBegun = BEGUN.matcher(e.getContext() + " " + e.getProblem()).find();
        Optional<Mark> mark = hasBegun ? e.getContextMark().or(e::getProblemMark)
                : e.getProblemMark().or(e::getContextMark);
        return new Problem(file, mark.map(Mark::getLine).orElse(0) + 1, mark.map(Mark::getColumn).orElse(0) + 1,
                "no YAML: " + explained(String.valueOf(e.getContext()), String.valueOf(e.getProblem())));
    }

    /** Of a file on which the stack overflows. */
    static Problem endless(Path file) {
        return new Problem(file, 1, 1, "it contains itself by an alias, or is nested too deep: write it out, or flatter");
    }

    /** Of a file that has a fault without a place, such as too many aliases. */
    static Problem refused(Path file, YamlEngineException e) {
        return new Problem(file, 1, 1, "no YAML: " + e.getMessage());
    }

    private static String explained(String context, String problem) {
        String lower = problem.toLowerCase(Locale.ROOT);
        if (lower.contains("mapping values are not allowed")) {
            return "a second ':' in a line, or a line that is indented too far: put the text into quotes, or indent it"
                    + " as its neighbours";
        } else if (lower.contains("\\t") || lower.contains("tab")) {
            return "a tab: indent with spaces";
        } else if (context.contains("quoted scalar")) {
            return "a quote without its second: write it at the end of the text, and double it within";
        } else if (lower.contains("could not find expected ':'")) {
            return "a name without ':' behind it: write one and a space, or indent it as the text above";
        } else if (lower.contains("expected <block end>")) {
            return "it is indented like nothing above: indent it as its neighbours";
        } else if (lower.contains("cannot start any token")) {
            return "a text cannot begin so: put it into quotes";
        } else if (BEGUN.matcher(context + " " + problem).find()) {
            return "a bracket without its second: close it, or put the text into quotes";
        } else if (context.contains("flow ")) {
            return "a bracket that is not closed, or a comma that is missing in front of this: write it";
        }
        return problem + ": put the text into quotes, or look at the indentation";
    }
}
