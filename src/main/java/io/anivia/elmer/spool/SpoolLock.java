package io.anivia.elmer.spool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.jspecify.annotations.Nullable;

/** Holds a spool's directory for one process. The operating system lets go when the process ends, however it ends. */
final class SpoolLock implements AutoCloseable {

    private final FileChannel file;

    private SpoolLock(FileChannel file) {
        this.file = file;
    }

    /**
     * Creates the directory if it is missing.
     *
     * @throws IllegalStateException if somebody else holds it, in this process or another
     * @throws IOException if the directory cannot be created or written
     */
    static SpoolLock take(Path directory) throws IOException {
        Files.createDirectories(directory);
        FileChannel file = FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        if (tryLock(file) == null) {
            file.close();
            throw new IllegalStateException("another Elmer is using the spool in '" + directory + "'; stop it, or give"
                    + " this one a directory of its own (anivia.elmer.spool.dir)");
        }
        return new SpoolLock(file);
    }

    private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
