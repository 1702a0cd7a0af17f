package io.anivia.source;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.enterprise.context.ApplicationScoped;

import io.anivia.source.http.PathTable;
import org.jspecify.annotations.Nullable;

/**
 * The sources of this process: those whose routes it has read. One whose route is stopped stays known, so that its
 * clients are told to come back, and its payloads can be read. Thread-safe.
 */
@ApplicationScoped
public class Sources {

    /** Replaced as a whole, so that reading needs no lock. */
    private volatile Map<String, SourceConsumer> consumers = Map.of();
    private volatile PathTable<SourceConsumer> paths = new PathTable.Builder<SourceConsumer>().build();
    /** While files are reloaded: those whose routes were read, and that are not served yet; else {@code null}. */
    private @Nullable Map<String, SourceConsumer> candidates;
    private final List<SourceConsumer> retired = new ArrayList<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /** The source of that name; empty if there is none, such as of a payload that another release took in. */
    public Optional<Source> find(String name) {
        return Optional.ofNullable(consumers.get(name));
    }

    /** In the order in which they were read. */
    public List<Source> all() {
        return List.copyOf(consumers.values());
    }

    /** Where requests go. */
    public PathTable<SourceConsumer> paths() {
        return paths;
    }

    /**
     * Adds a source, or puts a new consumer in the place of the one that its route had before it was stopped.
     *
     * @throws IllegalStateException if another route has its name or one of its paths
     */
    synchronized void add(SourceConsumer consumer) {
        String name = consumer.name();
        SourceConsumer other = (candidates == null ? consumers : candidates).get(name);
        if (other != null && !Objects.equals(other.getRouteId(), consumer.getRouteId())) {
            throw new IllegalStateException("source '" + name + "' is defined by two routes, " + other.location()
                    + " and " + consumer.location() + ": give one of them another name");
        }
        if (candidates != null) {
            candidates.put(name, consumer);
            return;
        }
        Map<String, SourceConsumer> more = new LinkedHashMap<>(consumers);
        more.put(name, consumer);
        paths = table(more, consumer);
        consumers = more;
    }

    /** From now on routes are replaced: clients are served as before, whatever routes are read. */
    public synchronized void beginReload() {
        candidates = new LinkedHashMap<>();
    }

    /**
     * Serves what was read since the reload began in the place of what these routes define, from one request to the
     * next, none of which is refused in between. What the routes have begun they have to end: see {@link #awaitIdle}.
     *
     * @param routes that are to be stopped
     * @throws IllegalStateException if a name or path is defined twice; then nothing has changed
     */
    public synchronized void replace(Collection<String> routes) {
        if (candidates == null) {
            throw new IllegalStateException("no reload has begun");
        }
        Map<String, SourceConsumer> all = new LinkedHashMap<>(consumers);
        // One that is replaced keeps its place.
        all.values().removeIf(each -> routes.contains(each.getRouteId()) && !candidates.containsKey(each.name()));
        for (SourceConsumer candidate : candidates.values()) {
            SourceConsumer other = all.put(candidate.name(), candidate);
            if (other != null && !routes.contains(other.getRouteId())) {
                throw new IllegalStateException("source '" + candidate.name() + "' is defined by two routes, "
                        + other.location() + " and " + candidate.location() + ": give one of them another name");
            }
        }
        if (all.isEmpty()) {
            throw new IllegalStateException("there would be no source, so that no client could send: bring one back");
        }
        PathTable<SourceConsumer> table = table(all, null);
        consumers.values().stream().filter(each -> routes.contains(each.getRouteId())).forEach(each -> {
            each.retire();
            retired.add(each);
        });
        paths = table;
        consumers = all;
        candidates.clear();
        listeners.forEach(Runnable::run);
    }

    /**
     * Waits until no payload is read by the sources that were replaced: their routes may be stopped then.
     *
     * @return whether they are idle in time
     */
    public boolean awaitIdle(Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        boolean areIdle = true;
        for (SourceConsumer each : takeRetired()) {
            areIdle &= each.awaitIdle(deadline);
        }
        return areIdle;
    }

    private synchronized List<SourceConsumer> takeRetired() {
        List<SourceConsumer> taken = List.copyOf(retired);
        retired.clear();
        return taken;
    }

    public synchronized void endReload() {
        candidates = null;
    }

    /** Calls it whenever sources were added or replaced after the start. */
    public void onReload(Runnable listener) {
        listeners.add(listener);
    }

    private static PathTable<SourceConsumer> table(Map<String, SourceConsumer> all, @Nullable SourceConsumer added) {
        PathTable.Builder<SourceConsumer> table = new PathTable.Builder<>();
        for (SourceConsumer each : all.values()) {
            try {
                table.add(each.name(), each, each.intake());
            } catch (PathTable.Builder.ConflictException e) {
                if (e.other() == added) {
                    throw new IllegalStateException("source '" + added.name() + "': path: " + e.path()
                            + " is there twice for one method, in " + added.location() + ": take one of them away");
                }
                // All that is known of it is in the message.
                SourceConsumer latter = added == null ? each : added;
                throw new IllegalStateException("source '" + latter.name() + "': path: " + e.path()
                        + " is served by two sources, " + ((SourceConsumer) e.other()).location() + " and "
                        + latter.location() + ": take it away from one of them, or make it a prefixedPath");
            }
        }
        return table.build();
    }
}
