package io.anivia.ops.reload;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.broker.Broker;
import io.anivia.common.NamedThreads;
import io.anivia.destination.Destinations;
import io.anivia.destination.routes.DestinationFiles;
import io.anivia.ops.command.CamelRouteTests;
import io.anivia.ops.command.RouteDirectories;
import io.anivia.prospector.Decoration;
import io.anivia.prospector.EventSchemas;
import io.anivia.prospector.EventSchemas.SchemaSet;
import io.anivia.routes.InvalidRouteFileException;
import io.anivia.routes.LoadedRouteFile;
import io.anivia.routes.RouteFileProblem;
import io.anivia.routes.RouteFileText;
import io.anivia.routes.RouteFiles;
import io.anivia.source.SourceFiles;
import io.anivia.source.Sources;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets route files that have changed take the place of those that run, one reload at a time. All files are checked
 * first, and the tests beside those that have changed are run; if one is not valid, or a new route does not start, what ran before goes on. Thread-safe.
 *
 * <p>A destination is stopped, which lets deliveries under way end and gives the rest back to its queue, and started
 * again; Prospector goes on routing to its queue. A new definition of a source is started beside the former one, and all
 * requests go to it from one moment to the next.
 */
@Singleton
public class RouteReload {

    private static final Logger LOG = LoggerFactory.getLogger(RouteReload.class);

    private final CamelContext context;
    private final SourceFiles sourceFiles;
    private final Sources sources;
    private final DestinationFiles destinationFiles;
    private final Destinations destinations;
    private final Broker broker;
    private final Decoration decoration;
    private final EventSchemas schemas;
    private final RouteTrial trial;
    private final ReloadConfig config;
    private final ReentrantLock lock = new ReentrantLock();
    /** Of files that differ from what runs, since they are not valid. */
    private volatile List<String> problems = List.of();
    private final Counter reloaded;
    private final Counter refused;
    private int reloads;
    /** Runs tests, or has run them. */
    private @Nullable Thread testing;

    @Inject
    RouteReload(CamelContext context, SourceFiles sourceFiles, Sources sources, DestinationFiles destinationFiles,
            Destinations destinations, Broker broker, Decoration decoration, EventSchemas schemas,
            RouteTrial trial, ReloadConfig config, MeterRegistry meters) {
        this.context = context;
        this.sourceFiles = sourceFiles;
        this.sources = sources;
        this.destinationFiles = destinationFiles;
        this.destinations = destinations;
        this.broker = broker;
        this.decoration = decoration;
        this.schemas = schemas;
        this.trial = trial;
        this.config = config;
        this.reloaded = meters.counter("anivia.reloads", "outcome", "reloaded");
        this.refused = meters.counter("anivia.reloads", "outcome", "refused");
        Gauge.builder("anivia.routes.differ", () -> problems.isEmpty() ? 0 : 1)
                .description("1 while the route files are not those that run").strongReference(true).register(meters);
    }

    /** Why the files are not those that run, since the last reload; empty if they are. */
    public List<String> problems() {
        return problems;
    }

    /** Of the files that run. */
    List<String> fingerprintsOfRunning() {
        return Stream.concat(all().flatMap(files -> files.loaded().stream()).map(file -> fingerprint(file.text())),
                schemas.current().fingerprints().stream()).sorted().toList();
    }

    /** Of the files that are there; why there are none, if they cannot be read. */
    List<String> fingerprints() {
        try {
            return Stream.concat(all().flatMap(files -> files.read().stream()).map(RouteReload::fingerprint),
                    schemas.fingerprints().stream()).sorted().toList();
        } catch (InvalidRouteFileException e) {
            return List.of(String.valueOf(e.getMessage()));
        }
    }

    private static String fingerprint(RouteFileText text) {
        return text.file() + " " + text.fingerprint();
    }

    private Stream<RouteFiles> all() {
        return Stream.of(sourceFiles.files(), Optional.of(decoration.files()), destinationFiles.files())
                .flatMap(Optional::stream);
    }

