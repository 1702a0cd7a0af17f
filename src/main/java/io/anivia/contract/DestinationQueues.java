package io.anivia.contract;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Names of a destination's queues.
 *
 * @param events events that Prospector has routed to it
 * @param retry events that failed while others succeeded, each to be tried again at its time
 * @param dead events that it refuses for good
 */
public record DestinationQueues(String events, String retry, String dead) {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

    public List<String> all() {
        return List.of(events, retry, dead);
    }

    /** The retry queue's name before 0.2: it is drained, and never declared. */
    public String formerRetry() {
        return "anivia.later." + events.substring("anivia.to.".length());
    }

    /** @throws IllegalArgumentException if the name does not suit queues, metrics and file names alike */
    public static DestinationQueues of(String destination) {
        if (!NAME.matcher(destination).matches()) {
            throw new IllegalArgumentException("destination '" + destination + "': a destination's name consists of"
                    + " a-z, 0-9 and '-', begins with a letter or digit, and has at most 63 characters");
        }
        return new DestinationQueues("anivia.to." + destination, "anivia.retry." + destination,
                "anivia.dead." + destination);
    }
}
