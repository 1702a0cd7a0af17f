package io.anivia.step;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import io.micrometer.core.instrument.Counter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The table of a file, read again when the file changes: the first event after an interval has that looked at in the
 * background, and goes on with the table that there is. A file that cannot be read any longer leaves the table as it
 * was. Thread-safe.
 */
final class LookupFile {

    private static final Logger LOG = LoggerFactory.getLogger(LookupFile.class);

    private final String title;
    private final Path file;
    private final LookupTableReader reader;
    private final long intervalNanos;
    private final LongSupplier nanoTime;
    private final Executor background;
    private final Counter loaded;
    private final Counter failed;
    private final AtomicLong nextCheck;

    private volatile LookupTable table;
    /** What the file was like before it was read; {@code null} if it was not there. For one check at a time. */
    private @Nullable FileStamp stamp;
    /** Why the file as it is now cannot be read; {@code null} if it can. */
    private @Nullable String problem;

    /** Tells files apart without reading them, those that a symbolic link leads to now and before, too. */
    private record FileStamp(long size, FileTime modified, @Nullable Object key) {

        /** {@code null} if there is no file, or its directory cannot be read. */
        static @Nullable FileStamp of(Path file) {
            try {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                return new FileStamp(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
            } catch (NoSuchFileException e) {
                return null;
            } catch (IOException e) {
                LOG.debug("{} cannot be looked at", file, e);
                return null;
            }
        }
    }

    /** When it is looked at again, and where. */
    record ReloadSchedule(long intervalNanos, LongSupplier nanoTime, Executor background) {
    }

    /**
     * Reads the file.
     *
     * @throws LookupTableException if it cannot be read
     */
    LookupFile(String title, Path file, LookupTableReader reader, ReloadSchedule schedule, Counter loaded,
            Counter failed) throws LookupTableException {
        this.title = title;
        this.file = file;
        this.reader = reader;
        this.intervalNanos = schedule.intervalNanos();
        this.nanoTime = schedule.nanoTime();
        this.background = schedule.background();
        this.loaded = loaded;
        this.failed = failed;
        this.stamp = FileStamp.of(file);
        this.table = reader.read(file);
        this.nextCheck = new AtomicLong(nanoTime.getAsLong() + intervalNanos);
    }

    /** As it was read last. Never waits for the file. */
    LookupTable table() {
        if (intervalNanos > 0) {
            long now = nanoTime.getAsLong();
            long due = nextCheck.get();
            if (now - due >= 0 && nextCheck.compareAndSet(due, now + intervalNanos)) {
                checkInBackground();
            }
        }
        return table;
    }

    private void checkInBackground() {
        try {
            background.execute(this::check);
        } catch (RejectedExecutionException e) {
            LOG.debug("{}: stopping, {} is not looked at any longer", title, file, e);
        }
    }

    /** A file that changes while it is read has another stamp afterwards, and is read again next time. */
    private synchronized void check() {
        FileStamp now = FileStamp.of(file);
        if (Objects.equals(now, stamp)) {
            if (problem != null) {
                failed.increment();
            }
            return;
        }
        stamp = now;
        try {
            table = reader.read(file);
            loaded.increment();
            problem = null;
            LOG.info("{}: {} has changed and is read again: {} rows", title, file, table.rows().size());
        } catch (LookupTableException e) {
            failed.increment();
            String message = String.valueOf(e.getMessage());
            if (!message.equals(problem)) {
                LOG.warn("{}: the table goes on as it was, for {}", title, message);
            }
            problem = message;
        }
    }
}
