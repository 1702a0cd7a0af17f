package io.anivia.elmer.admission;

import java.util.concurrent.atomic.AtomicLong;

/** A number of bytes of memory shared by all requests. Thread-safe. */
public final class MemoryQuota {

    private final long limitBytes;
    private final AtomicLong usedBytes = new AtomicLong();

    public MemoryQuota(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /** Whether so many bytes could be had just now; holds none of them. */
    public boolean hasRoomFor(long bytes) {
        return usedBytes.get() + bytes <= limitBytes;
    }

    public long usedBytes() {
        return usedBytes.get();
    }

    /** A share of the budget, empty at first. */
    public Reservation share() {
        return new Reservation();
    }

    /** What one request holds. Not thread-safe: confined to the request's event loop. */
    public final class Reservation implements AutoCloseable {

        private long heldBytes;

        /** Takes more bytes, or none at all if the budget does not have them. */
        public boolean take(long bytes) {
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
