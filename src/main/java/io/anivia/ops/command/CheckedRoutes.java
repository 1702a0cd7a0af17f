package io.anivia.ops.command;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

import io.anivia.routes.InvalidRouteFileException;
import io.anivia.routes.RouteFileProblem;
import io.anivia.routes.RouteFiles;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/**
 * The route files of a command, with all that is wrong with them. A file in whose text something is wrong is not given
 * to Camel, which stops at the first of its faults; all others are loaded, and so are checked as at the start.
 */
public record CheckedRoutes(int fileCount, NavigableSet<Problem> problems) {

    static CheckedRoutes load(CommandCamelContext camel, RouteDirectories directories) {
        return load(camel.context(), directories);
    }

    /** @param context without routes of such files, and that consumes nothing */
    public static CheckedRoutes load(CamelContext context, RouteDirectories directories) {
        Map<Path, RouteFiles> files = new LinkedHashMap<>();
        NavigableSet<Problem> problems = new TreeSet<>();
        add(files, problems, context, "source", directories.sources(), "anivia.sources.dir");
        add(files, problems, context, "destination", directories.destinations(), "anivia.routes.dir");
        problems.addAll(new RouteTextCheck(context, List.copyOf(files.keySet())).problems());
        Set<Path> unusable = new HashSet<>();
        problems.forEach(problem -> unusable.add(problem.file()));
        files.forEach((file, kind) -> {
            if (!unusable.contains(file)) {
                kind.load(file).map(CheckedRoutes::problem).ifPresent(problems::add);
            }
        });
        return new CheckedRoutes(files.size(), problems);
    }

    private static void add(Map<Path, RouteFiles> files, NavigableSet<Problem> problems, CamelContext context,
            String kind, @Nullable Path directory, String setting) {
        if (directory == null) {
            return;
        }
        RouteFiles found = new RouteFiles(context, kind, directory, setting);
        try {
            found.files().forEach(file -> files.put(file, found));
        } catch (InvalidRouteFileException e) {
            problems.add(new Problem(directory, 1, 1, String.valueOf(e.getMessage())));
        }
    }

    private static Problem problem(RouteFileProblem problem) {
        return new Problem(problem.file(), Math.max(1, problem.line()), 1, problem.what());
    }
}
