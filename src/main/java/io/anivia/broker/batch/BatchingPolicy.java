package io.anivia.broker.batch;

import java.time.Duration;

/**
 * How many messages for one queue a publisher puts into one message of the broker, which then costs one publish, one
 * confirm and one delivery for all of them.
 *
 * @param messages most in one; 1: none are batched
 * @param bytes of their bodies in one, at most; a larger message goes alone
 * @param linger how long the first may wait for others; zero: what waits to be written goes together
 */
public record BatchingPolicy(int messages, long bytes, Duration linger) {

    /** Each message is one of the broker's. */
    public static final BatchingPolicy NONE = new BatchingPolicy(1, 1, Duration.ZERO);

    public BatchingPolicy {
        if (messages < 1 || messages > MessageBatch.MOST_MESSAGES || bytes < 1 || linger.isNegative()) {
            throw new IllegalArgumentException("a batch has 1 to " + MessageBatch.MOST_MESSAGES + " messages and 1 byte or more,"
                    + " and lingers 0 s or longer; not " + messages + " messages, " + bytes + " bytes, " + linger);
        }
    }
}