    /**
     * Reloads what has changed.
     *
     * @throws ReloadRefusedException if another reload is under way, or something is wrong with the files: what ran
     *         before goes on
     */
    public ReloadOutcome reload() throws ReloadRefusedException, InterruptedException {
        if (!lock.tryLock()) {
            throw ReloadRefusedException.busy("another reload is under way: try again when it is done");
        }
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        // By it settings are found; a thread that a signal has started has another one.
        thread.setContextClassLoader(context.getApplicationContextClassLoader());
        try {
            ReloadOutcome outcome = reloadAlone();
            problems = List.of();
            reloaded.increment();
            LOG.info("Reload: {}", outcome.isEmpty() ? "nothing has changed" : outcome.sentence());
            return outcome;
        } catch (ReloadRefusedException e) {
            if (!e.isBusy()) {
                problems = e.problems();
                refused.increment();
            }
            LOG.warn("Reload: {}", e.getMessage());
            throw e;
        } catch (RuntimeException e) {
            problems = List.of("the reload failed, and the log says why: " + e);
            refused.increment();
            throw e;
        } finally {
            thread.setContextClassLoader(before);
            lock.unlock();
        }
    }

    private ReloadOutcome reloadAlone() throws ReloadRefusedException, InterruptedException {
        long start = System.nanoTime();
        List<ChangedFiles> all = look();
        SchemaSet schemasThere = schemasThere();
        List<String> changedSchemas = schemasThere.changes(schemas.current());
        Map<String, Long> leftBehind = Map.of();
        if (!all.stream().allMatch(ChangedFiles::isEmpty)) {
            check(all);
            if (!isSame(all, look())) {
                throw ReloadRefusedException.busy("the files have changed while they were checked: try again");
            }
            reloads++;
            leftBehind = apply(all);
        }
        if (!changedSchemas.isEmpty()) {
            schemas.use(schemasThere);
        }
        return new ReloadOutcome(
                all.stream().flatMap(each -> each.changes().added().stream()).map(text -> text.file().toString()).toList(),
                Stream.concat(all.stream().flatMap(each -> each.changes().changed().stream())
                        .map(text -> text.file().toString()), changedSchemas.stream()).toList(),
                names(all.stream().flatMap(each -> each.changes().removed().stream())),
                names(all.stream().flatMap(each -> each.changes().unchanged().stream())),
                leftBehind, Duration.ofNanos(System.nanoTime() - start));
    }

    private static List<String> names(Stream<LoadedRouteFile> files) {
        return files.map(file -> file.text().file().toString()).toList();
    }

    private List<ChangedFiles> look() throws ReloadRefusedException {
        try {
            return all().map(ChangedFiles::of).toList();
        } catch (InvalidRouteFileException e) {
            throw ReloadRefusedException.invalid(List.of(String.valueOf(e.getMessage())));
        }
    }

    private SchemaSet schemasThere() throws ReloadRefusedException {
        try {
            return schemas.read(schemas.directory());
        } catch (InvalidRouteFileException e) {
            throw ReloadRefusedException.invalid(List.of(String.valueOf(e.getMessage())));
        }
    }

    private static boolean isSame(List<ChangedFiles> before, List<ChangedFiles> now) {
        return before.stream().map(ChangedFiles::changes).toList().equals(now.stream().map(ChangedFiles::changes).toList());
    }

    private void check(List<ChangedFiles> all) throws ReloadRefusedException, InterruptedException {
        RouteDirectories directories = new RouteDirectories(sourceFiles.files().map(RouteFiles::directory).orElse(null),
                destinationFiles.files().map(RouteFiles::directory).orElse(null), decoration.file(), null);
        List<String> found;
        try {
            found = trial.problems(directories);
        } catch (Exception e) {
            LOG.error("The route files cannot be checked", e);
            throw ReloadRefusedException.invalid(List.of("the files cannot be checked, and the log says why: " + e));
        }
        if (found.isEmpty() && config.testOnReload()) {
            CamelRouteTests tests = CamelRouteTests.beside(toTest("source", all), toTest("destination", all));
            found = tests.isEmpty() ? List.of() : failures(directories, tests);
        }
        if (!found.isEmpty()) {
            throw ReloadRefusedException.invalid(found);
        }
    }

