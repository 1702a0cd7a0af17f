package io.anivia.destination;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers a destination's events, one batch after the other, and decides what becomes of those that fail.
 *
 * <p>Order is kept: a batch that fails for a passing reason is tried again before the next. Only when it has failed
 * {@value #PATIENCE} times is another one tried right after it; if that one passes, it is not the destination that is
 * down, and what goes on failing is split until the culprits stand alone and are set aside.
 *
 * <p>Its thread is the only one that calls {@link #run}.
 */
final class DeliveryWorker implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(DeliveryWorker.class);
    private static final int PATIENCE = 3;

    /** Runs a destination's route. */
    @FunctionalInterface
    interface Route {
        /** @return why the events are not delivered; empty if they are */
        Optional<DeliveryException> deliver(List<Item> items);
    }

    private final String destination;
    private final InHand inHand;
    private final Gate gate;
    private final Route route;
    private final Undeliverable undeliverable;
    private final DestinationMetrics metrics;
    private final Function<Duration, Boolean> giveBackAfter;
    private final Deque<Batch> held = new ArrayDeque<>();
    private volatile OptionalLong oldestHeld = OptionalLong.empty();
    private volatile int heldEvents;

    /**
     * @param giveBackAfter given how long the gate has been closed, gives everything in hand back to the broker if it
     *        was held for too long, and says whether it did
     */
    DeliveryWorker(String destination, InHand inHand, Gate gate, Route route, Undeliverable undeliverable,
            DestinationMetrics metrics, Function<Duration, Boolean> giveBackAfter) {
        this.destination = destination;
        this.inHand = inHand;
        this.gate = gate;
        this.route = route;
        this.undeliverable = undeliverable;
        this.metrics = metrics;
        this.giveBackAfter = giveBackAfter;
    }

    @Override
    public void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                if (held.isEmpty()) {
                    hold(inHand.take());
                }
                gate.await();
                if (giveBackAfter.apply(gate.closedFor())) {
                    held.clear();
                    gate.undecided();
                } else {
                    deliverFirst();
                }
                remember();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        LOG.debug("Destination '{}': a worker has stopped with {} batch(es) in hand", destination, held.size());
    }

    /** When the oldest event that this worker holds was received; epoch milliseconds. */
    OptionalLong oldestHeld() {
        return oldestHeld;
    }

    /** How many events this worker holds. */
    int heldEvents() {
        return heldEvents;
    }

    private void hold(Batch batch) {
        held.addFirst(batch);
        remember();
    }

    private void remember() {
        oldestHeld = held.stream().flatMap(batch -> batch.items().stream()).mapToLong(Item::receivedAt).min();
        heldEvents = held.stream().mapToInt(batch -> batch.items().size()).sum();
    }

    private void deliverFirst() {
        Batch batch = held.removeFirst();
        long passedBefore = gate.passedSoFar();
        Optional<DeliveryException> failure = route.deliver(batch.items());
        if (failure.isEmpty()) {
            delivered(batch);
            return;
        }
        switch (failure.get().fault()) {
            case EVENT -> isolate(batch, failure.get());
            case LASTING -> holdStill(batch, failure.get());
            case PASSING -> tryAgain(batch.failedOnce(passedBefore), batch.othersPassed(passedBefore), failure.get());
        }
    }

    private void delivered(Batch batch) {
        gate.passed();
        batch.items().forEach(item -> {
            item.delivery().ack();
            metrics.delivered(item.receivedAt());
        });
    }

    /** Dead-letters the culprits if they are known, and looks for them if not. */
    private void isolate(Batch batch, DeliveryException failure) {
        gate.undecided();
        if (batch.isSingle()) {
            undeliverable.refused(batch.items().get(0), failure.getMessage());
        } else if (failure.culprits().isEmpty()) {
            pushBack(batch.halves());
        } else {
            batch.at(failure.culprits()).forEach(item -> undeliverable.refused(item, failure.getMessage()));
            List<Item> rest = batch.without(failure.culprits());
            if (!rest.isEmpty()) {
                held.addFirst(new Batch(rest, batch.failures(), batch.passedBefore()));
            }
        }
    }

    private void pushBack(List<Batch> halves) {
        held.addFirst(halves.get(1));
        held.addFirst(halves.get(0));
    }

    private void holdStill(Batch batch, DeliveryException failure) {
        held.addFirst(batch);
        Gate.State before = gate.status().state();
        gate.failed(failure);
        Gate.Status now = gate.status();
        if (before != now.state()) {
            LOG.warn("Destination '{}': {}; {}, next try in {} s. Its events stay queued.", destination,
                    failure.getMessage(), now.state() == Gate.State.SUSPENDED ? "suspended" : "backing off",
                    Math.max(0, now.nextTryMillis() - System.currentTimeMillis() + 999) / 1000);
        }
    }

    private void tryAgain(Batch batch, boolean othersPassed, DeliveryException failure) {
        // An event that was set aside before is the first suspect; a destination that names a time is just busy.
        boolean suspect = batch.isSingle() && batch.items().get(0).attempts() > 0;
        boolean patienceIsOver = (suspect || batch.failures() >= PATIENCE) && failure.retryAfter().isEmpty();
        if (patienceIsOver && othersPassed) {
            setAside(batch, failure);
        } else if (patienceIsOver) {
            tryAnother(batch, failure);
        } else {
            holdStill(batch, failure);
        }
    }

    private void setAside(Batch batch, DeliveryException failure) {
        gate.undecided();
        if (batch.isSingle()) {
            undeliverable.failed(batch.items().get(0), failure.getMessage());
        } else {
            pushBack(batch.halves());
        }
    }

    /** Is it the destination, or these events? Whether another batch passes tells. */
    private void tryAnother(Batch batch, DeliveryException failure) {
        Batch other = held.isEmpty() ? inHand.poll() : held.removeFirst();
        if (other.items().isEmpty()) {
            holdStill(batch, failure);
            return;
        }
        long passedBefore = gate.passedSoFar();
        Optional<DeliveryException> otherFailure = route.deliver(other.items());
        if (otherFailure.isEmpty()) {
            delivered(other);
            held.addFirst(batch);
            return;
        }
        if (otherFailure.get().fault() == DeliveryException.Fault.EVENT) {
            isolate(other, otherFailure.get());
        } else {
            held.addFirst(other.failedOnce(passedBefore));
        }
        holdStill(batch, failure);
    }
}
