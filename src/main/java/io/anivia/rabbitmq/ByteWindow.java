package io.anivia.rabbitmq;

/**
 * The bytes that one channel's deliveries have in hand. A message that does not fit closes it, and with it the consumer
 * that brought it, so that none of those behind overtakes it; it opens again when it is half empty. Thread-safe.
 */
final class ByteWindow {

    private final long mostBytes;
    private long bytes;
    private int messages;
    private boolean closed;

    ByteWindow(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** Whether messages that came together may be kept; those that are larger than all there is may, alone. */
    synchronized boolean take(long sizeBytes, int count) {
        if (bytes > 0 && bytes + sizeBytes > mostBytes) {
            closed = true;
            return false;
        }
        bytes += sizeBytes;
        messages += count;
        return true;
    }

    /**
     * A message that was kept is settled.
     *
     * @return whether there is room again for who was turned away
     */
    synchronized boolean release(int sizeBytes) {
        bytes -= sizeBytes;
        messages--;
        boolean opens = closed && bytes <= mostBytes / 2;
        closed &= !opens;
        return opens;
    }

    /** Whether one was turned away and there is not room enough yet. */
    synchronized boolean isClosed() {
        return closed;
    }

    /** How many are kept. */
    synchronized int messages() {
        return messages;
    }
}
