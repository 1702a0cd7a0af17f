package io.anivia.broker;

/** Something that takes messages while the broker does not, and hands them on later. Thread-safe. */
public interface FallbackStore {

    /** Whether it would take a message now. */
    boolean canAccept();
}
