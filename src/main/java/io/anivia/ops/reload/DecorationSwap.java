package io.anivia.ops.reload;

import java.time.Duration;
import java.util.Optional;

import io.anivia.prospector.Decoration;
import io.anivia.routes.LoadedRouteFile;
import io.anivia.routes.RouteFileProblem;
import io.anivia.routes.RouteFileText;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the route for all events in the place of the former one. Payloads wait for the moment in which neither is there.
 * For one thread and one reload.
 */
final class DecorationSwap {

    private static final Logger LOG = LoggerFactory.getLogger(DecorationSwap.class);
    /** Longer than events take in it, and shorter than payloads wait. */
    private static final Duration STOP = Duration.ofSeconds(1);

    private final Decoration decoration;
    private final Optional<ChangedFiles> changed;
    private @Nullable LoadedRouteFile former;
    private @Nullable LoadedRouteFile started;
    private boolean isFinished;

    /** @param changed empty: nothing */
    DecorationSwap(Decoration decoration, Optional<ChangedFiles> changed) {
        this.decoration = decoration;
        this.changed = changed;
    }

    /** Stops the former one and starts the new one, if there is one; why that cannot be. */
    Optional<RouteFileProblem> start() throws Exception {
        if (changed.isEmpty()) {
            return Optional.empty();
        }
        for (LoadedRouteFile file : changed.get().toUnload()) {
            former = file;
            if (changed.get().toLoad().isEmpty()) {
                decoration.disconnect();
            }
            changed.get().files().unload(file, STOP);
        }
        for (RouteFileText text : changed.get().toLoad()) {
            Optional<RouteFileProblem> problem = changed.get().files().load(text);
            if (problem.isPresent()) {
                return problem;
            }
            started = changed.get().files().loaded().get(0);
            if (!decoration.isThere()) {
                return Optional.of(new RouteFileProblem(Decoration.KIND, text.file(), 0, decoration.whyNoRoute()));
            }
        }
        decoration.connect();
        return Optional.empty();
    }

    /** Nothing is put back from now on. */
    void finish() {
        isFinished = true;
    }

    /** Starts what ran before again, if it is not finished. */
    void end() throws Exception {
        if (changed.isEmpty() || isFinished) {
            return;
        }
        if (started != null) {
            changed.get().files().unload(started, STOP);
        }
        if (former != null) {
            changed.get().files().load(former.text()).ifPresent(problem ->
                    LOG.error("What ran before cannot be started again: {}", problem));
        }
        decoration.connect();
    }
}