    /** The files that have changed; of the sources, all if the steps for all events have, through which theirs go. */
    private static List<Path> toTest(String kind, List<ChangedFiles> all) {
        boolean isAll = kind.equals("source") && of(Decoration.KIND, all).isPresent();
        return all.stream().filter(each -> each.files().kind().equals(kind))
                .flatMap(each -> isAll ? each.files().files().stream() : each.toLoad().stream().map(RouteFileText::file))
                .toList();
    }

    /** On a thread of its own: a step may never end. */
    private List<String> failures(RouteDirectories directories, CamelRouteTests tests) throws InterruptedException {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        FutureTask<List<String>> task = new FutureTask<>(() -> trial.failures(directories, tests));
        if (testing != null && testing.isAlive()) {
            return List.of("the tests of an earlier reload have a step that does not end: restart this process");
        }
        Thread thread = NamedThreads.daemons("reload-tests").newThread(task);
        testing = thread;
        thread.setContextClassLoader(loader);
        thread.start();
        try {
            return task.get(config.testTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return List.of("the tests beside the files have not ended within " + config.testTimeout().toSeconds()
                    + " s (anivia.routes.test-timeout): run the command test to see which");
        } catch (ExecutionException e) {
            LOG.error("The tests beside the route files cannot be run", e);
            return List.of("the tests beside the files cannot be run, and the log says why: " + e.getCause());
        } finally {
            task.cancel(true);
        }
    }

    /** Sources are started first and served last: what can fail has not failed by then. */
    private Map<String, Long> apply(List<ChangedFiles> all) throws ReloadRefusedException, InterruptedException {
        long deadline = System.nanoTime() + config.reloadTimeout().toNanos();
        List<RouteFileProblem> found = new ArrayList<>();
        Map<String, Long> leftBehind = new LinkedHashMap<>();
        SourceSwap sourceSwap = new SourceSwap(sources, of("source", all), "~" + reloads);
        DecorationSwap decorationSwap = new DecorationSwap(decoration, of(Decoration.KIND, all));
        DestinationSwap destinationSwap = new DestinationSwap(destinations, broker, of("destination", all), deadline);
        try {
            sourceSwap.start().ifPresent(found::add);
            if (found.isEmpty()) {
                destinationSwap.start().ifPresent(found::add);
            }
            if (found.isEmpty()) {
                decorationSwap.start().ifPresent(found::add);
            }
            if (found.isEmpty()) {
                sourceSwap.serve(deadline).ifPresent(found::add);
            }
            if (found.isEmpty()) {
                decorationSwap.finish();
                leftBehind.putAll(destinationSwap.finish());
            }
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            if (isStopping()) {
                LOG.debug("The end of the process has broken off a reload", e);
                throw stopping();
            }
            throw e instanceof RuntimeException known ? known
                    : new IllegalStateException("routes cannot be replaced", e);
        } finally {
            // A process that ends has nothing to put back, and Camel no longer starts anything.
            if (!isStopping()) {
                end(sourceSwap, decorationSwap, destinationSwap);
            }
        }
        if (!found.isEmpty()) {
            throw isStopping() ? stopping()
                    : ReloadRefusedException.invalid(found.stream().map(RouteReload::line).toList());
        }
        return leftBehind;
    }

    private boolean isStopping() {
        return !context.getStatus().isStarted();
    }

    private static ReloadRefusedException stopping() {
        return ReloadRefusedException.busy("this process is being stopped: it runs what the files say when it starts again");
    }

    /** What is not finished is undone. */
    private static void end(SourceSwap sourceSwap, DecorationSwap decorationSwap, DestinationSwap destinationSwap) {
        try {
            decorationSwap.end();
        } catch (Exception e) {
            LOG.error("The steps for all events cannot be started again: restart this process", e);
        }
        try {
            destinationSwap.end();
        } catch (Exception e) {
            LOG.error("Destinations that ran before cannot be started again: restart this process", e);
        }
        try {
            sourceSwap.end();
        } catch (Exception e) {
            LOG.error("Sources that are not served cannot be stopped: restart this process", e);
        }
    }

    private static Optional<ChangedFiles> of(String kind, List<ChangedFiles> all) {
        return all.stream().filter(each -> each.files().kind().equals(kind) && !each.isEmpty()).findFirst();
    }

    private static String line(RouteFileProblem problem) {
        return problem.file() + ":" + Math.max(1, problem.line()) + ":1: " + problem.what();
    }
}
