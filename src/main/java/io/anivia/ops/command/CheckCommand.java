package io.anivia.ops.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code check}: says all that is wrong with the route files. */
@Command(name = "check", mixinStandardHelpOptions = true,
        description = "Says all that is wrong with the route files, each as file:line:column: what.")
final class CheckCommand implements Callable<Integer> {

    @Parameters(arity = "0..1", paramLabel = "dir", description = "With sources/ and destinations/ in it, or one of"
            + " the two; not given: anivia.sources.dir and anivia.routes.dir.")
    private @Nullable Path directory;

    @Override
    public Integer call() {
        return CommandApplication.run(this::check);
    }

    private int check(CommandCamelContext camel) throws IOException {
        if (directory != null && !Files.isDirectory(directory)) {
            System.out.println(RouteDirectories.none(directory));
            return 1;
        }
        RouteDirectories directories = camel.directories(directory);
        CheckedRoutes checked = CheckedRoutes.load(camel, directories);
        List<Problem> problems = new ArrayList<>(checked.problems());
        int tests = RouteTestFile.readAll(directories, problems).size();
        problems.stream().sorted().forEach(System.out::println);
        if (problems.isEmpty() && checked.fileCount() == 0) {
            System.out.println("there are no route files: " + directories.searched() + " has none that end in .camel.yaml");
            return 1;
        }
        if (problems.isEmpty()) {
            System.out.println("route files: " + checked.fileCount() + ", test files: " + tests + ", problems: 0");
        }
        return problems.isEmpty() ? 0 : 1;
    }
}
