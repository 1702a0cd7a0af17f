package io.anivia.broker.consume;

/**
 * Prefetch in bytes, which RabbitMQ's {@code basic.qos} ignores. A message over the bound closes the window and is
 * requeued with all behind it; the window opens again when it is half empty. Thread-safe.
 *
 * <p>The broker bounds the number of messages itself. The window bounds that of deliveries, for a message of several
 * counts as one there: the prefetch count, the rest of a message that has begun, and the next message.
 */
final class PrefetchWindow {

    private final Prefetch most;
    private long bytes;
    private int deliveries;
    private boolean closed;

    PrefetchWindow(Prefetch most) {
        this.most = most;
    }

    /**
     * Adds the deliveries of a message, unless they do not fit; deliveries larger than the whole window fit alone.
     */
    synchronized boolean take(long sizeBytes, int count) {
        if (bytes > 0 && bytes + sizeBytes > most.bytes() || deliveries > most.messages() + count) {
            closed = true;
            return false;
        }
        bytes += sizeBytes;
        deliveries += count;
        return true;
    }

    /**
     * Removes acknowledged or requeued deliveries.
     *
     * @return whether the window has opened again
     */
    synchronized boolean release(int sizeBytes, int count) {
        bytes -= sizeBytes;
        deliveries -= count;
        boolean opens = closed && bytes <= most.bytes() / 2 && deliveries <= most.messages() / 2;
        closed &= !opens;
        return opens;
    }

    /** Whether a message did not fit, and the window is not half empty yet. */
    synchronized boolean isClosed() {
        return closed;
    }

    /** Deliveries in the window. */
    synchronized int deliveries() {
        return deliveries;
    }
}
