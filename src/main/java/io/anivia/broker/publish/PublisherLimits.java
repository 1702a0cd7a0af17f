package io.anivia.broker.publish;

import java.time.Duration;

/**
 * The bounds of a publisher.
 *
 * @param maxMessages most messages handed over and not confirmed
 * @param maxBytes most bytes of bodies handed over and not confirmed; one larger message may pass alone
 * @param confirmTimeout how long a message may wait for its confirm, from the moment it was handed over
 * @param waitForRoom whether to wait (within the same time) when a bound is reached, instead of failing at once
 */
public record PublisherLimits(int maxMessages, long maxBytes, Duration confirmTimeout, boolean waitForRoom) {

    public PublisherLimits {
        if (maxMessages < 1 || maxBytes < 1 || confirmTimeout.isNegative() || confirmTimeout.isZero()) {
            throw new IllegalArgumentException("a publisher's bounds must be greater than zero: " + maxMessages
                    + " messages, " + maxBytes + " bytes, confirm within " + confirmTimeout);
        }
    }
}
