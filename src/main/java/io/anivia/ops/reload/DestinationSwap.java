package io.anivia.ops.reload;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.anivia.broker.Broker;
import io.anivia.contract.DestinationQueues;
import io.anivia.destination.Destinations;
import io.anivia.routes.LoadedRouteFile;
import io.anivia.routes.RouteFileProblem;
import io.anivia.routes.RouteFileText;
import io.anivia.routes.RouteFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts destinations in the place of others, file by file: a route is stopped, which lets deliveries under way end and
 * gives the rest back to its queue, and the new one started. Events are routed to the queue meanwhile. Unless it is
 * finished, what ran before is started again. For one thread and one reload.
 */
final class DestinationSwap {

    private static final Logger LOG = LoggerFactory.getLogger(DestinationSwap.class);

    private static final Duration SHORTEST_STOP = Duration.ofSeconds(1);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Destinations destinations;
    private final Broker broker;
    private final Optional<ChangedFiles> changed;
    private final long deadline;
    private final List<LoadedRouteFile> stopped = new ArrayList<>();
    private final List<LoadedRouteFile> started = new ArrayList<>();
    private final Set<String> former = new LinkedHashSet<>();
    private boolean isFinished;

    /**
     * Changes nothing yet.
     *
     * @param changed empty: none
     * @param deadline of {@link System#nanoTime}
     */
    DestinationSwap(Destinations destinations, Broker broker, Optional<ChangedFiles> changed, long deadline) {
        this.destinations = destinations;
        this.broker = broker;
        this.changed = changed;
        this.deadline = deadline;
        changed.ifPresent(files -> destinations.beginReload());
    }

    /** Stops and starts; why one cannot be started. */
    Optional<RouteFileProblem> start() throws Exception {
        if (changed.isEmpty()) {
            return Optional.empty();
        }
        Map<Path, LoadedRouteFile> replaced = new HashMap<>();
        for (LoadedRouteFile file : changed.get().toUnload()) {
            former.addAll(destinations.namesOf(file.routes()));
            replaced.put(file.text().file(), file);
        }
        for (LoadedRouteFile file : changed.get().changes().removed()) {
            stop(file);
        }
        for (RouteFileText text : changed.get().toLoad()) {
            LoadedRouteFile before = replaced.get(text.file());
            if (before != null) {
                stop(before);
            }
            Optional<RouteFileProblem> problem = load(text);
            if (problem.isPresent()) {
                return problem;
            }
        }
        return destinations.wouldAnyBeOn(gone()) ? Optional.empty() : Optional.of(new RouteFileProblem("destination",
                files().directory(), 0, "no destination would be on, so that events would go nowhere: bring one back"));
    }

    private Set<String> gone() {
        Set<String> gone = new LinkedHashSet<>(former);
        destinations.candidates().forEach(gone::remove);
        return gone;
    }

    private void stop(LoadedRouteFile file) throws Exception {
        stopped.add(file);
        Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
        files().unload(file, left.compareTo(SHORTEST_STOP) < 0 ? SHORTEST_STOP : left);
    }

    private Optional<RouteFileProblem> load(RouteFileText text) throws Exception {
        Optional<RouteFileProblem> problem = files().load(text);
        if (problem.isPresent()) {
            return problem;
        }
        for (LoadedRouteFile file : files().loaded()) {
            if (file.text() == text) {
                started.add(file);
            }
        }
        for (String name : destinations.candidates()) {
            if (!former.contains(name) && !awaitQueue(name)) {
                return Optional.of(new RouteFileProblem("destination", text.file(), 0, "the queue of '" + name
                        + "' is not there in time: reload again when the broker is ready"));
            }
        }
        return Optional.empty();
    }

    /** An event that is routed to a queue that is not there comes back. */
    private boolean awaitQueue(String name) throws InterruptedException {
        String queue = destinations.queueOfCandidate(name).orElse(null);
        while (queue != null && broker.messageCount(queue).isEmpty()) {
            if (deadline - System.nanoTime() < 0) {
                return false;
            }
            LockSupport.parkNanos(POLL_NANOS);
            if (Thread.interrupted()) {
                throw new InterruptedException("the process is being stopped");
            }
        }
        return true;
    }

    /** Nothing is put back from now on. The names of destinations that are no more, and how many events they leave. */
    Map<String, Long> finish() throws Exception {
        if (changed.isEmpty()) {
            return Map.of();
        }
        isFinished = true;
        Set<String> gone = gone();
        // Events are routed as these want them. Until now it was as the former ones wanted it.
        destinations.promoteCandidates();
        destinations.forget(gone);
        Map<String, Long> leftBehind = new LinkedHashMap<>();
        gone.forEach(name -> leftBehind.put(name,
                broker.messageCount(DestinationQueues.of(name).events()).orElse(-1)));
        return leftBehind;
    }


    private RouteFiles files() {
        return changed.orElseThrow().files();
    }

    /** Starts what ran before again, if it is not finished. */
    void end() throws Exception {
        if (changed.isEmpty()) {
            return;
        }
        try {
            if (!isFinished) {
                putBack();
            }
        } finally {
            destinations.endReload();
        }
    }

    private void putBack() throws Exception {
        for (LoadedRouteFile file : started) {
            files().unload(file, SHORTEST_STOP);
        }
        for (LoadedRouteFile file : stopped) {
            load(file.text()).ifPresent(problem -> LOG.error("What ran before cannot be started again: {}", problem));
        }
        destinations.promoteCandidates();
    }
}
