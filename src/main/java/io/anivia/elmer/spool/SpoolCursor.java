package io.anivia.elmer.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.zip.CRC32;

import org.apache.activemq.store.kahadb.disk.journal.Location;

/**
 * The last committed record of the journal, in a small file that is written in place: it survives a killed process as
 * it is, and a power cut as it was when last forced. An old or unreadable one costs repetitions, no losses.
 */
final class SpoolCursor implements AutoCloseable {

    private static final int SIZE_BYTES = 3 * Integer.BYTES + Long.BYTES;

    private final FileChannel file;

    SpoolCursor(Path path) throws IOException {
        this.file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ,
                StandardOpenOption.WRITE);
    }

    Optional<Location> read() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(SIZE_BYTES);
        while (buffer.hasRemaining() && file.read(buffer, buffer.position()) >= 0) {
            // Until it is full or the file has ended.
        }
        if (buffer.hasRemaining()) {
            return Optional.empty();
        }
        buffer.flip();
        Location location = new Location(buffer.getInt(), buffer.getInt());
        location.setSize(buffer.getInt());
        return buffer.getLong() == checksum(buffer) ? Optional.of(location) : Optional.empty();
    }

    void write(Location location) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(SIZE_BYTES);
        buffer.putInt(location.getDataFileId()).putInt(location.getOffset()).putInt(location.getSize());
        buffer.putLong(checksum(buffer)).flip();
        while (buffer.hasRemaining()) {
            file.write(buffer, buffer.position());
        }
    }

    void force() throws IOException {
        file.force(false);
    }

    /** @param buffer on an array of its own, from its beginning */
    @SuppressWarnings("ByteBufferBackingArray")
    private static long checksum(ByteBuffer buffer) {
        CRC32 checksum = new CRC32();
        checksum.update(buffer.array(), 0, 3 * Integer.BYTES);
        return checksum.getValue();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
