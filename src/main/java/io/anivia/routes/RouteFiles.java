package io.anivia.routes;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A directory of integrators' files of one kind, each with routes that begin with one scheme. */
public final class RouteFiles {

    public static final String PATTERN = "*.camel.yaml";
    /** Of the files that the command test runs. */
    private static final String TESTS = ".test.yaml";
    private static final String ANY_YAML = "*.{yaml,yml}";

    private static final Logger LOG = LoggerFactory.getLogger(RouteFiles.class);
    /** Some editors put it in front of a text; it is no part of it. */
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final CamelContext context;
    private final String kind;
    private final Path directory;
    private final String setting;
    private final RouteFileDiagnostics diagnostics;
    private final TemplatedRoutes templatedRoutes;

    /**
     * @param kind    {@code destination} or {@code source}
     * @param setting that names the directory
     */
    public RouteFiles(CamelContext context, String kind, Path directory, String setting) {
        this.context = context;
        this.kind = kind;
        this.directory = directory;
        this.setting = setting;
        this.diagnostics = new RouteFileDiagnostics(kind);
        this.templatedRoutes = new TemplatedRoutes(context);
    }

    /**
     * Reads all files, in the order of their names, and starts their routes; the context must be started.
     *
     * @throws InvalidRouteFileException if a file is not valid, with its name, line and the way out
     */
    public void loadAll() {
        for (Path file : files()) {
            refuse(load(file));
        }
    }

    /**
     * Reads one file, which is there, and starts its routes.
     *
     * @throws InvalidRouteFileException if it is not valid, with its name, line and the way out
     */
    public void loadOnly(Path file) {
        refuse(load(file));
    }

    /** Reads all files, but goes on after a file that is not valid. */
    public List<RouteFileProblem> checkAll() {
        return files().stream().map(this::load).flatMap(Optional::stream).toList();
    }

    /** Reads one file and starts its routes; what is wrong with it, if it is not valid. */
    public Optional<RouteFileProblem> load(Path file) {
        try {
            String text = Files.readString(file);
            return load(file, "file:" + file,
                    text.startsWith(BYTE_ORDER_MARK) ? text.substring(BYTE_ORDER_MARK.length()) : text);
        } catch (CharacterCodingException e) {
            return Optional.of(new RouteFileProblem(kind, file, 0, "it is not UTF-8: save it as UTF-8"));
        } catch (IOException e) {
            return Optional.of(new RouteFileProblem(kind, file, 0, "it cannot be read: " + e));
        }
    }

    private static void refuse(Optional<RouteFileProblem> problem) {
        problem.ifPresent(found -> {
            throw new InvalidRouteFileException(found.sentence());
        });
    }

    /**
     * The files, in the order in which they are read.
     *
     * @throws InvalidRouteFileException if their directory cannot be read
     */
    public List<Path> files() {
        List<Path> files = new ArrayList<>();
        List<Path> others = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, PATTERN);
                DirectoryStream<Path> yaml = Files.newDirectoryStream(directory, ANY_YAML)) {
            found.forEach(files::add);
            yaml.forEach(others::add);
        } catch (IOException e) {
            throw new InvalidRouteFileException("the directory of the " + kind + "s' routes, '"
                    + directory.toAbsolutePath() + "', cannot be read: set " + setting + " ("
                    + setting.toUpperCase(Locale.ROOT).replace('.', '_') + ") to where they are");
        }
        others.removeAll(files);
        others.removeIf(file -> file.toString().endsWith(TESTS));
        others.forEach(file -> LOG.warn("'{}' is not read: the name of a {}'s file ends in .camel.yaml", file, kind));
        files.sort(null);
        return files;
    }

    /**
     * Reads the files of these names that are packed into the application, and starts their routes.
     *
     * @param directory on the class path, as the files have one
     * @throws InvalidRouteFileException if a file is not valid, with its name, line and the way out
     */
    public void loadPacked(Path directory, List<String> names) {
        for (String name : names) {
            Path file = directory.resolve(name);
            String location = "classpath:" + file;
            try (InputStream in = ResourceHelper.resolveMandatoryResourceAsInputStream(context, location)) {
                refuse(load(file, location, new String(in.readAllBytes(), StandardCharsets.UTF_8)));
            } catch (IOException e) {
                throw new IllegalStateException(file + " is packed into the application", e);
            }
        }
    }

    private Optional<RouteFileProblem> load(Path file, String location, String text) {
        Optional<RouteFileProblem> noList = diagnostics.explainUnlessList(file, text);
        if (noList.isPresent()) {
            return noList;
        }
        Map<String, String> before = locations();
        try {
            Optional<RouteFileProblem> ofTemplates = templatedRoutes.check(text)
                    .map(problem -> diagnostics.problem(file, problem.line(), problem.why()));
            if (ofTemplates.isPresent()) {
                return ofTemplates;
            }
            PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString(location, text));
        } catch (Exception e) {
            LOG.debug("{} file '{}'", kind, file, e);
            return Optional.of(diagnostics.explain(file, text, e));
        }
        Map<String, String> after = locations();
        // Camel has replaced the route that was there in silence.
        return before.entrySet().stream().filter(was -> !was.getValue().equals(after.get(was.getKey()))).findFirst()
                .map(was -> diagnostics.explainSameId(file, text, was.getKey(), was.getValue()));
    }

    /** The files of all routes, by the routes' ids. */
    private Map<String, String> locations() {
        return context.getRoutes().stream().collect(Collectors.toMap(Route::getId,
                route -> route.getSourceResource() == null ? "" : route.getSourceResource().getLocation()));
    }
}
