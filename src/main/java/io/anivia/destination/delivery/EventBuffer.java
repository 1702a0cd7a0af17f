package io.anivia.destination.delivery;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The unacknowledged events of a destination, from their arrival until they are settled: those that wait, and the
 * batches that are being delivered or are to be delivered again. Bounded by the prefetch of the subscriptions that fill
 * it. Events of a closed channel are dropped: the broker delivers them again.
 *
 * <p>Events with the same order key are never in two batches that are delivered at once, and go in the order of the
 * queue. Thread-safe; never waits.
 */
public final class EventBuffer {

    /** How long there is nothing to do, at most. */
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final int batchSize;
    private final long batchBytes;
    private final Duration batchInterval;
    private final Duration longestWait;
    private final Runnable arrived;
    /** To be delivered as soon as a batch of them goes together, the oldest first. */
    private final ArrayDeque<QueuedEvent> ready = new ArrayDeque<>();
    private long readyBytes;
    /** Since when the first of them waits for others, or did when a batch was last taken out of many. */
    private long waitingSince;
    private final Lanes lanes = new Lanes();
    /** Events of the retry queue that are not due yet. */
    private final PriorityQueue<LaterEvent> later = new PriorityQueue<>(Comparator.comparingLong(LaterEvent::dueNanos));
    /** Batches that are to be delivered again, before all other events. */
    private final ArrayList<HeldBatch> held = new ArrayList<>();
    /** Batches that are being delivered. */
    private final Set<Batch> taken = Collections.newSetFromMap(new IdentityHashMap<>());
    /** What was taken out of its turn, and the event that it stood behind. */
    private @Nullable Batch outOfTurn;
    private @Nullable QueuedEvent predecessor;

    /** @param dueNanos {@link System#nanoTime}, which changes of the wall clock do not affect */
    private record LaterEvent(QueuedEvent item, long dueNanos) {
    }

    /** @param notBefore {@link System#nanoTime} */
    private record HeldBatch(Batch batch, long notBefore) {
    }

    /**
     * @param longestWait the longest wait of an event of the retry queue, whatever its retry time says
     * @param arrived called when there may be something to deliver
     */
    public EventBuffer(int batchSize, long batchBytes, Duration batchInterval, Duration longestWait, Runnable arrived) {
        this.batchSize = batchSize;
        this.batchBytes = batchBytes;
        this.batchInterval = batchInterval;
        this.longestWait = longestWait;
        this.arrived = arrived;
    }

    public void add(QueuedEvent item) {
        boolean isNews;
        synchronized (this) {
            // After a reconnect, events of the closed channel stand before the same events, delivered again.
            while (!ready.isEmpty() && ready.element().isGone()) {
                drop(ready.element());
            }
            boolean wasFull = isFull();
            if (ready.isEmpty()) {
                waitingSince = System.nanoTime();
            }
            ready.add(item);
            readyBytes += item.sizeBytes();
            // The wait for the interval of the first event begins, or ends with the full batch.
            isNews = ready.size() == 1 || !wasFull && isFull();
        }
        if (isNews) {
            arrived.run();
        }
    }

    /** Removes the first ready event, which is gone. */
    private void drop(QueuedEvent first) {
        removeFirst(first);
        if (first.orderKey() != null) {
            release(List.of(first.orderKey()));
        }
    }

    /** Puts back what was taken and settled too early, in front of all others. */
    void putBack(List<QueuedEvent> items) {
        synchronized (this) {
            waitingSince = System.nanoTime();
            addFirst(items);
        }
        arrived.run();
    }

    private void addFirst(List<QueuedEvent> items) {
        for (int i = items.size() - 1; i >= 0; i--) {
            ready.addFirst(items.get(i));
            readyBytes += items.get(i).sizeBytes();
        }
    }

