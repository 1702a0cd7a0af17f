package io.anivia.destination.delivery;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.random.RandomGenerator;

import io.anivia.common.LogThrottle;
import io.anivia.common.StackTrace;
import io.anivia.destination.delivery.DeliveryException.Fault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers a destination's events, one batch after the other, and decides what happens to those that fail.
 *
 * <p>Order is kept: after a transient failure a batch is tried again before the next one. When it goes on failing, one
 * other event is tried as a probe. If the probe succeeds, the destination is up: the batch is bisected until the
 * failing events stand alone and go to the retry queue. If the probe fails, the destination is down, and no event
 * counts an attempt.
 *
 * <p>Whatever a delivery throws, an {@link Error} too, its events are delivered again after a backoff, and the worker
 * goes on. If even that fails, as it may when memory is used up, the worker dies, which {@link #hasDied} shows.
 *
 * <p>Its thread is the only one that calls {@link #run}.
 */
public final class DeliveryWorker implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(DeliveryWorker.class);
    /** Failures in a row after which another event is tried. */
    private static final int FAILURES_BEFORE_PROBE = 2;
    /** The same, if the destination sends Retry-After: it is just busy then in most cases. */
    private static final int FAILURES_BEFORE_LONG_PROBE = 10;

    /** Runs a destination's route. */
    @FunctionalInterface
    public interface Route {
        DeliveryResult deliver(List<QueuedEvent> items);
    }

    private final String destination;
    private final EventBuffer buffer;
    private final CircuitBreaker breaker;
    private final Route route;
    private final CompletedDeliveries delivered;
    private final DeadLetterPublisher undeliverable;
    private final RandomGenerator random;
    private final Deque<Batch> held = new ArrayDeque<>();
    /** A snapshot for the gauges, which run on other threads. */
    private volatile List<QueuedEvent> heldItems = List.of();
    private volatile boolean died;
    private final LogThrottle seldomBroken = new LogThrottle();

    public DeliveryWorker(String destination, EventBuffer buffer, CircuitBreaker breaker, Route route,
            CompletedDeliveries delivered, DeadLetterPublisher undeliverable, RandomGenerator random) {
        this.destination = destination;
        this.buffer = buffer;
        this.breaker = breaker;
        this.route = route;
        this.delivered = delivered;
        this.undeliverable = undeliverable;
        this.random = random;
    }

    /** Delivers until the breaker has ended. */
    @Override
    public void run() {
        try {
            boolean open = true;
            while (open) {
                open = deliverNextUnlessInterrupted();
            }
        } catch (Throwable e) {
            died = true;
            LOG.error("Destination '{}': a worker has died with {} event(s); restart its route or the process",
                    destination, heldItems.size());
            throw e;
        }
        LOG.debug("Destination '{}': a worker has ended with {} event(s)", destination, heldEvents());
    }

    /** Whether it has ended though it was to go on; its events are unacknowledged until its route is restarted. */
    public boolean hasDied() {
        return died;
    }

    private boolean deliverNextUnlessInterrupted() {
        try {
            return deliverNext();
        } catch (InterruptedException e) {
            if (breaker.hasEnded()) {
                Thread.currentThread().interrupt();
                return false;
            }
            LOG.warn("Destination '{}': a step of its route has interrupted the thread, which goes on", destination, e);
            return true;
        }
    }

    private boolean deliverNext() throws InterruptedException {
        if (held.isEmpty()) {
            held.addFirst(buffer.take());
            remember();
        }
        if (!breaker.acquire()) {
            return false;
        }
        long began = System.nanoTime();
        Batch batch = held.removeFirst();
        try {
            deliver(batch);
        } catch (Throwable e) {
            // A fault of this worker, not of the route. The batch may be half done.
            putBack(batch);
            backOff(brokenOff(e));
        } finally {
            breaker.release();
        }
        remember();
        breaker.rest(Duration.ofNanos(System.nanoTime() - began));
        return true;
    }

    /** When the oldest event of this worker was received, in epoch milliseconds. */
    public OptionalLong oldestHeld() {
        return heldItems.stream().mapToLong(QueuedEvent::receivedAt).min();
    }

    /** Unacknowledged events of this worker, without those of closed channels. */
    public int heldEvents() {
        return (int) heldItems.stream().filter(item -> !item.isGone()).count();
    }

    private void remember() {
        heldItems = switch (held.size()) {
            case 0 -> List.of();
            case 1 -> held.element().items();
            default -> held.stream().flatMap(batch -> batch.items().stream()).toList();
        };
    }

    private void deliver(Batch taken) {
        Batch batch = delivered.withoutDuplicates(taken.withoutGone());
        if (batch.isEmpty()) {
            return;
        }
        long passedBefore = breaker.passedSoFar();
        DeliveryResult outcome = runRoute(batch.items());
        DeliveryException failure = outcome.failure();
        if (failure == null) {
            passed(batch.items(), outcome);
        } else if (failure.fault() == Fault.POISON) {
            bisect(batch, failure);
        } else {
            tryAgain(batch, passedBefore, failure);
        }
    }

    /** A route that fails returns a result, too; what it throws all the same counts as a transient failure. */
    private DeliveryResult runRoute(List<QueuedEvent> items) {
        try {
            return route.deliver(items);
        } catch (Throwable e) {
            return DeliveryResult.failed(brokenOff(e));
        }
    }

    private DeliveryException brokenOff(Throwable thrown) {
        seldomBroken.now().ifPresent(others -> LOG.error("Destination '{}': a delivery broke off, and its events are"
                + " delivered again; and {} more before it", destination, others, StackTrace.withoutMessages(thrown)));
        return DeliveryException.transientFailure("the delivery broke off: " + thrown.getClass().getName(), null,
                thrown);
    }

    private void passed(List<QueuedEvent> items, DeliveryResult outcome) {
        if (breaker.passed()) {
            LOG.info("Destination '{}' takes events again", destination);
        }
        delivered.add(items, outcome);
    }

    /** Dead-letters the failed events if they are known, else bisects the batch. */
    private void bisect(Batch batch, DeliveryException failure) {
        delivered.settle(batch.at(failure.delivered()));
        Set<Integer> failedIndexes = batch.positionsIn(failure.failedIndexes());
        failedIndexes.removeAll(failure.delivered());
        batch.at(failedIndexes).forEach(item -> undeliverable.refused(item, failure.getMessage()));

        Set<Integer> done = new HashSet<>(failedIndexes);
        done.addAll(failure.delivered());
        Batch rest = new Batch(batch.notAt(done), batch.failures(), batch.passedBefore());
        if (!failedIndexes.isEmpty()) {
            putFirst(rest);
        } else if (rest.isSingle()) {
            undeliverable.refused(rest.items().get(0), failure.getMessage());
        } else {
            putFirst(rest.halves());
        }
    }

    /** Puts back a batch, parts of which may have been put back before; the next delivery leaves out what is gone. */
    private void putBack(Batch batch) {
        forget(batch.items());
        putFirst(batch);
    }

    private void putFirst(List<Batch> halves) {
        putFirst(halves.get(1));
        putFirst(halves.get(0));
    }

    private void putFirst(Batch batch) {
        if (!batch.isEmpty()) {
            held.addFirst(batch);
        }
    }

    private void tryAgain(Batch batch, long passedBefore, DeliveryException failure) {
        delivered.settle(batch.at(failure.delivered()));
        // A part was delivered, so the failure says nothing about the rest.
        Batch failed = failure.delivered().isEmpty() ? batch.failedOnce(passedBefore)
                : Batch.of(batch.notAt(failure.delivered())).failedOnce(passedBefore);
        if (failed.isEmpty() || !isDoubtful(failed, failure)) {
            putFirst(failed);
            backOff(failure);
        } else if (batch.othersPassed(passedBefore)) {
            retryLater(failed, failure);
        } else {
            putFirst(failed);
            probeWithOtherEvent(failed, failure);
        }
    }

    /** An event out of the retry queue is the first suspect. */
    private static boolean isDoubtful(Batch failed, DeliveryException failure) {
        if (failure.retryAfter().isPresent()) {
            return failed.failures() >= FAILURES_BEFORE_LONG_PROBE;
        }
        return failed.failures() >= FAILURES_BEFORE_PROBE || failed.isSingle() && failed.items().get(0).attempts() > 0;
    }

    private void retryLater(Batch batch, DeliveryException failure) {
        if (batch.isSingle()) {
            undeliverable.failed(batch.items().get(0), failure.getMessage());
        } else {
            putFirst(batch.halves());
        }
    }

    private void backOff(DeliveryException failure) {
        if (breaker.failed(failure)) {
            CircuitBreaker.BreakerStatus now = breaker.status();
            LOG.warn("Destination '{}': {}; {}, next try in {} s. Its events stay queued.", destination,
                    failure.getMessage(),
                    now.state() == CircuitBreaker.BreakerState.SUSPENDED ? "suspended" : "backing off",
                    Math.max(0, now.nextTryMillis() - System.currentTimeMillis() + 999) / 1000);
        }
    }

    /** Probes with one other event: if it succeeds, this batch is at fault; if not, the destination is down. */
    private void probeWithOtherEvent(Batch first, DeliveryException failure) {
        // One batch more each time: neighbouring events may be of the same kind.
        Batch more = buffer.poll();
        if (!more.isEmpty()) {
            held.addLast(more);
        }
        Optional<QueuedEvent> other = anyBut(first);
        if (other.isEmpty()) {
            backOff(failure);
            return;
        }
        List<QueuedEvent> alone = List.of(other.get());
        DeliveryResult outcome = runRoute(alone);
        DeliveryException otherFailure = outcome.failure();
        if (otherFailure == null) {
            forget(alone);
            passed(alone, outcome);
            return;
        }
        if (otherFailure.fault() == Fault.POISON) {
            forget(alone);
            undeliverable.refused(other.get(), otherFailure.getMessage());
        }
        backOff(failure);
    }

    /** A random event of this worker; not that of the first batch, if that is a single one. */
    private Optional<QueuedEvent> anyBut(Batch first) {
        List<QueuedEvent> others = held.stream().filter(batch -> batch != first || !first.isSingle())
                .flatMap(batch -> batch.items().stream()).filter(item -> !item.isGone()).toList();
        return others.isEmpty() ? Optional.empty() : Optional.of(others.get(random.nextInt(others.size())));
    }

    private void forget(List<QueuedEvent> gone) {
        List<Batch> all = new ArrayList<>(held);
        held.clear();
        all.stream().map(batch -> batch.without(gone)).filter(batch -> !batch.isEmpty()).forEach(held::addLast);
    }
}
