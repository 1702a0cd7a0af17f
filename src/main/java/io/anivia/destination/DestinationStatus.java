package io.anivia.destination;

import java.util.List;
import java.util.Optional;

/**
 * State of a destination in this process.
 *
 * @param state {@code delivering}, {@code backing off}, {@code suspended} or {@code paused}
 * @param sinceMillis when this state began; epoch milliseconds
 * @param reason why it is not delivering
 * @param nextTryMillis when a probe begins; epoch milliseconds; without meaning when delivering or paused
 * @param queued events routed to it that wait in the broker; -1 if that does not answer
 * @param inHand how many more this process has taken and not acknowledged
 * @param oldestSeconds age of the oldest of them that this process has in hand or, if it has none, of the first in the
 *        queue; in seconds; 0 if there is none
 * @param underWaySeconds how long the delivery has been under way that began first; 0 if none is
 * @param lastSuccessMillis when the destination has taken events last, from this process; epoch milliseconds; 0: not yet
 * @param lastFailureMillis when an attempt of this process has failed last; epoch milliseconds; 0: none has
 * @param lastFailure why
 * @param unaccounted events that this process took from the broker and knows nothing of; 0 at rest
 */
public record DestinationStatus(String state, long sinceMillis, Optional<String> reason, long nextTryMillis,
        long queued, long inHand, double oldestSeconds, double underWaySeconds, long lastSuccessMillis,
        long lastFailureMillis, Optional<String> lastFailure, long unaccounted) {

    static final String PAUSED = "paused";
    static final List<String> STATES = List.of("delivering", "backing off", "suspended", PAUSED);
    private static final String BACKING_OFF = "backing off";
    private static final String SUSPENDED = "suspended";

    /**
     * Events routed to it that are neither delivered nor dead; -1 if the broker does not answer. Those that other processes
     * have taken and not acknowledged are not in it.
     */
    public long backlog() {
        return queued < 0 ? -1 : queued + inHand;
    }

    /** Whether it waits to be tried again. */
    public boolean isWaiting() {
        return isSuspended() || BACKING_OFF.equals(state);
    }

    /** Whether a permanent failure holds deliveries back; a pause does not count. */
    public boolean isSuspended() {
        return SUSPENDED.equals(state);
    }
}
