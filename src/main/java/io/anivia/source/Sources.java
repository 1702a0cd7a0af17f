package io.anivia.source;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.anivia.source.http.PathTable;

/**
 * The sources of this process: those whose routes it has read. One whose route is stopped stays known, so that its
 * clients are told to come back, and its payloads can be read. Thread-safe.
 */
@ApplicationScoped
public class Sources {

    /** Replaced as a whole, so that reading needs no lock. */
    private volatile Map<String, SourceConsumer> consumers = Map.of();
    private volatile PathTable<SourceConsumer> paths = new PathTable.Builder<SourceConsumer>().build();

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
        SourceConsumer other = consumers.get(name);
        if (other != null && !Objects.equals(other.getRouteId(), consumer.getRouteId())) {
            throw new IllegalStateException("source '" + name + "' is defined by two routes, " + other.location()
                    + " and " + consumer.location() + ": give one of them another name");
        }
        Map<String, SourceConsumer> more = new LinkedHashMap<>(consumers);
        more.put(name, consumer);
        paths = table(more, consumer);
        consumers = more;
    }

    private static PathTable<SourceConsumer> table(Map<String, SourceConsumer> all, SourceConsumer added) {
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
                throw new IllegalStateException("source '" + added.name() + "': path: " + e.path()
                        + " is served by two sources, " + ((SourceConsumer) e.other()).location() + " and "
                        + added.location() + ": take it away from one of them, or make it a prefixedPath");
            }
        }
        return table.build();
    }
}
