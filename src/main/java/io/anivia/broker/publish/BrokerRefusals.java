package io.anivia.broker.publish;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/** What the broker has refused since it last confirmed a message. Guarded by the lock of the publisher. */
final class BrokerRefusals {

    /**
     * How long a channel may refuse everything. RabbitMQ 3.10 refuses for ever on a channel that was first used while a
     * quorum queue had lost its leader's node and not chosen another one yet; on a new channel it does not.
     */
    private static final Duration REFUSING = Duration.ofSeconds(1);
    /** How long a refusal is reported without another one: without messages nothing shows that they are taken again. */
    private static final Duration REPORTED = Duration.ofSeconds(10);

    private @Nullable String last;
    private long lastAt;
    /** Of the first nack in a row on this channel; 0 if there is none. */
    private long refusingSince;
    private long lastNackAt;

    /** There is a new channel. */
    void restart() {
        refusingSince = 0;
    }

    void confirmed() {
        last = null;
        refusingSince = 0;
    }

    void nacked() {
        long now = System.nanoTime();
        if (refusingSince == 0 || now - lastNackAt > REFUSING.toNanos()) {
            refusingSince = now;
        }
        lastNackAt = now;
    }

    /** Whether the channel has refused everything for long. */
    boolean lastForLong() {
        return refusingSince != 0 && lastNackAt - refusingSince > REFUSING.toNanos();
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
