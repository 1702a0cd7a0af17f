package io.anivia.destination;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Events that the broker has handed out and no worker has taken yet. What it holds is bounded by the prefetch counts
 * of the subscriptions that fill it. Thread-safe.
 */
final class InHand {

    private final int batchSize;
    private final long batchBytes;
    private final Duration batchInterval;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final ArrayDeque<Item> items = new ArrayDeque<>();
    private long itemBytes;
    /** Events tried before and due again: each goes alone, so that it cannot spoil a batch once more. */
    private final ArrayDeque<Item> due = new ArrayDeque<>();

    InHand(int batchSize, long batchBytes, Duration batchInterval) {
        this.batchSize = batchSize;
        this.batchBytes = batchBytes;
        this.batchInterval = batchInterval;
    }

    void add(Item item) {
        lock.lock();
        try {
            items.add(item);
            itemBytes += item.sizeBytes();
            // A worker that gathers a batch needs waking for the first event and for the one that fills it.
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void addDue(Item item) {
        lock.lock();
        try {
            due.add(item);
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Forgets all events, because the broker has them again. */
    void clear() {
        lock.lock();
        try {
            items.clear();
            itemBytes = 0;
            due.clear();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for an event, then for as many as go together, at most for the batch interval. */
    Batch take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            Batch batch;
            do {
                while (items.isEmpty() && due.isEmpty()) {
                    arrived.await();
                }
                awaitFull();
                batch = next();
            } while (batch.items().isEmpty());
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private void awaitFull() throws InterruptedException {
        long left = batchInterval.toNanos();
        while (left > 0 && due.isEmpty() && items.size() < batchSize && itemBytes < batchBytes) {
            left = arrived.awaitNanos(left);
        }
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
        if (!due.isEmpty()) {
            return Batch.of(List.of(due.poll()));
        }
        List<Item> batch = new ArrayList<>(Math.min(batchSize, items.size()));
        long bytes = 0;
        while (!items.isEmpty() && batch.size() < batchSize) {
            bytes += items.peek().sizeBytes();
            if (bytes > batchBytes && !batch.isEmpty()) {
                break;
            }
            batch.add(items.poll());
        }
        itemBytes -= batch.stream().mapToLong(Item::sizeBytes).sum();
        return Batch.of(batch);
    }

    /** When the oldest event was received; epoch milliseconds; empty if there is none. */
    OptionalLong oldestReceivedAt() {
        lock.lock();
        try {
            Item head = items.peek();
            Item headDue = due.peek();
            long oldest = Math.min(head == null ? Long.MAX_VALUE : head.receivedAt(),
                    headDue == null ? Long.MAX_VALUE : headDue.receivedAt());
            return oldest == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(oldest);
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return items.size() + due.size();
        } finally {
            lock.unlock();
        }
    }
}
