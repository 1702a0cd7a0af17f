package io.anivia.destination.delivery;

import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

import io.anivia.common.LogThrottle;
import io.anivia.common.StackTrace;
import io.anivia.destination.delivery.DeliveryException.Fault;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers a destination's events, several batches at once, and carries out what {@link FailurePolicy} decides about
 * those that fail.
 *
 * <p>A delivery need not hold a thread: the route may call back later, from any thread. One thread begins deliveries;
 * as long as the route turns out to block it, threads are added, up to one for each delivery at once.
 *
 * <p>Whatever a delivery throws, an {@link Error} too, its events are delivered again after a backoff. If even that
 * fails, as it may when memory is used up, a thread dies, which {@link #deadThreads} shows.
 */
public final class DeliveryLoop {

    private static final Logger LOG = LoggerFactory.getLogger(DeliveryLoop.class);
    /** A route that keeps its thread for longer is taken to wait for something. */
    private static final Duration BLOCKING = Duration.ofMillis(1);

    /** Runs a destination's route. */
    @FunctionalInterface
    public interface Route {
        /**
         * Begins a delivery.
         *
         * @param done takes the result, once, on this thread or another
         */
        void deliver(List<QueuedEvent> items, Consumer<DeliveryResult> done);
    }

    private final String destination;
    private final int concurrency;
    private final EventBuffer buffer;
    private final CircuitBreaker breaker;
    private final Route route;
    private final CompletedDeliveries delivered;
    private final DeadLetterPublisher undeliverable;
    private final FailurePolicy policy;
    private final Executor threads;
    private final ScheduledExecutorService timer;
    private final RandomGenerator random;
    private final LogThrottle seldomBroken = new LogThrottle();

    /** Held by the one thread that looks for the next batch. */
    private final ReentrantLock turn = new ReentrantLock();
    /** Guards what follows, and that no batch begins between a decision and what is done about it. */
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** In flight, or resting after it. */
    private final Set<Attempt> attempts = Collections.newSetFromMap(new IdentityHashMap<>());
    private int startedThreads;
    private int deadThreads;
    /** Deliveries in a row that were refused for their events' own sake. */
    private int refusals;
    /** The last batch that made another event be tried. */
    private Batch suspect = Batch.EMPTY;

    /**
     * @param concurrency most deliveries at once
     * @param threads runs a task on a new thread
     * @param timer only for short tasks
     */
    public DeliveryLoop(String destination, int concurrency, EventBuffer buffer, CircuitBreaker breaker, Route route,
            CompletedDeliveries delivered, DeadLetterPublisher undeliverable, RetryPolicy retries, DeliveryOrder order,
            Executor threads, ScheduledExecutorService timer, RandomGenerator random) {
        this.destination = destination;
        this.concurrency = concurrency;
        this.buffer = buffer;
        this.breaker = breaker;
        this.route = route;
        this.delivered = delivered;
        this.undeliverable = undeliverable;
        this.policy = new FailurePolicy(retries, order);
        this.threads = threads;
        this.timer = timer;
        this.random = random;
    }

    /** A batch on its way. */
    private record Attempt(Batch taken, CircuitBreaker.Permit permit, long began, AtomicBoolean hasEnded) {
    }

    /** Delivers until the breaker has ended. */
    public void start() {
        addThread();
    }

    private void addThread() {
        lock.lock();
        try {
            startedThreads++;
        } finally {
            lock.unlock();
        }
        threads.execute(this::run);
    }

    /** How many threads have ended though they were to go on; what they had taken is unacknowledged until a restart. */
    public int deadThreads() {
        lock.lock();
        try {
            return deadThreads;
        } finally {
            lock.unlock();
        }
    }

    /** How long the delivery has been under way that began first; zero if none is. */
    public Duration longestUnderWay() {
        long now = System.nanoTime();
        lock.lock();
        try {
            return Duration.ofNanos(attempts.stream().filter(attempt -> !attempt.hasEnded().get())
                    .mapToLong(attempt -> now - attempt.began()).max().orElse(0));
        } finally {
            lock.unlock();
        }
    }

    /** To be called when the breaker or the buffer has changed. */
    public void wake() {
        lock.lock();
        try {
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            boolean goesOn = true;
            while (goesOn) {
                goesOn = beginNextUnlessInterrupted();
            }
        } catch (Throwable e) {
            lock.lock();
            try {
                deadThreads++;
            } finally {
                lock.unlock();
            }
            LOG.error("Destination '{}': a thread has died; restart its route or the process", destination);
            throw e;
        }
    }

    private boolean beginNextUnlessInterrupted() {
        try {
            return beginNext();
        } catch (InterruptedException e) {
            if (breaker.hasEnded()) {
                Thread.currentThread().interrupt();
                return false;
            }
            LOG.warn("Destination '{}': a step of its route has interrupted the thread, which goes on", destination, e);
            return true;
        }
    }

    private boolean beginNext() throws InterruptedException {
        Attempt next;
        turn.lockInterruptibly();
        try {
            next = next();
        } finally {
            turn.unlock();
        }
        if (next != null) {
            begin(next);
        }
        return next != null;
    }

    /** Waits for a batch that may begin; {@code null} if none may any more. */
    private @Nullable Attempt next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!breaker.hasEnded()) {
                if (attempts.size() == concurrency) {
                    changed.await();
                    continue;
                }
                CircuitBreaker.Permit permit = breaker.tryAcquire();
                Batch batch = permit == null ? Batch.EMPTY : takeOrCancel(permit);
                if (permit != null && !batch.isEmpty()) {
                    Attempt next = new Attempt(batch, permit, System.nanoTime(), new AtomicBoolean());
                    attempts.add(next);
                    return next;
                }
                boolean waitsForEvents = permit != null && !permit.isForOther();
                long nanos = waitsForEvents ? buffer.nanosToNext() : breaker.nanosToProbe();
                if (nanos > 0) {
                    changed.awaitNanos(nanos);
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    private Batch takeOrCancel(CircuitBreaker.Permit permit) {
        Batch batch = Batch.EMPTY;
        try {
            batch = permit.isForOther() ? buffer.pollOther(suspect, random) : buffer.poll();
        } finally {
            if (batch.isEmpty() && permit.cancel()) {
                logFailing();
            }
        }
        return batch;
    }

    private void begin(Attempt attempt) {
        try {
            Batch batch = delivered.toDeliver(attempt.taken().withoutGone());
            if (batch.isEmpty()) {
                attempt.hasEnded().set(true);
                buffer.done(attempt.taken());
                end(attempt);
                return;
            }
            route.deliver(batch.items(), result -> ended(attempt, batch, result));
        } catch (Throwable e) {
            ended(attempt, attempt.taken(), DeliveryResult.failed(brokenOff(e)));
        }
        boolean hasBlocked = attempt.hasEnded().get()
                && System.nanoTime() - attempt.began() > BLOCKING.toNanos();
        if (hasBlocked && isThreadWanted()) {
            addThread();
        }
    }

    private boolean isThreadWanted() {
        lock.lock();
        try {
            return startedThreads < concurrency && !breaker.hasEnded() && buffer.nanosToNext() <= 0;
        } finally {
            lock.unlock();
        }
    }

    private void ended(Attempt attempt, Batch batch, DeliveryResult result) {
        if (!attempt.hasEnded().compareAndSet(false, true)) {
            return;
        }
        try {
            DeliveryException failure = result.failure();
            delivered.attempted(failure, System.nanoTime() - attempt.began());
            if (failure == null) {
                passed(attempt, batch, result);
            } else {
                delivered.settle(batch.at(failure.delivered()));
                DeliveryTaps.failed(destination, batch.notAt(failure.delivered()), failure);
                failed(attempt, batch, failure);
            }
        } catch (Throwable e) {
            // A fault of ours, not of the route. The batch may be half done; the next delivery leaves out what is gone.
            DeliveryException failure = brokenOff(e);
            whileNoneBegins(() -> {
                boolean isNews = attempt.permit().failed(failure);
                buffer.hold(attempt.taken(), List.of(batch), Duration.ZERO);
                return isNews;
            });
        } finally {
            end(attempt);
        }
    }

    private DeliveryException brokenOff(Throwable thrown) {
        seldomBroken.now().ifPresent(others -> LOG.error("Destination '{}': a delivery broke off, and its events are"
                + " delivered again; and {} more before it", destination, others, StackTrace.withoutMessages(thrown)));
        return DeliveryException.brokenOff(thrown);
    }

    /** Frees the attempt's place, after a rest if the destination has come back a short while ago. */
    private void end(Attempt attempt) {
        Duration rest = breaker.rest(Duration.ofNanos(System.nanoTime() - attempt.began()));
        attempt.permit().release();
        if (rest.isZero()) {
            freePlace(attempt);
            return;
        }
        try {
            timer.schedule(() -> freePlace(attempt), rest.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("Destination '{}' is being stopped: no delivery begins any more", destination, e);
        }
    }

    private void freePlace(Attempt attempt) {
        lock.lock();
        try {
            attempts.remove(attempt);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private void passed(Attempt attempt, Batch batch, DeliveryResult result) {
        delivered.add(batch.items(), result);
        boolean isNews;
        lock.lock();
        try {
            refusals = 0;
            buffer.done(attempt.taken());
            isNews = attempt.permit().passed();
        } finally {
            lock.unlock();
        }
        if (isNews) {
            LOG.info("Destination '{}' takes events again", destination);
        }
    }

    private void failed(Attempt attempt, Batch batch, DeliveryException failure) {
        whileNoneBegins(() -> {
            refusals += failure.fault() == Fault.POISON ? 1 : 0;
            long passed = breaker.passedSoFar();
            // What was set aside has failed before while others passed: it need not wait for them again.
            boolean othersPassed = passed > batch.passedBefore(attempt.permit().passedBefore())
                    || FailurePolicy.wasSetAside(batch) && breaker.isSound();
            // If a part was delivered, the failure says nothing about the rest.
            Batch left = failure.delivered().isEmpty() ? batch : Batch.of(batch.notAt(failure.delivered()));
            // A refusal of its batch says nothing about an event that turns out not to be the culprit.
            Batch failed = failure.fault() == Fault.POISON ? left : left.failedOnce(passed, othersPassed);
            FailurePolicy.Action action = failed.isEmpty() ? FailurePolicy.Action.BACK_OFF
                    : policy.decide(failed, failure,
                            new FailurePolicy.Evidence(othersPassed, attempt.permit().isForOther(), refusals));
            return carryOut(action, attempt, batch, failed, failure);
        });
    }

    /** @return whether the state of the destination has changed */
    private boolean carryOut(FailurePolicy.Action action, Attempt attempt, Batch batch, Batch failed,
            DeliveryException failure) {
        Batch taken = attempt.taken();
        switch (action) {
            case DEAD_LETTER, BISECT -> bisect(taken, batch, failed, failure);
            case SET_ASIDE -> {
                undeliverable.failed(failed.items().get(0), failure);
                buffer.done(taken);
            }
            case TRY_AGAIN -> buffer.hold(taken, List.of(failed), policy.waitOf(failed));
            case BACK_OFF, TRY_ANOTHER, SUSPEND -> {
                boolean isNews = blame(action, attempt.permit(), failed, failure);
                buffer.hold(taken, List.of(failed), Duration.ZERO);
                return isNews;
            }
        }
        return false;
    }

    private boolean blame(FailurePolicy.Action action, CircuitBreaker.Permit permit, Batch failed,
            DeliveryException failure) {
        return switch (action) {
            case TRY_ANOTHER -> {
                suspect = failed;
                yield permit.doubt(failure);
            }
            case SUSPEND -> permit.failed(DeliveryException.permanent(refusals + " deliveries in a row were refused for"
                    + " their events' sake, so that the route or the destination must be wrong: "
                    + failure.getMessage(), failure));
            default -> permit.failed(failure);
        };
    }

    /** Dead-letters the failed events if they are known, or if there is only one; else bisects the batch. */
    private void bisect(Batch taken, Batch batch, Batch failed, DeliveryException failure) {
        Set<Integer> refused = batch.positionsIn(failure.failedIndexes());
        refused.removeAll(failure.delivered());
        if (refused.isEmpty() && !failed.isSingle()) {
            buffer.hold(taken, failed.halves(), Duration.ZERO);
            return;
        }
        (refused.isEmpty() ? failed.items() : batch.at(refused))
                .forEach(item -> undeliverable.refused(item, failure));
        Set<Integer> done = new HashSet<>(refused);
        done.addAll(failure.delivered());
        buffer.hold(taken, refused.isEmpty() ? List.of() : List.of(batch.with(batch.notAt(done))), Duration.ZERO);
    }

    private void whileNoneBegins(BooleanSupplier decision) {
        boolean isNews;
        lock.lock();
        try {
            isNews = decision.getAsBoolean();
        } finally {
            lock.unlock();
        }
        if (isNews) {
            logFailing();
        }
    }

    private void logFailing() {
        CircuitBreaker.BreakerStatus now = breaker.status();
        LOG.warn("Destination '{}': {}; {}, next try in {} s. Its events stay queued.", destination,
                now.reason().orElse(""),
                now.state() == CircuitBreaker.BreakerState.SUSPENDED ? "suspended" : "backing off",
                Math.max(0, now.nextTryMillis() - System.currentTimeMillis() + 999) / 1000);
    }
}