    /** Adds an event that is not to be taken before its time. */
    public void addLater(QueuedEvent item) {
        synchronized (this) {
            later.removeIf(one -> one.item().isGone());
            long wait = Math.min(item.notBefore() - System.currentTimeMillis(), longestWait.toMillis());
            later.add(new LaterEvent(item, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Math.max(0, wait))));
        }
        arrived.run();
    }

    /** Forgets all events, because the broker has them again. No batch is being delivered. */
    public synchronized void clear() {
        ready.clear();
        readyBytes = 0;
        later.clear();
        held.clear();
        taken.clear();
        outOfTurn = null;
        predecessor = null;
        lanes.clear();
    }

    /** Nanoseconds until a batch goes; not above zero if one may go now. */
    synchronized long nanosToNext() {
        long now = System.nanoTime();
        long next = IDLE_NANOS;
        LaterEvent due = later.peek();
        if (due != null) {
            next = Math.min(next, due.dueNanos() - now);
        }
        for (HeldBatch each : held) {
            if (lanes.isFirst(each.batch())) {
                next = Math.min(next, each.notBefore() - now);
            }
        }
        if (!ready.isEmpty()) {
            next = isFull() || goesAlone(ready.element()) ? 0
                    : Math.min(next, waitingSince + batchInterval.toNanos() - now);
        }
        return next;
    }

    private boolean isFull() {
        return ready.size() >= batchSize || readyBytes >= batchBytes;
    }

    /** An event of the retry queue, so that it cannot fail a batch once more. */
    private static boolean goesAlone(QueuedEvent item) {
        return item.attempts() > 0;
    }

    /** Takes what goes together, if it is time; else an empty batch. */
    synchronized Batch poll() {
        long now = System.nanoTime();
        Batch again = nextHeld(now);
        if (again != null) {
            return again;
        }
        while (!later.isEmpty() && later.element().dueNanos() - now <= 0) {
            addFirst(List.of(later.remove().item()));
        }
        return nanosToNext() > 0 ? Batch.EMPTY : nextReady();
    }

    private @Nullable Batch nextHeld(long now) {
        for (Iterator<HeldBatch> each = held.iterator(); each.hasNext();) {
            HeldBatch next = each.next();
            if (next.notBefore() - now <= 0 && lanes.isFirst(next.batch())) {
                each.remove();
                taken.add(next.batch());
                return next.batch();
            }
        }
        return null;
    }

    private Batch nextReady() {
        List<QueuedEvent> items = new ArrayList<>(Math.min(batchSize, ready.size()));
        long bytes = 0;
        while (!ready.isEmpty() && items.size() < batchSize) {
            QueuedEvent next = ready.element();
            if (next.isGone()) {
                drop(next);
                continue;
            }
            if (!lanes.isFree(next)) {
                removeFirst(next);
                lanes.await(next);
                continue;
            }
            boolean isTooMuch = bytes + next.sizeBytes() > batchBytes || goesAlone(next);
            if (isTooMuch && !items.isEmpty()) {
                break;
            }
            removeFirst(next);
            items.add(next);
            bytes += next.sizeBytes();
            if (goesAlone(next)) {
                break;
            }
        }
        waitingSince = System.nanoTime();
        return take(items);
    }

    private void removeFirst(QueuedEvent first) {
        ready.remove();
        lanes.leaves(first);
        readyBytes -= first.sizeBytes();
    }

    private Batch take(List<QueuedEvent> items) {
        Batch batch = Batch.of(items);
        if (!batch.isEmpty()) {
            lanes.enter(batch);
            taken.add(batch);
        }
        return batch;
    }

    /**
     * Takes one event at once, to find out whether the destination is down or only some events fail: at random, because
     * neighbouring events may be of the same kind.
     *
     * @param suspect the batch that has failed; one of its events is taken only if there is no other, and only if there
     *        are several
     * @return an empty batch if there is no other event
     */
    synchronized Batch pollOther(Batch suspect, RandomGenerator random) {
        List<QueuedEvent> free = firstOfEachKey();
        if (!free.isEmpty()) {
            return takeOutOfTurn(free.get(random.nextInt(free.size())));
        }
        List<HeldBatch> others = held.stream()
                .filter(one -> one.batch() != suspect && !FailurePolicy.wasSetAside(one.batch())).toList();
        List<HeldBatch> choice = others.isEmpty() ? held : others;
        return choice.isEmpty() ? Batch.EMPTY : takeOneOf(choice.get(random.nextInt(choice.size())), suspect,
                random);
    }

    private Batch takeOutOfTurn(QueuedEvent other) {
        predecessor = null;
        for (Iterator<QueuedEvent> each = ready.iterator(); each.hasNext();) {
            QueuedEvent item = each.next();
            if (item == other) {
                each.remove();
                break;
            }
            predecessor = item;
        }
        readyBytes -= other.sizeBytes();
        lanes.leaves(other);
        Batch batch = take(List.of(other));
        outOfTurn = batch;
        return batch;
    }

    /** The ready events that may go now, whatever goes before them; none that was set aside, which fails often. */
    private List<QueuedEvent> firstOfEachKey() {
        Set<String> seen = new HashSet<>();
        return ready.stream().filter(item -> item.orderKey() == null || seen.add(item.orderKey()))
                .filter(item -> lanes.isFree(item) && !item.isGone() && !goesAlone(item)).toList();
    }

    private Batch takeOneOf(HeldBatch one, Batch suspect, RandomGenerator random) {
        Batch batch = one.batch().withoutGone();
        if (batch.isEmpty() || !lanes.isFirst(one.batch()) || one.batch() == suspect && batch.isSingle()) {
            return Batch.EMPTY;
        }
        int[] positions = firstPositionsOfEachKey(batch);
        List<Batch> parts = batch.isSingle() ? List.of(batch)
                : batch.split(positions[random.nextInt(positions.length)]);
        lanes.replace(one.batch(), parts);
        int position = held.indexOf(one);
        held.remove(position);
        parts.subList(1, parts.size()).forEach(rest -> held.add(position, new HeldBatch(rest, one.notBefore())));
        taken.add(parts.get(0));
        return parts.get(0);
    }

    /** Those of the events that none with the same key goes before. */
    private static int[] firstPositionsOfEachKey(Batch batch) {
        Set<String> seen = new HashSet<>();
        return IntStream.range(0, batch.items().size()).filter(i -> {
            String key = batch.items().get(i).orderKey();
            return key == null || seen.add(key);
        }).toArray();
    }

    /** A batch that was taken has ended: each of its events is settled or on its way to another queue. */
    void done(Batch batch) {
        hold(batch, List.of(), Duration.ZERO);
    }

    /**
     * A batch that was taken is to be delivered again, before all others.
     *
     * @param parts what is left of it, in order; other events of it are settled
     * @param wait before it is tried; events with other keys go on meanwhile
     */
    void hold(Batch batch, List<Batch> parts, Duration wait) {
        synchronized (this) {
            if (!taken.remove(batch)) {
                return;
            }
            List<Batch> left = parts.stream().filter(part -> !part.isEmpty()).toList();
            if (batch == outOfTurn && !left.isEmpty()) {
                putBackInTurn(batch);
                return;
            }
            lanes.replace(batch, left);
            long notBefore = System.nanoTime() + wait.toNanos();
            held.addAll(0, left.stream().map(part -> new HeldBatch(part, notBefore)).toList());
            release(batch.orderKeys());
        }
        arrived.run();
    }

    /** Where it was taken from, as if it had not been tried. */
    private void putBackInTurn(Batch batch) {
        QueuedEvent item = batch.items().get(0);
        lanes.replace(batch, List.of());
        if (item.orderKey() != null) {
            lanes.await(item);
            release(batch.orderKeys());
            return;
        }
        List<QueuedEvent> before = new ArrayList<>();
        if (ready.contains(predecessor)) {
            do {
                before.add(ready.remove());
            } while (before.get(before.size() - 1) != predecessor);
        }
        ready.addFirst(item);
        readyBytes += item.sizeBytes();
        for (int i = before.size() - 1; i >= 0; i--) {
            ready.addFirst(before.get(i));
        }
    }

    private void release(Iterable<String> keys) {
        List<QueuedEvent> released = lanes.release(keys, batchSize);
        if (!released.isEmpty() && ready.isEmpty()) {
            waitingSince = System.nanoTime();
        }
        addFirst(released);
    }

    /** When the oldest event was received; epoch milliseconds; empty if there is none. */
    public synchronized OptionalLong oldestReceivedAt() {
        // The ready ones are in the order of the queue: their first is the oldest, or nearly so.
        return Stream.concat(ready.stream().limit(1), others()).mapToLong(QueuedEvent::receivedAt).min();
    }

    private Stream<QueuedEvent> others() {
        Stream<Batch> batches = Stream.concat(held.stream().map(HeldBatch::batch), taken.stream());
        return Stream.of(later.stream().map(LaterEvent::item), lanes.waiting(),
                batches.flatMap(batch -> batch.items().stream())).flatMap(items -> items);
    }

    /** How many there are, without those of closed channels. */
    public synchronized int size() {
        return (int) Stream.concat(ready.stream(), others()).filter(item -> !item.isGone()).count();
    }
}
