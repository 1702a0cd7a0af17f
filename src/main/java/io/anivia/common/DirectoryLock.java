package io.anivia.common;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Locks a directory for one owner at a time. The operating system releases the lock when the process ends, however it
 * ends.
 *
 * <p>Stores lock their own files too, but their errors do not say that Anivia was started twice.
 */
public final class DirectoryLock implements AutoCloseable {

    /**
     * Locked by this process. The lock of a file belongs to the process, and closing a second channel on that file
     * would release it ({@link FileLock}); so none is opened.
     */
    private static final Set<Path> TAKEN = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final FileChannel file;

    private DirectoryLock(Path directory, FileChannel file) {
        this.directory = directory;
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
        Path real = Files.createDirectories(directory).toRealPath();
        if (!TAKEN.add(real)) {
            throw new IllegalStateException(taken);
        }
        try {
            return new DirectoryLock(real, lockFile(real, taken));
        } catch (IOException | RuntimeException e) {
            TAKEN.remove(real);
            throw e;
        }
    }

    private static FileChannel lockFile(Path directory, String taken) throws IOException {
        FileChannel file = FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        boolean locked = false;
        try {
            locked = file.tryLock() != null;
        } finally {
            if (!locked) {
                file.close();
            }
        }
        if (!locked) {
            throw new IllegalStateException(taken);
        }
        return file;
    }

    /** May be called more than once. */
    @Override
    public void close() throws IOException {
        if (file.isOpen()) {
            file.close();
            TAKEN.remove(directory);
        }
    }
}
