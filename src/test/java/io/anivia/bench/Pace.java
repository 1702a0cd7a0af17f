package io.anivia.bench;

import java.util.function.BooleanSupplier;

/** When the POSTs of a run are due. */
@FunctionalInterface
interface Pace {

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

    /** A closed loop: as soon as a connection is free, while somebody says that it may be. */
    static Pace closedLoop(BooleanSupplier mayPost) {
        return (number, now) -> mayPost.getAsBoolean() ? now : Long.MAX_VALUE;
    }
}
