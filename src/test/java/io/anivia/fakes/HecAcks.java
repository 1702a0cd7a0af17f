package io.anivia.fakes;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Indexer acknowledgement: ids are given out per indexer and channel, counted from 0; {@code true} is answered once.
 * Thread-safe.
 */
final class HecAcks {

    private record Channel(String indexer, String id) {
    }

    /** The time an id becomes true, on the clock of {@link System#nanoTime}; {@code null} is never. */
    private final Map<Channel, Map<Long, @Nullable Long>> pending = new HashMap<>();
    private final Map<Channel, Long> given = new HashMap<>();

    /** @param delay until the id is true; {@code null} is never */
    synchronized long give(String indexer, String channel, @Nullable Duration delay) {
        Channel key = new Channel(indexer, channel);
        long id = given.merge(key, 1L, Long::sum) - 1;
        pending.computeIfAbsent(key, k -> new HashMap<>())
                .put(id, delay == null ? null : (Long) (System.nanoTime() + delay.toNanos()));
        return id;
    }

    /** Whether the id is true by now; it is forgotten if so. False is pending, lost, forgotten or never given. */
    synchronized boolean ask(String indexer, String channel, long id) {
        Map<Long, @Nullable Long> ids = pending.getOrDefault(new Channel(indexer, channel), Map.of());
        Long ready = ids.get(id);
        if (ready == null || ready - System.nanoTime() > 0) {
            return false;
        }
        ids.remove(id);
        return true;
    }

    /** Ids given out and neither answered with true nor lost from memory. */
    synchronized long outstanding() {
        return pending.values().stream().mapToLong(Map::size).sum();
    }

    /** As an indexer that restarts: every id it gave out is unknown to it. */
    synchronized void forget() {
        pending.clear();
    }
}
