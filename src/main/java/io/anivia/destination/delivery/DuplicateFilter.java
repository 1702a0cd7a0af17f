package io.anivia.destination.delivery;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

import com.github.benmanes.caffeine.cache.Caffeine;
import io.anivia.common.LogThrottle;
import io.anivia.common.StackTrace;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.processor.idempotent.MemoryIdempotentRepository;
import org.apache.camel.support.service.ServiceHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recognizes events that were delivered lately: an Idempotent Receiver for whole batches, over a Camel
 * {@link IdempotentRepository}. An id is remembered once its event is delivered, not before, so that no event is taken
 * for a duplicate of one that then fails.
 *
 * <p>A repository that fails holds up no delivery: an event that it fails on counts as new, or is not remembered. What
 * may follow is a repetition, never a loss. If it fails slowly, as with a timeout, it is left alone for a while,
 * because the events that wait for it are unacknowledged. Thread-safe, if the repository is.
 */
public final class DuplicateFilter {

    private static final Logger LOG = LoggerFactory.getLogger(DuplicateFilter.class);
    /** A failure that took longer is a slow one. */
    private static final Duration SLOW_FAILURE = Duration.ofMillis(100);
    /** After a slow failure, the repository is left alone for so many times as long as the failure took. */
    private static final int LEFT_ALONE_FACTOR = 10;

    private final String destination;
    /** Not set: no event is a duplicate, and none is parsed for its id. */
    private final @Nullable IdempotentRepository repository;
    private final LongSupplier nanoTime;
    private final LogThrottle failures = new LogThrottle(Duration.ofMinutes(1));
    private volatile long leftAloneUntil;
    private volatile boolean started;
    private boolean stopped;

    /** @param nanoTime the clock, as {@link System#nanoTime} */
    DuplicateFilter(String destination, @Nullable IdempotentRepository repository, LongSupplier nanoTime) {
        this.destination = destination;
        this.repository = repository;
        this.nanoTime = nanoTime;
        this.leftAloneUntil = nanoTime.getAsLong();
    }

    /** Finds no duplicates. */
    public static DuplicateFilter none(String destination) {
        return new DuplicateFilter(destination, null, System::nanoTime);
    }

    /** Remembers the last so many events, for so long, in memory. */
    public static DuplicateFilter inMemory(String destination, Duration remembered, int maxIds) {
        return over(destination, new MemoryIdempotentRepository(Caffeine.newBuilder().expireAfterWrite(remembered)
                .maximumSize(maxIds).<String, Object>build().asMap()));
    }

    /**
     * Remembers events in a repository, under keys that begin with the destination's name: an event goes to several
     * destinations, and they may share one repository.
     */
    public static DuplicateFilter over(String destination, IdempotentRepository repository) {
        return new DuplicateFilter(destination, repository, System::nanoTime);
    }

    /** Starts the repository, unless it is started. Until a call succeeds, no event is a duplicate. */
    public synchronized void start(CamelContext context) {
        if (repository == null || started || stopped) {
            return;
        }
        try {
            CamelContextAware.trySetCamelContext(repository, context);
            ServiceHelper.startService(repository);
            started = true;
        } catch (Throwable e) {
            logFailure("could not be started, which is tried again", e);
        }
    }

    /** Stops the repository, for good. */
    public synchronized void stop() {
        stopped = true;
        if (started) {
            started = false;
            try {
                ServiceHelper.stopService(repository);
            } catch (Throwable e) {
                logFailure("could not be stopped", e);
            }
        }
    }

    /** Those that were delivered before. */
    List<QueuedEvent> duplicates(List<QueuedEvent> items) {
        IdempotentRepository known = repository;
        return known == null ? List.of() : items.stream().filter(item -> test(item, known::contains)).toList();
    }

    /** Remembers events that are delivered. */
    void remember(List<QueuedEvent> items) {
        IdempotentRepository known = repository;
        if (known != null) {
            items.forEach(item -> test(item, key -> known.add(key) && known.confirm(key)));
        }
    }

    /** Calls the repository for an event; false if the event has no id, or if the repository fails or is left alone. */
    private boolean test(QueuedEvent item, Predicate<String> call) {
        Optional<String> id = item.id();
        long began = nanoTime.getAsLong();
        if (id.isEmpty() || !started || began - leftAloneUntil < 0) {
            return false;
        }
        try {
            return call.test(destination + "/" + id.get());
        } catch (Throwable e) {
            // An Error too, such as a class that is missing: the event matters more than the repository.
            long now = nanoTime.getAsLong();
            Duration took = Duration.ofNanos(now - began);
            if (took.compareTo(SLOW_FAILURE) > 0) {
                leftAloneUntil = now + took.multipliedBy(LEFT_ALONE_FACTOR).toNanos();
            }
            logFailure("failed, and an event may be delivered twice", e);
            return false;
        }
    }

    /** Without the failure's message, which may quote an event's id. */
    private void logFailure(String consequence, Throwable failure) {
        failures.now().ifPresent(others -> LOG.warn("Destination '{}': its repository of delivered events {}: {}; and"
                + " {} such failures before", destination, consequence, failure.getClass().getName(), others,
                StackTrace.withoutMessages(failure)));
    }
}
