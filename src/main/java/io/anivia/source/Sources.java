package io.anivia.source;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

/** The sources of this process: those whose routes it has read. Thread-safe. */
@ApplicationScoped
public class Sources {

    /** Replaced as a whole, so that who reads needs no lock. */
    private volatile Map<String, SourceConsumer> consumers = Map.of();

    /** The source of that name; empty if there is none, such as of a payload that another release took in. */
    public Optional<Source> find(String name) {
        return Optional.ofNullable(consumers.get(name));
    }

    public List<Source> all() {
        return List.copyOf(consumers.values());
    }

    /** Adds a source, or puts a new consumer in the place of the one that its route had before it was stopped. */
    synchronized void add(SourceConsumer consumer) {
        SourceConsumer other = consumers.get(consumer.name());
        if (other != null && !Objects.equals(other.getRouteId(), consumer.getRouteId())) {
            throw new IllegalStateException("source '" + consumer.name() + "' is defined by two routes, '"
                    + other.getRouteId() + "' and '" + consumer.getRouteId() + "': give one of them another name");
        }
        Map<String, SourceConsumer> more = new LinkedHashMap<>(consumers);
        more.put(consumer.name(), consumer);
        consumers = more;
    }

    synchronized void remove(SourceConsumer consumer) {
        Map<String, SourceConsumer> fewer = new LinkedHashMap<>(consumers);
        fewer.remove(consumer.name(), consumer);
        consumers = fewer;
    }

    List<SourceConsumer> consumers() {
        return new ArrayList<>(consumers.values());
    }
}
