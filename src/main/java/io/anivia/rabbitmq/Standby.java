package io.anivia.rabbitmq;

/** Something that takes messages while the broker does not, and hands them on later. Thread-safe. */
public interface Standby {

    /** Whether it would take a message now. */
    boolean takesMessages();
}
