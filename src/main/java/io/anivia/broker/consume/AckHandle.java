package io.anivia.broker.consume;

/** Settles one {@link Delivery}, by {@link #ack} or {@link #requeue}, once. Thread-safe. */
public interface AckHandle {

    /** Acknowledges the delivery: the broker removes its message. */
    void ack();

    /** Returns the delivery, to be delivered again. */
    void requeue();

    /** Whether the channel is closed, so that the broker delivers the message again. */
    boolean isLost();

    /**
     * Makes room in the prefetch window for a part of a message before the whole is acknowledged.
     *
     * @param sizeBytes bytes of the part
     */
    default void releasePart(int sizeBytes) {
    }
}
