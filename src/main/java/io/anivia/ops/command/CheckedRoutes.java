package io.anivia.ops.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.anivia.prospector.Decoration;
import io.anivia.routes.InvalidRouteFileException;
import io.anivia.routes.RouteFiles;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/**
 * The route files of a command, with all that is wrong with them. A file in whose text something is wrong is not given
 * to Camel, which stops at the first of its faults; all others are loaded, and so are checked as at the start.
 */
public record CheckedRoutes(int fileCount, NavigableSet<Problem> problems) {

    private static final Pattern BEGIN = Pattern.compile("[ -]*");

    static CheckedRoutes load(CommandCamelContext camel, RouteDirectories directories) {
        CheckedRoutes checked = load(camel.context(), directories);
        checked.problems().addAll(camel.prepare(directories));
        return checked;
    }

    /** @param context without routes of such files, and that consumes nothing */
    public static CheckedRoutes load(CamelContext context, RouteDirectories directories) {
        Map<Path, RouteFiles> files = new LinkedHashMap<>();
        NavigableSet<Problem> problems = new TreeSet<>();
        add(files, problems, context, "source", directories.sources(), "anivia.sources.dir");
        if (directories.decoration() != null) {
            add(files, problems, RouteFiles.ofOne(context, Decoration.KIND, directories.decoration(), Decoration.SETTING));
        }
        add(files, problems, context, "destination", directories.destinations(), "anivia.routes.dir");
        problems.addAll(new RouteTextCheck(context, List.copyOf(files.keySet())).problems());
        Set<Path> unusable = new HashSet<>();
        problems.forEach(problem -> unusable.add(problem.file()));
        files.forEach((file, kind) -> {
            if (!unusable.contains(file)) {
                load(kind, file).ifPresent(problems::add);
            }
        });
        return new CheckedRoutes(files.size(), problems);
    }

    private static void add(Map<Path, RouteFiles> files, NavigableSet<Problem> problems, CamelContext context,
            String kind, @Nullable Path directory, String setting) {
        if (directory == null) {
            return;
        }
        add(files, problems, new RouteFiles(context, kind, directory, setting));
    }

    private static void add(Map<Path, RouteFiles> files, NavigableSet<Problem> problems, RouteFiles found) {
        try {
            found.files().forEach(file -> files.put(file, found));
        } catch (InvalidRouteFileException e) {
            problems.add(new Problem(found.directory(), 1, 1, String.valueOf(e.getMessage())));
        }
    }

    private static Optional<Problem> load(RouteFiles kind, Path file) {
        try {
            return kind.load(file).map(problem -> new Problem(file, Math.max(1, problem.line()),
                    column(file, problem.line()), problem.what()));
        } catch (LinkageError e) {
            return Optional.of(new Problem(file, 1, 1, "a class is not in this program: " + e.getMessage()
                    + ": write another step, or, if this is a native executable, run the file on the JVM"));
        }
    }

    /** Camel knows no column: where the text of the line begins. */
    private static int column(Path file, int line) {
        try (Stream<String> lines = Files.lines(file)) {
            Matcher begin = BEGIN.matcher(lines.skip(Math.max(0, line - 1)).findFirst().orElse(""));
            return begin.lookingAt() ? begin.end() + 1 : 1;
        } catch (IOException | UncheckedIOException e) {
            // What is wrong with it is that it cannot be read.
            return 1;
        }
    }
}
