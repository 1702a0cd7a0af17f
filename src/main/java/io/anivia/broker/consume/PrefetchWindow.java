package io.anivia.broker.consume;

/**
 * Prefetch in bytes, which RabbitMQ's {@code basic.qos} ignores. A message over the bound closes the window and is
 * requeued with all behind it; the window opens again when it is half empty. Thread-safe.
 *
 * <p>The broker bounds the number of messages itself. The window bounds that of deliveries, for a batch counts as one
 * message there: the prefetch count, the rest of a batch that has begun, and the next batch.
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
     * Adds deliveries that came together, unless they do not fit; deliveries larger than the whole window fit alone.
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
     * Removes an acknowledged or requeued delivery.
     *
     * @return whether the window has opened again
     */
    synchronized boolean release(int sizeBytes) {
        bytes -= sizeBytes;
        deliveries--;
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
