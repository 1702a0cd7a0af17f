package io.anivia.elmer.http;

import java.util.Arrays;

import io.anivia.elmer.admission.MemoryQuota;
import io.vertx.core.buffer.Buffer;

/**
 * Joins the parts of one payload, within its own limit and the quota of all payloads.
 *
 * <p>Memory grows with the bytes that arrive, never because a client announced them, and is reserved before it grows. A
 * payload that arrives in one part, as most do, is copied once. Not thread-safe.
 */
final class PayloadBuffer {

    enum AppendResult {
        APPENDED, TOO_LARGE, NO_ROOM
    }

    /** Up to here memory for an announced length is allocated with the first part. */
    private static final int FIRST_BYTES = 16 * 1024;
    private static final byte[] EMPTY = {};

    private final int limitBytes;
    private final int announcedBytes;
    private final MemoryQuota.Reservation reservation;
    private byte[] bytes = EMPTY;
    private int size;

    /**
     * @param limitBytes the largest payload
     * @param announcedBytes the {@code Content-Length}, at most {@code limitBytes}; below 0 if there is none
     */
    PayloadBuffer(int limitBytes, int announcedBytes, MemoryQuota.Reservation reservation) {
        this.limitBytes = limitBytes;
        this.announcedBytes = announcedBytes;
        this.reservation = reservation;
    }

    AppendResult append(Buffer part) {
        int length = part.length();
        if (length > limitBytes - size) {
            return AppendResult.TOO_LARGE;
        }
        if (length > bytes.length - size && !grow(size + length)) {
            return AppendResult.NO_ROOM;
        }
        part.getBytes(bytes, size);
        size += length;
        return AppendResult.APPENDED;
    }

    int size() {
        return size;
    }

    /** The payload. The array may be this buffer's own, so nothing may be appended afterwards. */
    byte[] toBytes() {
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }

    private boolean grow(int neededBytes) {
        long wantedBytes = bytes.length == 0
                ? Math.min(announcedBytes, FIRST_BYTES)
                : Math.min(announcedBytes < 0 ? limitBytes : announcedBytes, 2L * bytes.length);
        int newBytes = (int) Math.max(neededBytes, wantedBytes);
        if (!reservation.tryReserve(newBytes - bytes.length)) {
            return false;
        }
        bytes = Arrays.copyOf(bytes, newBytes);
        return true;
    }
}
