package io.anivia.destination.delivery;

import java.time.Duration;

/**
 * When to try again, and how often.
 *
 * @param first ceiling of the first wait; it doubles from there, and the wait is a random part of it (full jitter)
 * @param longest ceiling that is not exceeded, unless the destination asks for more
 * @param maxRetryAfter the longest wait that a destination may ask for
 * @param maxAttempts failures at an event's own cost after which it is a dead letter
 * @param maxRefusals how many deliveries in a row may be refused for their events' sake before that is the
 *        destination's or the route's fault
 */
public record RetryPolicy(Duration first, Duration longest, Duration maxRetryAfter, int maxAttempts, int maxRefusals) {

    public RetryPolicy {
        if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException("backoff must be 'first,longest', both above zero and the first not the"
                    + " longer, such as 500ms,1m; it is " + first + "," + longest);
        }
        if (maxAttempts < 1) {
            throw new IllegalArgumentException("maxAttempts must be at least 1, not " + maxAttempts);
        }
        if (maxRefusals < 1) {
            throw new IllegalArgumentException("maxRefusals must be at least 1, not " + maxRefusals);
        }
        if (maxRetryAfter.isNegative()) {
            throw new IllegalArgumentException("maxRetryAfter cannot be negative, as " + maxRetryAfter + " is");
        }
    }
}
