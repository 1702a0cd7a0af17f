package io.anivia.bench;

import java.util.function.BooleanSupplier;

/** When the POSTs of a run are due. */
@FunctionalInterface
interface Pace {

    /** Not due, but it may be soon. */
    long LATER = Long.MAX_VALUE - 1;
    /** Nothing more is due. */
    long NEVER = Long.MAX_VALUE;

    /**
     * When a POST is due, in nanoseconds since the start of the run; the past if it is late.
     *
     * @param number of the POST, from 0
     * @param now nanoseconds since the start
     */
    long due(long number, long now);

    /** An open loop: by schedule, however long the answers take. */
    static Pace steady(double perSecond) {
        return (number, now) -> (long) (number * 1e9 / perSecond);
    }

    /** A closed loop: as soon as a connection is free, while it may be. */
    static Pace closedLoop(BooleanSupplier mayPost) {
        return (number, now) -> mayPost.getAsBoolean() ? now : LATER;
    }

    /** A closed loop of so many POSTs. */
    static Pace closedLoop(long posts) {
        return (number, now) -> number < posts ? now : NEVER;
    }
}
