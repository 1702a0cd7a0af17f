package io.anivia.ops.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.JsonNode;
import io.anivia.routes.RouteFiles;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code test}: runs the tests beside the route files. */
@Command(name = "test", mixinStandardHelpOptions = true,
        description = "Runs the tests beside the route files, partner.test.yaml of partner.camel.yaml.")
final class RouteTestCommand implements Callable<Integer> {

    @Parameters(arity = "0..1", paramLabel = "dir", description = "With sources/ and destinations/ in it, or one of"
            + " the two; not given: anivia.sources.dir and anivia.routes.dir.")
    private @Nullable Path directory;

    @Option(names = "--junit", paramLabel = "file", description = "Also writes the results there, as JUnit's XML.")
    private @Nullable Path junit;

    @Override
    public Integer call() {
        return CommandApplication.run(this::test);
    }

    private int test(CommandCamelContext camel) throws Exception {
        if (directory != null && !Files.isDirectory(directory)) {
            System.out.println(RouteDirectories.none(directory));
            return 1;
        }
        RouteDirectories directories = camel.directories(directory);
        List<Problem> problems = new ArrayList<>();
        List<RouteTestFile> files = RouteTestFile.readAll(directories, problems);
        camel.set(RouteTestFile.settings(files, problems));
        RequestLog log = new RequestLog();
        camel.record(log);
        problems.addAll(CheckedRoutes.load(camel, directories).problems());
        if (!problems.isEmpty()) {
            problems.forEach(System.out::println);
            return 1;
        }
        Map<String, List<String>> results = new LinkedHashMap<>();
        RouteTestRun run = new RouteTestRun(camel, log);
        for (RouteTestFile file : files) {
            for (JsonNode test : file.cases()) {
                results.put(file.path() + ": " + test.path("name").asText("without a name"), run.run(file, test));
            }
        }
        print(results, directories);
        if (junit != null) {
            JUnitReport.write(junit, results);
        }
        return results.values().stream().allMatch(List::isEmpty) ? 0 : 1;
    }

    private static void print(Map<String, List<String>> results, RouteDirectories directories) throws IOException {
        results.forEach((test, differences) -> {
            System.out.println((differences.isEmpty() ? "ok    " : "FAIL  ") + test);
            differences.forEach(difference -> System.out.println("      " + difference));
        });
        for (Path directory : new Path[] {directories.sources(), directories.destinations()}) {
            for (Path file : RouteTestFile.matching(directory, RouteFiles.PATTERN)) {
                Path test = Path.of(file.toString().replace(".camel.yaml", RouteTestFile.SUFFIX));
                if (!Files.exists(test)) {
                    System.out.println("no test of " + file + ": write " + test.getFileName() + " beside it");
                }
            }
        }
        System.out.println("tests: " + results.size() + ", failed: "
                + results.values().stream().filter(differences -> !differences.isEmpty()).count());
    }
}
