package io.anivia.broker.publish;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What the broker has refused since it last confirmed a message, and whether a new channel may end that. Guarded by the
 * lock of the publisher.
 */
final class BrokerRefusals {

    /**
     * How long a channel may refuse everything. RabbitMQ 3.10 refuses for ever on a channel that was first used while a
     * quorum queue had lost its leader's node and not chosen another one yet; on a new channel it does not.
     */
    private static final Duration REFUSING = Duration.ofSeconds(1);
    /**
     * How long a channel may refuse everything for one queue. RabbitMQ 3.10 refuses for ever on a channel that was used
     * while a quorum queue was full, if the queue has room because its limit was taken away; on a new channel it does
     * not. It is longer because a queue may well be full, and all others wait for the new channel.
     */
    private static final Duration QUEUE_REFUSING = Duration.ofSeconds(10);
    /** How long a refusal is reported without another one: without messages nothing shows that they are taken again. */
    private static final Duration REPORTED = Duration.ofSeconds(10);

    private @Nullable String last;
    private long lastAt;
    /** Of the first nack in a row on this channel; 0 if there is none. */
    private long refusingSince;
    private long lastNackAt;
    /** By queue, the time of its first nack on this channel since its last confirm. There are a few queues. */
    private final Map<String, Long> queuesRefusingSince = new HashMap<>();
    private boolean hasQueueRefusedForLong;

    /** There is a new channel. */
    void restart() {
        refusingSince = 0;
        queuesRefusingSince.clear();
        hasQueueRefusedForLong = false;
    }

    void confirmed() {
        last = null;
        refusingSince = 0;
    }

    void confirmed(@Nullable String queue) {
        // Nearly always there are none, and this is called for every message.
        if (!queuesRefusingSince.isEmpty()) {
            queuesRefusingSince.remove(queue);
        }
    }

    void nacked(@Nullable String queue) {
        if (queue != null) {
            long now = System.nanoTime();
            hasQueueRefusedForLong |=
                    now - queuesRefusingSince.computeIfAbsent(queue, first -> now) > QUEUE_REFUSING.toNanos();
        }
    }

    void nacked() {
        long now = System.nanoTime();
        if (refusingSince == 0 || now - lastNackAt > REFUSING.toNanos()) {
            refusingSince = now;
        }
        lastNackAt = now;
    }

    /** Whether the channel has refused everything for long, or everything for one queue. */
    boolean lastForLong() {
        return hasQueueRefusedForLong || refusingSince != 0 && lastNackAt - refusingSince > REFUSING.toNanos();
    }

    void report(String reason) {
        last = reason;
        lastAt = System.nanoTime();
    }

    /** Why the broker has refused the last message; {@code null} if it has not, or if that is some time ago. */
    @Nullable String last() {
        return last != null && System.nanoTime() - lastAt < REPORTED.toNanos() ? last : null;
    }
}
