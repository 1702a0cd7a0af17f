package io.anivia.elmer.http;

import java.util.Arrays;

import io.anivia.elmer.admission.MemoryQuota;
import io.vertx.core.buffer.Buffer;

/**
 * Puts the parts of one payload together, within its own limit and the budget of all.
 *
 * <p>Memory is taken as bytes arrive, never because a client announced them, and each growth is asked of the budget
 * first. A payload that comes in one part, as most do, is copied once. Not thread-safe.
 */
final class PayloadBuffer {

    /** What became of a part. */
    enum Added {
        YES, TOO_LARGE, NO_ROOM
    }

    /** Up to here an announced length is believed. */
    private static final int FIRST_BYTES = 16 * 1024;
    private static final byte[] EMPTY = {};

    private final int limitBytes;
    private final int announcedBytes;
    private final MemoryQuota.Reservation share;
    private byte[] bytes = EMPTY;
    private int size;

    /**
     * @param limitBytes the largest payload
     * @param announcedBytes the {@code Content-Length}, at most {@code limitBytes}; below 0 if there is none
     */
    PayloadBuffer(int limitBytes, int announcedBytes, MemoryQuota.Reservation share) {
        this.limitBytes = limitBytes;
        this.announcedBytes = announcedBytes;
        this.share = share;
    }

    Added add(Buffer part) {
        int length = part.length();
        if (length > limitBytes - size) {
            return Added.TOO_LARGE;
        }
        if (length > bytes.length - size && !grow(size + length)) {
            return Added.NO_ROOM;
        }
        part.getBytes(bytes, size);
        size += length;
        return Added.YES;
    }

    int size() {
        return size;
    }

    /** The payload; the buffer is spent. */
    byte[] toBytes() {
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }

    private boolean grow(int neededBytes) {
        long wantedBytes = bytes.length == 0
                ? Math.min(announcedBytes, FIRST_BYTES)
                : Math.min(announcedBytes < 0 ? limitBytes : announcedBytes, 2L * bytes.length);
        int newBytes = (int) Math.max(neededBytes, wantedBytes);
        if (!share.take(newBytes - bytes.length)) {
            return false;
        }
        bytes = Arrays.copyOf(bytes, newBytes);
        return true;
    }
}
