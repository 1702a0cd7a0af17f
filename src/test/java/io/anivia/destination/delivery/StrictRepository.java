package io.anivia.destination.delivery;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import org.apache.camel.spi.IdempotentRepository;
import org.jspecify.annotations.Nullable;

/**
 * A repository that insists on its contract: it fails unless it is started, as Camel's own for Caffeine does, and
 * forgets what is added and not confirmed. It can be told to fail in other ways.
 */
public final class StrictRepository implements IdempotentRepository {

    private final Set<String> added = ConcurrentHashMap.newKeySet();
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger starts = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();
    private volatile Supplier<Throwable> failure = () -> new IllegalStateException("connection refused");
    private volatile @Nullable Set<String> confirmed;

    /** Its next calls fail. */
    public StrictRepository failing(int times) {
        failures.set(times);
        return this;
    }

    public StrictRepository failingAlways() {
        return failing(Integer.MAX_VALUE);
    }

    /** What it throws when it fails. */
    public StrictRepository with(Supplier<Throwable> thrown) {
        failure = thrown;
        return this;
    }

    public boolean isStarted() {
        return confirmed != null;
    }

    public int starts() {
        return starts.get();
    }

    /** How often it was asked to add, find or confirm. */
    public int calls() {
        return calls.get();
    }

    @Override
    public void start() {
        failOrGoOn();
        if (confirmed != null) {
            // As Camel's services do.
            return;
        }
        starts.incrementAndGet();
        confirmed = ConcurrentHashMap.newKeySet();
    }

    @Override
    public void stop() {
        confirmed().clear();
        confirmed = null;
    }

    @Override
    public boolean add(String key) {
        called();
        return added.add(key);
    }

    @Override
    public boolean contains(String key) {
        called();
        return confirmed().contains(key);
    }

    @Override
    public boolean confirm(String key) {
        called();
        return added.contains(key) && confirmed().add(key);
    }

    @Override
    public boolean remove(String key) {
        throw new UnsupportedOperationException("only delivered events are remembered, for good");
    }

    @Override
    public void clear() {
        throw new UnsupportedOperationException("other destinations may use it");
    }

    private void called() {
        calls.incrementAndGet();
        confirmed();
        failOrGoOn();
    }

    private Set<String> confirmed() {
        Set<String> now = confirmed;
        if (now == null) {
            throw new NullPointerException("it is not started");
        }
        return now;
    }

    private void failOrGoOn() {
        if (failures.getAndUpdate(left -> left == Integer.MAX_VALUE ? left : Math.max(0, left - 1)) > 0) {
            sneak(failure.get());
        }
    }

    /** Throws it as it is: a repository may throw more than its methods declare. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    static <T extends Throwable> void sneak(Throwable thrown) throws T {
        throw (T) thrown;
    }
}
