package io.anivia.elmer.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.source.counts.ClientCounts;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

/**
 * How many requests Elmer has answered, by status and source. There are as many counters as sources have statuses; what
 * is looked up for each answer is an array. Thread-safe.
 */
@Singleton
final class AnswerCounts {

    /** Of requests to no source's path, and of those that are not HTTP. */
    static final String NO_SOURCE = "";
    private static final int LAST_STATUS = 599;

    private final MeterRegistry meters;
    private final ClientCounts clients;
    private final Map<String, AtomicReferenceArray<Counter>> bySource = new ConcurrentHashMap<>();

    @Inject
    AnswerCounts(MeterRegistry meters, ClientCounts clients) {
        this.meters = meters;
        this.clients = clients;
    }

    /** Counts the client of a payload that is safe. */
    void countClient(String source, @Nullable String userAgent) {
        clients.add(source, userAgent);
    }

    /**
     * Counts one.
     *
     * @param source the name of a source, or {@link #NO_SOURCE}
     */
    void count(String source, int status) {
        AtomicReferenceArray<Counter> byStatus =
                bySource.computeIfAbsent(source, first -> new AtomicReferenceArray<>(LAST_STATUS + 1));
        Counter counter = byStatus.get(status);
        if (counter == null) {
            // The registry gives back the same one to all.
            counter = Counter.builder("anivia.elmer.answers").tag("source", source)
                    .tag("status", Integer.toString(status)).description("Requests that were answered")
                    .register(meters);
            byStatus.set(status, counter);
        }
        counter.increment();
    }
}
