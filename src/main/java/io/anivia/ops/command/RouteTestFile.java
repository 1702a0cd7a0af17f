package io.anivia.ops.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/**
 * The tests of one route file, {@code partner.test.yaml} beside {@code partner.camel.yaml}.
 *
 * @param isOfSource whether the file is a source's; else it is a destination's
 * @param subject the source's or the destination's name
 * @param settings that the routes have in the tests
 * @param cases the tests, each with its members
 */
record RouteTestFile(Path path, boolean isOfSource, String subject, Map<String, String> settings,
        List<JsonNode> cases) {

    static final String SUFFIX = ".test.yaml";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> MEMBERS = Set.of("name", "settings", "tests");
    private static final Set<String> OF_DESTINATION = Set.of("name", "events", "answers", "filtered", "requests",
            "lines", "then");
    private static final Set<String> OF_SOURCE = Set.of("name", "payload", "contentType", "request", "at", "becomes",
            "filtered", "rejected");
    private static final Set<String> OF_REQUEST = Set.of("method", "path", "headers", "json", "exact", "body",
            "contains", "form");

    /**
     * Reads a file.
     *
     * @param problems gets what is wrong with it; then the tests are not to be run
     */
    static RouteTestFile read(Path path, boolean isOfSource, List<Problem> problems) throws IOException {
        String text = Files.readString(path);
        JsonNode root = JSON.createObjectNode();
        try {
            root = JSON.valueToTree(new Load(LoadSettings.builder().build()).loadFromString(text));
        } catch (MarkedYamlEngineException e) {
            Mark mark = e.getProblemMark().or(e::getContextMark).orElse(null);
            problems.add(new Problem(path, mark == null ? 1 : mark.getLine() + 1,
                    mark == null ? 1 : mark.getColumn() + 1, "no YAML: " + e.getProblem()));
            return new RouteTestFile(path, isOfSource, "", Map.of(), List.of());
        }
        Names names = new Names(path, text, problems);
        names.check(root, MEMBERS);
        List<JsonNode> cases = new ArrayList<>();
        root.path("tests").forEach(test -> {
            names.check(test, isOfSource ? OF_SOURCE : OF_DESTINATION);
            test.path("requests").forEach(request -> names.check(request, OF_REQUEST));
            cases.add(test);
        });
        if (cases.isEmpty() && problems.isEmpty()) {
            problems.add(new Problem(path, 1, 1, "there is no test in it: write a list under 'tests'"));
        }
        Map<String, String> settings = new LinkedHashMap<>();
        root.path("settings").properties().forEach(each -> settings.put(each.getKey(), each.getValue().asText()));
        String file = path.getFileName().toString();
        return new RouteTestFile(path, isOfSource,
                root.path("name").asText(file.substring(0, file.length() - SUFFIX.length())), settings, cases);
    }

    /** Finds members that are misspelt. */
    private record Names(Path path, String text, List<Problem> problems) {

        void check(JsonNode object, Set<String> known) {
            if (!object.isObject()) {
                problems.add(new Problem(path, 1, 1, "an object was expected, with some of " + known.stream().sorted()
                        .toList()));
            }
            object.fieldNames().forEachRemaining(name -> {
                if (!known.contains(name)) {
                    problems.add(new Problem(path, line(name), 1, "a test has no '" + name + "'"
                            + RouteTextCheck.instead(name, known)));
                }
            });
        }

        private int line(String name) {
            List<String> lines = text.lines().toList();
            Pattern member = Pattern.compile("[\\s-]*[\"']?" + Pattern.quote(name) + "[\"']?:.*");
            return 1 + IntStream.range(0, lines.size()).filter(i -> member.matcher(lines.get(i)).matches()).findFirst()
                    .orElse(0);
        }
    }
}
