package io.anivia.elmer.admission;

import java.util.concurrent.atomic.AtomicLong;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** The memory that all requests together may take for their payloads, in bytes. Thread-safe. */
@Singleton
public final class MemoryQuota {

    private final long limitBytes;
    private final AtomicLong reservedBytes = new AtomicLong();

    @Inject
    MemoryQuota(AdmissionConfig config) {
        this(config.maxInFlight().asLongValue());
    }

    public MemoryQuota(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /** Whether that many bytes are free at this moment; reserves none of them. */
    public boolean hasRoomFor(long bytes) {
        return reservedBytes.get() + bytes <= limitBytes;
    }

    /** A reservation of no bytes yet. */
    public Reservation newReservation() {
        return new Reservation();
    }

    /** What one request has reserved. Not thread-safe: confined to the request's event loop. */
    public final class Reservation {

        private long bytes;

        /** Reserves more bytes, or none at all if the quota does not have them. */
        public boolean tryReserve(long more) {
            if (reservedBytes.addAndGet(more) > limitBytes) {
                reservedBytes.addAndGet(-more);
                return false;
            }
            bytes += more;
            return true;
        }

        /** Returns all bytes to the quota; may be called again. */
        public void release() {
            reservedBytes.addAndGet(-bytes);
            bytes = 0;
        }
    }
}
