package io.anivia.ops.command;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.anivia.routes.RouteFileText;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

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

    /**
     * Reads a file.
     *
     * @param problems gets what is wrong with it; then the tests are not to be run
     */
    static RouteTestFile read(Path path, boolean isOfSource, List<Problem> problems) {
        LoadSettings yaml = LoadSettings.builder().setAllowNonScalarKeys(true).build();
        JsonNode root = JSON.createObjectNode();
        boolean isRight = false;
        try {
            String text = RouteFileText.read(path).text();
            Optional<Node> node = new Compose(yaml).composeString(text);
            if (node.isEmpty()) {
                problems.add(new Problem(path, 1, 1, "it is empty: write a list under 'tests'"));
            } else {
                List<Problem> found = new RouteTestCheck(path, isOfSource).problems(node.get());
                problems.addAll(found);
                root = JSON.valueToTree(new Load(yaml).loadFromString(text));
                isRight = found.isEmpty();
            }
        } catch (MarkedYamlEngineException e) {
            problems.add(YamlText.problem(path, e));
        } catch (YamlEngineException e) {
            problems.add(YamlText.refused(path, e));
        } catch (StackOverflowError e) {
            problems.add(YamlText.endless(path));
        } catch (IOException e) {
            problems.add(new Problem(path, 1, 1, "it cannot be read as UTF-8: " + e));
        }
        List<JsonNode> cases = new ArrayList<>();
        if (isRight) {
            root.path("tests").forEach(cases::add);
        }
        Map<String, String> settings = new LinkedHashMap<>();
        // Of a file with a fault, too: that routes lack them then is no fault of the routes.
        settings(root).properties().forEach(each -> settings.put(each.getKey(), each.getValue().asText()));
        String file = path.getFileName().toString();
        return new RouteTestFile(path, isOfSource,
                root.path("name").asText(file.substring(0, file.length() - SUFFIX.length())), settings, cases);
    }

    private static JsonNode settings(JsonNode root) {
        List<String> names = new ArrayList<>();
        root.fieldNames().forEachRemaining(names::add);
        return root.path(NearestName.of("settings", names).orElse("settings"));
    }

    /** Those beside the route files. */
    static List<RouteTestFile> readAll(RouteDirectories directories, List<Problem> problems) throws IOException {
        List<RouteTestFile> files = new ArrayList<>();
        for (Path path : matching(directories.sources(), "*" + SUFFIX)) {
            files.add(read(path, true, problems));
        }
        for (Path path : matching(directories.destinations(), "*" + SUFFIX)) {
            files.add(read(path, false, problems));
        }
        return files;
    }

    static List<Path> matching(@Nullable Path directory, String pattern) throws IOException {
        List<Path> paths = new ArrayList<>();
        if (directory != null && Files.isDirectory(directory)) {
            try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, pattern)) {
                found.forEach(paths::add);
            }
        }
        paths.sort(null);
        return paths;
    }

    /** All routes are read once, so a setting has one value in all tests. */
    static Properties settings(List<RouteTestFile> files, List<Problem> problems) {
        Properties settings = new Properties();
        for (RouteTestFile file : files) {
            file.settings().forEach((name, value) -> {
                Object other = settings.put(name, value);
                if (other != null && !other.equals(value)) {
                    problems.add(new Problem(file.path(), 1, 1, "the setting '" + name + "' has another value in"
                            + " another test file: write the same one, or a setting of its own"));
                }
            });
        }
        return settings;
    }
}
