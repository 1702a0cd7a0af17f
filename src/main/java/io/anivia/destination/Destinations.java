package io.anivia.destination;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import io.anivia.broker.control.PauseNote;
import io.anivia.common.ReplayFates;
import io.anivia.destination.delivery.DeliveryTrial;
import org.jspecify.annotations.Nullable;

/**
 * The destinations of this process: those whose routes it has read and that are enabled. Thread-safe.
 *
 * <p>Every process in the role {@code prospector} reads the same files, so each of them knows all destinations.
 */
@ApplicationScoped
public class Destinations {

    private final Map<String, DestinationConsumer> consumers = new LinkedHashMap<>();
    private final ReplayFates replayFates = new ReplayFates();
    /** While files are reloaded: those whose routes were read, and that do not take part yet; else {@code null}. */
    private @Nullable Map<String, DestinationConsumer> candidates;
    /** Those that send nothing, which no event is routed to: it is shown to them. */
    private final Map<String, ShadowConsumer> shadows = new LinkedHashMap<>();

    /**
     * Adds a destination, or puts a new consumer in the place of the one that its route had before it was stopped.
     *
     * @throws IllegalStateException if another route has one of that name
     */
    synchronized void add(DestinationConsumer consumer) {
        String name = consumer.getEndpoint().getName();
        Map<String, DestinationConsumer> known = known();
        refuseOtherRoute(name, known.get(name), shadows.get(name), consumer.getRouteId());
        known.put(name, consumer);
    }

    /**
     * Adds a shadow, as {@link #add(DestinationConsumer)} does it.
     *
     * @throws IllegalStateException if another route has one of that name
     */
    synchronized void add(ShadowConsumer consumer) {
        String name = consumer.shadow().name();
        refuseOtherRoute(name, known().get(name), shadows.get(name), consumer.getRouteId());
        shadows.put(name, consumer);
    }

    private Map<String, DestinationConsumer> known() {
        return candidates == null ? consumers : candidates;
    }

    private static void refuseOtherRoute(String name, @Nullable DestinationConsumer live,
            @Nullable ShadowConsumer shadow, String route) {
        Stream.of(Optional.ofNullable(live).map(one -> one.getRouteId()),
                Optional.ofNullable(shadow).map(one -> one.getRouteId())).flatMap(Optional::stream)
                .filter(other -> !other.equals(route)).findFirst().ifPresent(other -> {
                    throw new IllegalStateException("destination '" + name + "' is consumed by two routes, '" + other
                            + "' and '" + route + "': give one of them another name");
                });
    }

    synchronized void remove(ShadowConsumer consumer) {
        shadows.remove(consumer.shadow().name(), consumer);
    }

    /** Those that are shown events, and send nothing. */
    public synchronized List<Shadow> shadows() {
        return shadows.values().stream().map(ShadowConsumer::shadow).toList();
    }

    /** While files are reloaded, a destination stays until {@link #forget}: events are routed to it all the same. */
    synchronized void remove(DestinationConsumer consumer) {
        known().remove(consumer.getEndpoint().getName(), consumer);
    }

    /**
     * From now on routes are replaced: events are routed as before, to the queues, whatever routes are stopped and
     * read.
     */
    public synchronized void beginReload() {
        candidates = new LinkedHashMap<>();
    }

    /** The names of those whose routes have been read since the reload began and that do not take part yet. */
    public synchronized List<String> candidates() {
        return candidates == null ? List.of() : List.copyOf(candidates.keySet());
    }

    /** The queue of one of these, which must be there before it takes part; empty if it is not enabled. */
    public synchronized Optional<String> queueOfCandidate(String name) {
        return Optional.ofNullable(candidates).map(all -> all.get(name))
                .filter(one -> one.getEndpoint().enablement() != DestinationEndpoint.Enablement.OFF)
                .map(one -> one.destination().queues().events());
    }

    /** Whether one would be on, or a fallback, if these take part and those that are gone do not. */
    public synchronized boolean wouldAnyBeOn(Collection<String> gone) {
        Map<String, DestinationConsumer> all = new LinkedHashMap<>(consumers);
        all.keySet().removeAll(gone);
        if (candidates != null) {
            all.putAll(candidates);
        }
        return all.values().stream()
                .anyMatch(each -> each.getEndpoint().enablement() != DestinationEndpoint.Enablement.OFF);
    }

    /** Lets these take part, each in the place of the one of its name, if there is one. */
    public synchronized void promoteCandidates() {
        if (candidates != null) {
            consumers.putAll(candidates);
            candidates.clear();
        }
    }

    /** From now on no event is routed to these. Their queues stay. */
    public synchronized void forget(Collection<String> names) {
        consumers.keySet().removeAll(names);
    }

    public synchronized void endReload() {
        candidates = null;
    }

    /** The names of those that are consumed by these routes. */
    public synchronized List<String> namesOf(Collection<String> routes) {
        return consumers.entrySet().stream().filter(each -> routes.contains(each.getValue().getRouteId()))
                .map(Map.Entry::getKey).toList();
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

    /** What becomes of replayed events and payloads in this process. */
    public ReplayFates replayFates() {
        return replayFates;
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

    /**
     * Asks the broker whether one is paused for all processes, and pauses or resumes it here; blocks.
     *
     * @return whether there is one of that name
     */
    public boolean lookForPause(String name) {
        Optional<DestinationConsumer> consumer = consumer(name);
        consumer.ifPresent(DestinationConsumer::lookForPause);
        return consumer.isPresent();
    }

    private synchronized Optional<DestinationConsumer> consumer(String name) {
        return Optional.ofNullable(consumers.get(name)).filter(this::isOn);
    }

    /** The operator, the time and the reason of the pause of one; empty if it is not, or if that is not known. */
    public Optional<PauseNote> pauseNote(String name) {
        return consumer(name).flatMap(DestinationConsumer::pauseNote);
    }

    /** How many threads of each have died; destinations with none are left out. */
    public synchronized Map<String, Long> deadThreads() {
        Map<String, Long> dead = new LinkedHashMap<>();
        consumers.forEach((name, consumer) -> dead.put(name, consumer.deadThreads()));
        dead.values().removeIf(threads -> threads == 0);
        return dead;
    }

    /** The last HTTP exchanges of one that takes part; empty if there is none of that name. */
    public synchronized Optional<HttpExchanges> exchanges(String name) {
        return Optional.ofNullable(consumers.get(name)).filter(this::isOn)
                .map(consumer -> consumer.getEndpoint().exchanges());
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
