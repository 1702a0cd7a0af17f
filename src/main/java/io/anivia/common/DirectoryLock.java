package io.anivia.common;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.jspecify.annotations.Nullable;

/**
 * Locks a directory for one owner at a time. The operating system releases the lock when the process ends, however it
 * ends.
 *
 * <p>Stores lock their own files too, but their errors do not say that Anivia was started twice.
 */
public final class DirectoryLock implements AutoCloseable {

    private final FileChannel file;

    private DirectoryLock(FileChannel file) {
        this.file = file;
    }

    /**
     * Creates the directory if it is missing, and locks it.
     *
     * @param taken the error's message if it is locked already, with the way out
     * @throws IllegalStateException if it is locked already, in this process or another
     * @throws IOException if the directory cannot be created or written
     */
    public static DirectoryLock take(Path directory, String taken) throws IOException {
        Files.createDirectories(directory);
        FileChannel file = FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        if (tryLock(file) == null) {
            file.close();
            throw new IllegalStateException(taken);
        }
        return new DirectoryLock(file);
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
