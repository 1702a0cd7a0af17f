package io.anivia.broker.consume;

/**
 * What one channel's deliveries have in hand. A message that does not fit closes it, and with it the consumer that
 * brought it, so that none of those behind overtakes it; it opens again when it is half empty. Thread-safe.
 *
 * <p>The broker bounds messages by itself. That bound is kept here for packs, which it counts as one: as many
 * deliveries may be in hand as are asked for, the pack that is begun, and the one behind it.
 */
final class PrefetchWindow {

    private final Prefetch most;
    private long bytes;
    private int deliveries;
    private boolean closed;

    PrefetchWindow(Prefetch most) {
        this.most = most;
    }

    /** Whether deliveries that came together may be kept; those that are more than all there may be may, alone. */
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
     * A delivery that was kept is settled.
     *
     * @return whether there is room again for who was turned away
     */
    synchronized boolean release(int sizeBytes) {
        bytes -= sizeBytes;
        deliveries--;
        boolean opens = closed && bytes <= most.bytes() / 2 && deliveries <= most.messages() / 2;
        closed &= !opens;
        return opens;
    }

    /** Whether one was turned away and there is not room enough yet. */
    synchronized boolean isClosed() {
        return closed;
    }

    /** How many are kept. */
    synchronized int deliveries() {
        return deliveries;
    }
}
