package io.anivia.faults;

import org.jspecify.annotations.Nullable;

/** What an event is like, and so where it must end. */
enum Kind {
    /** Arrives everywhere. */
    GOOD(null),
    /** The webhook answers 422 to it: dead there, delivered elsewhere. */
    REFUSED(Sink.WEBHOOK),
    /** The webhook resets the connection each time: dead there after all attempts, delivered elsewhere. */
    RESETTING(Sink.WEBHOOK),
    /** The webhook answers 403 to it each time: dead there after all attempts, delivered elsewhere. */
    FORBIDDEN(Sink.WEBHOOK),
    /** Makes the fragile route throw: dead there, delivered elsewhere. */
    BREAKING(Sink.FRAGILE),
    /** Not JSON, and a payload by itself: rejected. */
    UNREADABLE(null);

    private static final int EVERY = 100;
    private static final int RESETTING_EVERY = 1000;

    private final @Nullable Sink deadAt;

    Kind(@Nullable Sink deadAt) {
        this.deadAt = deadAt;
    }

    /** The kind of the event with this number, from 0: bad ones come in known numbers. */
    static Kind of(long number) {
        if (number % RESETTING_EVERY == 60) {
            return RESETTING;
        }
        return switch ((int) (number % EVERY)) {
            case 20 -> REFUSED;
            case 40 -> BREAKING;
            default -> GOOD;
        };
    }

    /** Whether it must be in this destination's dead letters. */
    boolean diesAt(Sink sink) {
        return sink == deadAt;
    }

    /** Whether it must arrive at this destination. */
    boolean arrivesAt(Sink sink) {
        return this != UNREADABLE && sink != deadAt;
    }
}
