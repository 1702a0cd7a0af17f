package io.anivia.routes;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import io.anivia.routes.RunningRoutes.TakenIdException;
import org.apache.camel.CamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.ResourceHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A directory of integrators' files of one kind, each with routes that begin with one scheme. */
public final class RouteFiles {

    public static final String PATTERN = "*.camel.yaml";
    /** Of the files that the command test runs. */
    private static final String TESTS = ".test.yaml";
    private static final String ANY_YAML = "*.{yaml,yml}";

    private static final Logger LOG = LoggerFactory.getLogger(RouteFiles.class);

    private final CamelContext context;
    private final String kind;
    private final Path directory;
    private final String setting;
    private final @Nullable Path only;
    private final RouteFileDiagnostics diagnostics;
    private final TemplatedRoutes templatedRoutes;
    private final RunningRoutes running;
    /** The files that run, in the order in which they were read. */
    private final Map<Path, LoadedRouteFile> loaded = new LinkedHashMap<>();

    /**
     * @param kind    {@code destination} or {@code source}
     * @param setting that names the directory
     */
    public RouteFiles(CamelContext context, String kind, Path directory, String setting) {
        this(context, kind, directory, setting, null);
    }

    private RouteFiles(CamelContext context, String kind, Path directory, String setting, @Nullable Path only) {
        this.only = only;
        this.context = context;
        this.kind = kind;
        this.directory = directory;
        this.setting = setting;
        this.diagnostics = new RouteFileDiagnostics(kind);
        this.templatedRoutes = new TemplatedRoutes(context);
        this.running = new RunningRoutes(context);
    }

    /**
     * One file, which need not be there.
     *
     * @param kind    {@code decoration}
     * @param setting that names the file
     */
    public static RouteFiles ofOne(CamelContext context, String kind, Path file, String setting) {
        return new RouteFiles(context, kind, Objects.requireNonNullElse(file.getParent(), Path.of("")), setting, file);
    }

    public String kind() {
        return kind;
    }

    public Path directory() {
        return directory;
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

    /** Reads all files, but goes on after a file that is not valid. */
    public List<RouteFileProblem> checkAll() {
        return files().stream().map(this::load).flatMap(Optional::stream).toList();
    }

    /** Reads one file and starts its routes; what is wrong with it, if it is not valid. */
    public Optional<RouteFileProblem> load(Path file) {
        try {
            return load(RouteFileText.read(file));
        } catch (CharacterCodingException e) {
            return Optional.of(notUtf8(file));
        } catch (IOException e) {
            return Optional.of(unreadable(file, e));
        }
    }

    private RouteFileProblem notUtf8(Path file) {
        return new RouteFileProblem(kind, file, 0, "it is not UTF-8: save it as UTF-8");
    }

    private RouteFileProblem unreadable(Path file, IOException why) {
        return new RouteFileProblem(kind, file, 0, "it cannot be read: " + why);
    }

    /** Starts the routes of a text that was read before; what is wrong with it, if it is not valid. */
    public Optional<RouteFileProblem> load(RouteFileText text) {
        return load(text, "");
    }

    /**
     * The same beside the routes that run of this file, if there are some.
     *
     * @param suffix put behind the ids of the new routes, which would take the place of the others otherwise
     */
    public Optional<RouteFileProblem> load(RouteFileText text, String suffix) {
        return load(text.file(), "file:" + text.file(), text, suffix);
    }

    /**
     * What the directory holds now, in the order of the files' names.
     *
     * @throws InvalidRouteFileException if it cannot be read, or one of its files
     */
    public List<RouteFileText> read() {
        List<RouteFileText> texts = new ArrayList<>();
        for (Path file : files()) {
            try {
                texts.add(RouteFileText.read(file));
            } catch (CharacterCodingException e) {
                throw new InvalidRouteFileException(notUtf8(file).sentence());
            } catch (IOException e) {
                throw new InvalidRouteFileException(unreadable(file, e).sentence());
            }
        }
        return texts;
    }

    /** The files that run, in the order in which they were read; none, if they are packed into the application. */
    public List<LoadedRouteFile> loaded() {
        return List.copyOf(loaded.values());
    }

    /**
     * Stops the routes of a file, once what is under way in them has ended, and forgets the file.
     *
     * @param timeout of each, after which what is under way is given up
     */
    public void unload(LoadedRouteFile file, Duration timeout) throws Exception {
        loaded.remove(file.text().file(), file);
        running.remove(file.routes(), timeout);
        // Those of a file that was read in its place stay.
        running.withdrawTemplates(without(file.templates(), templatesOf(file.text().file())));
    }

    /**
     * Forgets the templates of a file that is to be replaced, for those of the new one, while its routes go on.
     *
     * @return brings them back
     */
    public Runnable withdrawTemplates(LoadedRouteFile file) {
        return running.withdrawTemplates(file.templates());
    }

    /** These run again, or still: what was read in their place was stopped. */
    public void remember(List<LoadedRouteFile> files) {
        files.forEach(file -> loaded.put(file.text().file(), file));
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
        if (only != null) {
            return Files.exists(only) ? List.of(only) : List.of();
        }
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
                String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                refuse(load(file, location, new RouteFileText(file, text, ""), ""));
                loaded.remove(file);
            } catch (IOException e) {
                throw new IllegalStateException(file + " is packed into the application", e);
            }
        }
    }

    private Optional<RouteFileProblem> load(Path file, String location, RouteFileText read, String suffix) {
        String text = read.text();
        Optional<RouteFileProblem> noList = diagnostics.explainUnlessList(file, text);
        if (noList.isPresent()) {
            return noList;
        }
        Set<String> before = running.locations().keySet();
        List<RouteDefinition> definitionsBefore = running.definitions();
        Set<String> templatesBefore = running.templates();
        try {
            Optional<RouteFileProblem> ofTemplates = templatedRoutes.check(text)
                    .map(problem -> diagnostics.problem(file, problem.line(), problem.why()));
            if (ofTemplates.isPresent()) {
                return ofTemplates;
            }
            running.add(ResourceHelper.fromString(location, text), suffix);
        } catch (Exception e) {
            LOG.debug("{} file '{}'", kind, file, e);
            running.removeAllBut(definitionsBefore, templatesBefore);
            return Optional.of(e instanceof TakenIdException taken
                    ? diagnostics.explainSameId(file, text, taken.id(), taken.otherLocation())
                    : diagnostics.explain(file, text, e));
        }
        loaded.put(file, new LoadedRouteFile(read, without(running.locations().keySet(), before),
                without(running.templates(), templatesBefore)));
        return Optional.empty();
    }

    private Set<String> templatesOf(Path file) {
        LoadedRouteFile inItsPlace = loaded.get(file);
        return inItsPlace == null ? Set.of() : inItsPlace.templates();
    }

    private static Set<String> without(Set<String> all, Set<String> some) {
        Set<String> rest = new LinkedHashSet<>(all);
        rest.removeAll(some);
        return rest;
    }
}
