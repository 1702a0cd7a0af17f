package io.anivia.fakes;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** What arrived for good: contents as long as they are wanted, ids and counts always. Thread-safe. */
final class Arrivals<T> {

    private final Queue<T> contents = new ConcurrentLinkedQueue<>();
    private final Map<String, Integer> timesById = new ConcurrentHashMap<>();
    private final LongAdder count = new LongAdder();
    private final LongAdder duplicates = new LongAdder();
    private volatile Consumer<String> watcher = id -> { };

    void watch(Consumer<String> ids) {
        watcher = ids;
    }

    void add(T content, String id, boolean keep) {
        add(content, keep);
        watcher.accept(id);
        if (timesById.merge(id, 1, Integer::sum) > 1) {
            duplicates.increment();
        }
    }

    void add(T content, boolean keep) {
        count.increment();
        if (keep) {
            contents.add(content);
        }
    }

    List<T> contents() {
        return List.copyOf(contents);
    }

    Set<String> ids() {
        return Set.copyOf(timesById.keySet());
    }

    int times(String id) {
        return timesById.getOrDefault(id, 0);
    }

    long count() {
        return count.sum();
    }

    long duplicates() {
        return duplicates.sum();
    }

    void clear() {
        contents.clear();
        timesById.clear();
        count.reset();
        duplicates.reset();
    }
}
