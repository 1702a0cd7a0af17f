package io.anivia.broker.batch;

import java.time.Duration;

/**
 * How many messages for one queue a publisher puts into one message of the broker, which then costs one publish, one
 * confirm and one delivery for all of them.
 *
 * @param messages most in one
 * @param bytes of their bodies in one, at most; a larger message goes alone
 * @param linger how long the first may wait for others; zero: those that come together share one
 */
public record BatchingPolicy(int messages, long bytes, Duration linger) {

    public BatchingPolicy {
        if (messages < 1 || messages > MessageBatch.MOST_MESSAGES || bytes < 1 || linger.isNegative()) {
            throw new IllegalArgumentException("a batch has 1 to " + MessageBatch.MOST_MESSAGES + " messages and 1 byte or more,"
                    + " and lingers 0 s or longer; not " + messages + " messages, " + bytes + " bytes, " + linger);
        }
    }
}
