package io.anivia.elmer;

import java.util.concurrent.atomic.AtomicLong;

/** A number of bytes of memory shared by all requests. Thread-safe. */
final class ByteBudget {

    private final long limitBytes;
    private final AtomicLong usedBytes = new AtomicLong();

    ByteBudget(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /** Whether so many bytes could be had just now; holds none of them. */
    boolean hasRoomFor(long bytes) {
        return usedBytes.get() + bytes <= limitBytes;
    }

    long usedBytes() {
        return usedBytes.get();
    }

    /** A share of the budget, empty at first. */
    Share share() {
        return new Share();
    }

    /** What one request holds. Not thread-safe: confined to the request's event loop. */
    final class Share implements AutoCloseable {

        private long heldBytes;

        /** Takes more bytes, or none at all if the budget does not have them. */
        boolean take(long bytes) {
            if (usedBytes.addAndGet(bytes) > limitBytes) {
                usedBytes.addAndGet(-bytes);
                return false;
            }
            heldBytes += bytes;
            return true;
        }

        /** Gives everything back; again, nothing. */
        @Override
        public void close() {
            usedBytes.addAndGet(-heldBytes);
            heldBytes = 0;
        }
    }
}
