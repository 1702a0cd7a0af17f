package io.anivia.ops.reload;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.anivia.routes.LoadedRouteFile;
import io.anivia.routes.RouteFileProblem;
import io.anivia.routes.RouteFileText;
import io.anivia.routes.RouteFiles;
import io.anivia.source.Sources;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts sources in the place of others: the new ones are started beside the former ones, then all requests and payloads
 * go to them at once, and then the former ones are stopped. For one thread and one reload.
 */
final class SourceSwap {

    private static final Logger LOG = LoggerFactory.getLogger(SourceSwap.class);
    /** No exchange is under way in the routes that are stopped. */
    private static final Duration STOP = Duration.ofSeconds(1);

    private final Sources sources;
    private final Optional<ChangedFiles> changed;
    private final String suffix;
    private final List<LoadedRouteFile> former = new ArrayList<>();
    private final List<LoadedRouteFile> started = new ArrayList<>();
    private final List<Runnable> withdrawnTemplates = new ArrayList<>();
    private boolean isServed;

    /**
     * Changes nothing yet.
     *
     * @param changed empty: none
     * @param suffix of the ids of the new routes
     */
    SourceSwap(Sources sources, Optional<ChangedFiles> changed, String suffix) {
        this.sources = sources;
        this.changed = changed;
        this.suffix = suffix;
        changed.ifPresent(files -> sources.beginReload());
    }

    /** Starts the new ones; why one cannot be. */
    Optional<RouteFileProblem> start() {
        if (changed.isEmpty()) {
            return Optional.empty();
        }
        RouteFiles files = changed.get().files();
        for (LoadedRouteFile file : changed.get().toUnload()) {
            former.add(file);
            withdrawnTemplates.add(files.withdrawTemplates(file));
        }
        for (RouteFileText text : changed.get().toLoad()) {
            Optional<RouteFileProblem> problem = files.load(text, suffix);
            if (problem.isPresent()) {
                return problem;
            }
            files.loaded().stream().filter(file -> file.text() == text).forEach(started::add);
        }
        return Optional.empty();
    }

    /** Serves the new ones, and stops the others; why they cannot be served together. */
    Optional<RouteFileProblem> serve(long deadline) throws Exception {
        if (changed.isEmpty()) {
            return Optional.empty();
        }
        Set<String> routes = new HashSet<>();
        former.forEach(file -> routes.addAll(file.routes()));
        try {
            sources.replace(routes);
        } catch (IllegalStateException e) {
            return Optional.of(new RouteFileProblem("source", changed.get().files().directory(), 0,
                    String.valueOf(e.getMessage())));
        }
        isServed = true;
        if (!sources.awaitIdle(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())))) {
            LOG.warn("Payloads are still read by sources that were replaced: their steps are stopped all the same");
        }
        for (LoadedRouteFile file : former) {
            changed.get().files().unload(file, STOP);
        }
        return Optional.empty();
    }

    /** Stops the new ones if they are not served. */
    void end() throws Exception {
        if (changed.isEmpty()) {
            return;
        }
        try {
            if (!isServed) {
                for (LoadedRouteFile file : started) {
                    changed.get().files().unload(file, STOP);
                }
                changed.get().files().remember(former);
                withdrawnTemplates.forEach(Runnable::run);
            }
        } finally {
            sources.endReload();
        }
    }
}
