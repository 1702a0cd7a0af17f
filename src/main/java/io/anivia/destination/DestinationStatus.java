package io.anivia.destination;

import java.util.Optional;

/**
 * What a destination is doing.
 *
 * @param state {@code open}, {@code backing off} or {@code suspended}
 * @param reason why it is not open
 * @param nextTryMillis when it is tried again; epoch milliseconds; no meaning when open
 * @param backlog events routed to it and neither delivered nor dead; -1 if the broker cannot be asked
 * @param oldestSeconds age of the oldest of them that is in hand, in seconds; 0 if there is none
 */
public record DestinationStatus(String state, Optional<String> reason, long nextTryMillis, long backlog,
        double oldestSeconds) {

    static final String SUSPENDED = "suspended";

    public boolean isSuspended() {
        return SUSPENDED.equals(state);
    }
}
