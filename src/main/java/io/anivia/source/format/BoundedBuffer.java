package io.anivia.source.format;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Collects what a step writes, and refuses the first byte beyond what a payload may unfold to. */
final class BoundedBuffer extends OutputStream {

    private static final int FIRST_BYTES = 512;

    private final int maxBytes;
    private byte[] bytes;
    private int size;

    /** @param expectedBytes how much will probably be written */
    BoundedBuffer(int expectedBytes, int maxBytes) {
        this.maxBytes = maxBytes;
        this.bytes = new byte[Math.min(maxBytes, Math.max(expectedBytes, FIRST_BYTES))];
    }

    @Override
    public void write(int value) throws UndecodableException {
        requireRoom(1);
        bytes[size++] = (byte) value;
    }

    @Override
    public void write(byte[] from, int offset, int length) throws UndecodableException {
        requireRoom(length);
        System.arraycopy(from, offset, bytes, size, length);
        size += length;
    }

    @Override
    public void write(byte[] from) throws UndecodableException {
        write(from, 0, from.length);
    }

    /** Writes ASCII, such as JSON's own characters. */
    void writeAscii(String text) throws UndecodableException {
        write(text.getBytes(StandardCharsets.US_ASCII));
    }

    int size() {
        return size;
    }

    byte[] toByteArray() {
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }

    private void requireRoom(int length) throws UndecodableException {
        if (length > maxBytes - size) {
            throw UndecodableException.tooLarge(maxBytes);
        }
        if (length > bytes.length - size) {
            long doubled = Math.max(2L * bytes.length, (long) size + length);
            bytes = Arrays.copyOf(bytes, (int) Math.min(doubled, maxBytes));
        }
    }
}
