package io.anivia.destination.ndjson;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * Appends lines to a file of the day (UTC), such as {@code events-2026-11-23.ndjson}. Thread-safe.
 *
 * <p>What {@link #append} has been given is on the disk when it returns. If the process dies, or the disk is full, in
 * the middle of a line, that line stays as it is and the next append begins a new one: a reader skips a line that is not
 * JSON; its event was not delivered and comes again. The file is opened each time, so that it may be moved away or
 * deleted at any moment. It is locked meanwhile, so that several processes may share a directory.
 */
final class DailyFile {

    /** A lock on a file is the process's; this one is for its threads. */
    private static final Object ONE_AT_A_TIME = new Object();

    private final Path directory;
    private final String name;
    private final Clock clock;

    DailyFile(Path directory, String name, Clock clock) {
        this.directory = directory;
        this.name = name;
        this.clock = clock;
    }

    /** The file that an append would go to now. */
    Path path() {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        return directory.resolve(name + "-" + today + ".ndjson");
    }

    /**
     * Adds lines at the end of today's file, which is created, with its directories, if need be.
     *
     * @param lines whole lines, each ending in a line feed
     * @throws IOException if they could not be written, or not all of them
     */
    void append(byte[] lines) throws IOException {
        synchronized (ONE_AT_A_TIME) {
            Files.createDirectories(directory);
            append(lines, path());
        }
    }

    private static void append(byte[] lines, Path path) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            // Until it is closed.
            file.lock();
            ByteBuffer bytes = endsInLine(path) ? ByteBuffer.wrap(lines)
                    : ByteBuffer.allocate(lines.length + 1).put((byte) '\n').put(lines).flip();
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.force(false);
        }
    }

    /** Whether the file is empty or its last line is whole. */
    private static boolean endsInLine(Path path) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            return file.size() == 0 || file.read(last, file.size() - 1) == 1 && last.get(0) == '\n';
        }
    }
}
