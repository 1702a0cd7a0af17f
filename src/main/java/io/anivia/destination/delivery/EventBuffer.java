package io.anivia.destination.delivery;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Unacknowledged events that no worker has taken yet, bounded by the prefetch of the subscriptions that fill it. Events
 * of a closed channel are dropped: the broker delivers them again. Thread-safe.
 */
public final class EventBuffer {

    /** An idle worker wakes up this often. */
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final int batchSize;
    private final long batchBytes;
    private final Duration batchInterval;
    private final Duration longestWait;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final ArrayDeque<QueuedEvent> items = new ArrayDeque<>();
    private long itemBytes;
    /** Since when the first of them waits for others, or did when a batch was last taken out of many. */
    private long waitingSince;
    /** Events of the retry queue: each goes alone when it is due, so that it cannot fail a batch once more. */
    private final PriorityQueue<Later> later = new PriorityQueue<>(Comparator.comparingLong(Later::dueNanos));

    /** @param dueNanos {@link System#nanoTime}, which changes of the wall clock do not affect */
    private record Later(QueuedEvent item, long dueNanos) {

        boolean isGone() {
            return item.isGone();
        }
    }

    /** @param longestWait the longest wait of an event of the retry queue, whatever its retry time says */
    public EventBuffer(int batchSize, long batchBytes, Duration batchInterval, Duration longestWait) {
        this.batchSize = batchSize;
        this.batchBytes = batchBytes;
        this.batchInterval = batchInterval;
        this.longestWait = longestWait;
    }

    public void add(QueuedEvent item) {
        lock.lock();
        try {
            // After a reconnect, events of the closed channel stand before the same events, delivered again.
            while (!items.isEmpty() && items.element().isGone()) {
                itemBytes -= items.remove().sizeBytes();
            }
            boolean wasFull = isFull();
            if (items.isEmpty()) {
                waitingSince = System.nanoTime();
            }
            items.add(item);
            itemBytes += item.sizeBytes();
            // A worker has to wait for the interval of the first event, or to take the full batch.
            if (items.size() == 1 || !wasFull && isFull()) {
                arrived.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Puts back what was taken, in front of all others. */
    void putBack(List<QueuedEvent> taken) {
        lock.lock();
        try {
            waitingSince = System.nanoTime();
            for (int i = taken.size() - 1; i >= 0; i--) {
                items.addFirst(taken.get(i));
                itemBytes += taken.get(i).sizeBytes();
            }
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Adds an event that is not to be taken before its time. */
    public void addLater(QueuedEvent item) {
        lock.lock();
        try {
            later.removeIf(Later::isGone);
            long wait = Math.min(item.notBefore() - System.currentTimeMillis(), longestWait.toMillis());
            later.add(new Later(item, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Math.max(0, wait))));
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Forgets all events, because the broker has them again. */
    public void clear() {
        lock.lock();
        try {
            items.clear();
            itemBytes = 0;
            later.clear();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for an event, then for as many as go together, at most for the batch interval. */
    Batch take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                long left = Math.min(untilDue(), untilFull());
                if (left > 0) {
                    arrived.awaitNanos(left);
                    continue;
                }
                Batch batch = next();
                if (!items.isEmpty() || !later.isEmpty()) {
                    // A waiting worker has to compute its wait again.
                    arrived.signal();
                }
                if (!batch.isEmpty()) {
                    return batch;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Nanoseconds; not above zero if an event is due. */
    private long untilDue() {
        Later next = later.peek();
        return next == null ? IDLE_NANOS : Math.min(IDLE_NANOS, next.dueNanos() - System.nanoTime());
    }

    /** Nanoseconds; not above zero if a batch is not to wait for more. */
    private long untilFull() {
        if (items.isEmpty()) {
            return IDLE_NANOS;
        }
        return isFull() ? 0 : waitingSince + batchInterval.toNanos() - System.nanoTime();
    }

    private boolean isFull() {
        return items.size() >= batchSize || itemBytes >= batchBytes;
    }

    /** What is there now, up to a batch; empty if nothing is. */
    Batch poll() {
        lock.lock();
        try {
            return next();
        } finally {
            lock.unlock();
        }
    }

    private Batch next() {
        if (untilDue() <= 0) {
            return Batch.of(List.of(later.remove().item())).withoutGone();
        }
        List<QueuedEvent> batch = new ArrayList<>(Math.min(batchSize, items.size()));
        long bytes = 0;
        while (!items.isEmpty() && batch.size() < batchSize) {
            QueuedEvent next = items.element();
            if (bytes + next.sizeBytes() > batchBytes && !batch.isEmpty()) {
                break;
            }
            items.remove();
            itemBytes -= next.sizeBytes();
            if (!next.isGone()) {
                batch.add(next);
                bytes += next.sizeBytes();
            }
        }
        waitingSince = System.nanoTime();
        return Batch.of(batch);
    }

    /** When the oldest event was received; epoch milliseconds; empty if there is none. */
    public OptionalLong oldestReceivedAt() {
        lock.lock();
        try {
            // Those to be taken at once are in the order of the queue: their first is the oldest, or nearly so.
            return Stream.concat(items.stream().limit(1), later.stream().map(Later::item))
                    .mapToLong(QueuedEvent::receivedAt).min();
        } finally {
            lock.unlock();
        }
    }

    /** How many there are, without those of closed channels. */
    public int size() {
        lock.lock();
        try {
            return (int) Stream.concat(items.stream(), later.stream().map(Later::item))
                    .filter(item -> !item.isGone()).count();
        } finally {
            lock.unlock();
        }
    }
}
