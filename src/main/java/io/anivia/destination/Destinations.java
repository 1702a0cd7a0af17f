package io.anivia.destination;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.anivia.destination.delivery.DeliveryTrial;

/**
 * The destinations of this process: those whose routes it has read and that are enabled. Thread-safe.
 *
 * <p>Every process in the role {@code prospector} reads the same files, so each of them knows all destinations.
 */
@ApplicationScoped
public class Destinations {

    private final Map<String, DestinationConsumer> consumers = new LinkedHashMap<>();

    /**
     * Adds a destination, or puts a new consumer in the place of the one that its route had before it was stopped.
     *
     * @throws IllegalStateException if another route has one of that name
     */
    synchronized void add(DestinationConsumer consumer) {
        String name = consumer.getEndpoint().getName();
        DestinationConsumer other = consumers.get(name);
        if (other != null && !Objects.equals(other.getRouteId(), consumer.getRouteId())) {
            throw new IllegalStateException("destination '" + name + "' is consumed by two routes, '"
                    + other.getRouteId() + "' and '" + consumer.getRouteId() + "': give one of them another name");
        }
        consumers.put(name, consumer);
    }

    synchronized void remove(DestinationConsumer consumer) {
        consumers.remove(consumer.getEndpoint().getName(), consumer);
    }

    /** Whether a destination is enabled, or a fallback while no other destination is enabled. */
    synchronized boolean isOn(DestinationConsumer consumer) {
        DestinationEndpoint endpoint = consumer.getEndpoint();
        return endpoint.enablement() == DestinationEndpoint.Enablement.ON
                || endpoint.enablement() == DestinationEndpoint.Enablement.FALLBACK && consumers.values().stream()
                        .noneMatch(each -> each.getEndpoint().enablement() == DestinationEndpoint.Enablement.ON);
    }

    /** Those that take part, in the order of their files. */
    public synchronized List<Destination> on() {
        List<Destination> on = new ArrayList<>();
        consumers.values().stream().filter(this::isOn).forEach(consumer -> on.add(consumer.destination()));
        return on;
    }

    /**
     * One of that name, on or a fallback; empty if there is none.
     *
     * <p>Unlike {@link #on}, a fallback is there beside others, as it may be tried by itself.
     */
    public synchronized Optional<Destination> find(String name) {
        return Optional.ofNullable(consumers.get(name)).map(DestinationConsumer::destination);
    }

    /**
     * Delivers to one without its queue, for commands.
     *
     * @param timeout after which a route that does not end is a failure
     */
    public synchronized Optional<DeliveryTrial> trial(String name, Duration timeout) {
        return Optional.ofNullable(consumers.get(name)).map(consumer -> consumer.trial(timeout));
    }

    /** The names of all whose routes are read. */
    public synchronized List<String> names() {
        return List.copyOf(consumers.keySet());
    }

    /** The id of the route of one that takes part; empty if there is none of that name. */
    public synchronized Optional<String> route(String name) {
        return Optional.ofNullable(consumers.get(name)).filter(this::isOn).map(one -> one.getRouteId());
    }

    /** Tries a destination at once that is backing off or suspended; nothing if there is none of that name. */
    public synchronized void probeNow(String name) {
        Optional.ofNullable(consumers.get(name)).filter(this::isOn).ifPresent(DestinationConsumer::probeNow);
    }

    /** How many threads of each have died; destinations with none are left out. */
    public synchronized Map<String, Long> deadThreads() {
        Map<String, Long> dead = new LinkedHashMap<>();
        consumers.forEach((name, consumer) -> dead.put(name, consumer.deadThreads()));
        dead.values().removeIf(threads -> threads == 0);
        return dead;
    }

    /** What each of them is doing. */
    public synchronized Map<String, DestinationStatus> status() {
        Map<String, DestinationStatus> status = new LinkedHashMap<>();
        consumers.forEach((name, consumer) -> {
            if (isOn(consumer)) {
                status.put(name, consumer.status());
            }
        });
        return status;
    }
}
