package io.anivia.destination;

import java.util.List;
import java.util.Optional;

/**
 * State of a destination in this process.
 *
 * @param state {@code delivering}, {@code backing off}, {@code suspended} or {@code paused}
 * @param reason why it is not delivering
 * @param nextTryMillis when a probe begins; epoch milliseconds; without meaning when delivering or paused
 * @param backlog events routed to it that are neither delivered nor dead; -1 if the broker does not answer
 * @param oldestSeconds age of the oldest of them that this process has in hand or, while it is paused, of the first in
 *        the queue; in seconds; 0 if there is none
 */
public record DestinationStatus(String state, Optional<String> reason, long nextTryMillis, long backlog,
        double oldestSeconds) {

    static final String PAUSED = "paused";
    static final List<String> STATES = List.of("delivering", "backing off", "suspended", PAUSED);
    private static final String SUSPENDED = "suspended";

    /** Whether a permanent failure holds deliveries back; a pause does not count. */
    public boolean isSuspended() {
        return SUSPENDED.equals(state);
    }
}
