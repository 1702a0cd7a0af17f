package io.anivia.destination.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.anivia.contract.MessageHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Delivers events once, without a queue, and says what the delivery loop would do with each of them then. What is tried
 * again at once is tried again, such as the halves of a batch; what would wait is not. For one thread.
 */
public final class DeliveryTrial {

    /** What becomes of an event. */
    public enum Fate {
        /** The destination has taken it. */
        DELIVERED,
        /** A step of the route has dropped it; of a batch it is not known which those are. */
        FILTERED,
        /** It is a dead letter. */
        DEAD,
        /** It stays queued, and is delivered later. */
        WAITS
    }

    /**
     * What became of one event.
     *
     * @param json as it was handed in
     * @param failure why it is not delivered; {@code null} if it is
     */
    public record TriedEvent(byte[] json, Fate fate, @Nullable DeliveryException failure) {
    }

    /**
     * What the failure policy decides.
     *
     * @param when in which situation
     * @param action what is done then, in words
     */
    public record PolicyDecision(String when, String action) {
    }

    /** What an event comes with, which a route that does not remove it sends along. */
    private static final Map<String, Object> HEADERS =
            Map.of(MessageHeaders.RECEIPT, "00000000-0000-4000-8000-000000000000");

    private final FailurePolicy policy;
    private final RetryPolicy retries;
    private final int batchSize;
    private final long batchBytes;
    private final DeliveryLoop.Route route;
    private final Duration timeout;

    /**
     * @param batchSize most events of a delivery
     * @param batchBytes most bytes of their JSON; a larger event goes alone
     * @param timeout after which a route that does not end is a failure
     */
    public DeliveryTrial(RetryPolicy retries, DeliveryOrder order, int batchSize, long batchBytes,
            DeliveryLoop.Route route, Duration timeout) {
        this.policy = new FailurePolicy(retries, order);
        this.retries = retries;
        this.batchSize = batchSize;
        this.batchBytes = batchBytes;
        this.route = route;
        this.timeout = timeout;
    }

    /** Delivers events in batches, in their order; the results are in the order in which they were settled. */
    public List<TriedEvent> deliver(List<byte[]> events) {
        List<TriedEvent> results = new ArrayList<>();
        List<QueuedEvent> batch = new ArrayList<>();
        long bytes = 0;
        for (byte[] json : events) {
            if (!batch.isEmpty() && (batch.size() == batchSize || bytes + json.length > batchBytes)) {
                deliver(Batch.of(batch), results);
                batch.clear();
                bytes = 0;
            }
            batch.add(QueuedEvent.ofTrial(json, HEADERS));
            bytes += json.length;
        }
        if (!batch.isEmpty()) {
            deliver(Batch.of(batch), results);
        }
        return results;
    }

    private void deliver(Batch batch, List<TriedEvent> results) {
        DeliveryResult result = result(batch);
        DeliveryException failure = result.failure();
        if (failure == null) {
            int filtered = Math.min(result.filtered(), batch.items().size());
            add(results, batch.items().subList(0, filtered), Fate.FILTERED, null);
            add(results, batch.items().subList(filtered, batch.items().size()), Fate.DELIVERED, null);
            return;
        }
        add(results, batch.at(failure.delivered()), Fate.DELIVERED, null);
        Batch left = batch.with(batch.notAt(failure.delivered()));
        if (left.isEmpty()) {
            return;
        }
        switch (decide(left, failure, false, 1)) {
            case DEAD_LETTER, BISECT -> bisect(batch, left, failure, results);
            default -> add(results, left.items(), Fate.WAITS, failure);
        }
    }

    private void bisect(Batch batch, Batch left, DeliveryException failure, List<TriedEvent> results) {
        Set<Integer> refused = batch.positionsIn(failure.failedIndexes());
        refused.removeAll(failure.delivered());
        if (refused.isEmpty() && !left.isSingle()) {
            left.halves().forEach(half -> deliver(half, results));
            return;
        }
        add(results, refused.isEmpty() ? left.items() : batch.at(refused), Fate.DEAD, failure);
        Set<Integer> done = new HashSet<>(refused);
        done.addAll(failure.delivered());
        List<QueuedEvent> others = refused.isEmpty() ? List.of() : batch.notAt(done);
        if (!others.isEmpty()) {
            deliver(batch.with(others), results);
        }
    }

    private static void add(List<TriedEvent> results, List<QueuedEvent> items, Fate fate,
            @Nullable DeliveryException failure) {
        items.forEach(item -> results.add(new TriedEvent(item.body(), fate, failure)));
    }

    private DeliveryResult result(Batch batch) {
        CompletableFuture<DeliveryResult> result = new CompletableFuture<>();
        route.deliver(batch.items(), result::complete);
        try {
            return result.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return DeliveryResult.failed(DeliveryException.transientFailure("the route has not ended within "
                    + timeout.toSeconds() + " s", null, e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return DeliveryResult.failed(DeliveryException.brokenOff(e));
        }
    }

    /**
     * What is done after a failed delivery, as the situation is.
     *
     * @param eventCount how many events there are; as many of them as fit are delivered together
     */
    public List<PolicyDecision> decisions(int eventCount, DeliveryException failure) {
        int together = Math.min(eventCount, batchSize);
        Batch first = Batch.of(Collections.nCopies(together, QueuedEvent.ofTrial(new byte[0], Map.of())));
        List<PolicyDecision> decisions = new ArrayList<>();
        decisions.add(new PolicyDecision("now", decide(first, failure, false, 1).words()));
        if (failure.fault() == DeliveryException.Fault.POISON) {
            if (together > 1) {
                decisions.add(new PolicyDecision("a poison event alone",
                        decide(first.with(List.of(first.items().get(0))), failure, false, 1).words()));
            }
            decisions.add(new PolicyDecision(retries.maxRefusals() + " such deliveries in a row (maxRefusals)",
                    decide(first, failure, false, retries.maxRefusals()).words()));
        } else {
            Batch again = first.failedOnce(0, true).failedOnce(0, true);
            decisions.add(new PolicyDecision("again, while others pass", decide(again, failure, true, 0).words()));
            decisions.add(new PolicyDecision("again, while none passes", decide(again, failure, false, 0).words()));
        }
        return decisions;
    }

    private FailurePolicy.Action decide(Batch batch, DeliveryException failure, boolean othersPass, int refusals) {
        Batch failed = failure.fault() == DeliveryException.Fault.POISON ? batch : batch.failedOnce(0, othersPass);
        return policy.decide(failed, failure, new FailurePolicy.Evidence(othersPass, false, refusals));
    }
}
