package io.anivia.tap;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Where on its way something can be looked at. */
public enum TapPoint {

    /** Elmer has promised a client that its payload is safe; only what the request's head says is there to be seen. */
    ACCEPTED,
    /** An event as it is routed: read, with its clock corrected, decorated. */
    EVENT,
    /** An event that a destination is to get. It is seen before the broker has confirmed it there. */
    ROUTED,
    /** A destination has taken an event. */
    DELIVERED,
    /** An attempt to deliver an event has failed. */
    FAILED,
    /** An event has become a dead letter. */
    DEAD;

    /** The one of this name, in lower case as {@link #toString} writes it; empty if there is none. */
    public static Optional<TapPoint> of(String name) {
        return Arrays.stream(values()).filter(point -> point.toString().equals(name)).findFirst();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
