package io.anivia.rabbitmq;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.anivia.broker.Broker;
import io.anivia.broker.consume.DeliveryBuffer;
import io.anivia.broker.consume.Prefetch;
import io.anivia.broker.consume.QueueSubscription;
import io.anivia.contract.QueueShards;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A consumer's subscriptions: each of its buffers is filled from all shards of a queue. They divide the prefetch among
 * them, so that it bounds memory whatever their number; a shard has one message, even if that is more than its part.
 *
 * <p>Shards of a former, larger number are consumed while they exist, and are never declared. Publishers may still use
 * them, so they are looked for again and again. Together they have the prefetch once more. Thread-safe.
 */
final class ShardSubscriptions {

    private static final Logger LOG = LoggerFactory.getLogger(ShardSubscriptions.class);
    /** RabbitMQ logs each question for a queue that does not exist, and each look ends with one. */
    private static final Duration LOOK_INTERVAL = Duration.ofMinutes(10);

    private final Broker broker;
    private final QueueShards queues;
    private final Prefetch prefetch;
    private final List<DeliveryBuffer> buffers;
    /** {@link System#nanoTime} of the last look at which the broker could be asked. Confined to the thread of looks. */
    private @Nullable Long lookedAt;

    /** By queue; guarded by this, like what follows. */
    private final Map<String, List<QueueSubscription>> current = new HashMap<>();
    private boolean isConsuming;

    ShardSubscriptions(Broker broker, QueueShards queues, Prefetch prefetch, List<DeliveryBuffer> buffers) {
        this.broker = broker;
        this.queues = queues;
        this.prefetch = prefetch;
        this.buffers = buffers;
    }

    synchronized void open() {
        isConsuming = true;
        Prefetch part = part(queues.names().size());
        for (String queue : queues.names()) {
            current.put(queue, buffers.stream().map(buffer -> broker.subscribe(queue, part, buffer::add)).toList());
        }
    }

    private Prefetch part(int shards) {
        return new Prefetch(Math.max(1, prefetch.messages() / shards), Math.max(1, prefetch.bytes() / shards));
    }

    /** Looks for shards of a former number, if that is due; blocks. To be called every few seconds, on one thread. */
    void lookForFormer() {
        if (lookedAt != null && System.nanoTime() - lookedAt < LOOK_INTERVAL.toNanos()) {
            return;
        }
        try {
            List<String> found = new ArrayList<>();
            for (String queue : queues.former()) {
                if (broker.messageCount(queue).isEmpty()) {
                    break;
                }
                found.add(queue);
            }
            // Without a connection it would look as if there were none.
            if (broker.messageCount(queues.queue()).isPresent()) {
                lookedAt = System.nanoTime();
                consumeFormer(found);
            }
        } catch (RuntimeException e) {
            // What leaves this method ends the schedule.
            LOG.warn("Queue '{}': former shards could not be looked for; trying again", queues.queue(), e);
        }
    }

    private synchronized void consumeFormer(List<String> found) {
        if (!isConsuming) {
            return;
        }
        for (String gone : queues.former()) {
            if (!found.contains(gone) && current.containsKey(gone)) {
                current.remove(gone).forEach(QueueSubscription::close);
            }
        }
        for (String queue : found) {
            current.computeIfAbsent(queue, absent -> {
                LOG.info("Queue '{}' is consumed, too: a shard beyond the {} that there should be. When nothing is"
                        + " published to it, and it is empty, delete it", queue, queues.names().size());
                Prefetch part = part(found.size());
                return buffers.stream().map(buffer -> broker.subscribeUndeclared(queue, part, buffer::add)).toList();
            });
        }
    }

    synchronized void drain() {
        isConsuming = false;
        forEach(QueueSubscription::drain);
    }

    synchronized void resume() {
        isConsuming = true;
        forEach(QueueSubscription::resume);
    }

    synchronized void close() {
        isConsuming = false;
        forEach(QueueSubscription::close);
        current.clear();
    }

    private void forEach(Consumer<QueueSubscription> action) {
        current.values().forEach(subscriptions -> subscriptions.forEach(action));
    }
}
