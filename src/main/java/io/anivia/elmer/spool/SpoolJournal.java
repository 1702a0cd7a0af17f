package io.anivia.elmer.spool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.apache.activemq.store.kahadb.disk.journal.Journal;
import org.apache.activemq.store.kahadb.disk.journal.Journal.PreallocationScope;
import org.apache.activemq.store.kahadb.disk.journal.Journal.PreallocationStrategy;
import org.apache.activemq.store.kahadb.disk.journal.Location;
import org.apache.activemq.util.ByteSequence;
import org.jspecify.annotations.Nullable;

/**
 * Records in append-only files of bounded size, on the journal of ActiveMQ's KahaDB. It keeps no index: records are
 * read in the order in which they were written, and a file is deleted when all of its records are committed.
 *
 * <p>One thread may append, another read and {@link #commit}.
 */
final class SpoolJournal implements AutoCloseable {

    /** Upper bound of what the journal adds to a record and its batch. */
    static final int FRAME_BYTES = 64;
    private static final int SMALLEST_FILE = 64 * 1024;
    private static final int LARGEST_FILE = 32 * 1024 * 1024;
    private static final int FILES = 16;
    /** A write with a callback is forced to the disk before it is called. */
    @SuppressWarnings("UnnecessaryLambda")
    private static final Runnable FORCED = () -> { };

    /** A record, and its place in the journal. */
    record StoredRecord(Location location, byte[] bytes) {
    }

    private final Path directory;
    private final SpoolCursor cursor;
    private final Journal journal;
    private int lastFileWritten;
    private int lastFileCommitted;
    private @Nullable Location lastRead;
    private final long found;
    private volatile boolean closed;

    /**
     * Opens the files that exist, and skips records that a crash has truncated.
     *
     * @param after the last record that need not be read again; {@code null}: the last that was committed
     */
    SpoolJournal(Path directory, long maxBytes, @Nullable Location after) throws IOException {
        this.directory = directory;
        this.cursor = new SpoolCursor(directory.resolve("cursor"));
        this.journal = new Journal();
        journal.setDirectory(directory.toFile());
        journal.setFilePrefix("spool-");
        journal.setMaxFileLength((int) Math.min(LARGEST_FILE, Math.max(SMALLEST_FILE, maxBytes / FILES)));
        journal.setChecksum(true);
        journal.setCheckForCorruptionOnStartup(true);
        // So that a file is never empty, and its number never used twice.
        journal.setPreallocationScope(PreallocationScope.ENTIRE_JOURNAL);
        journal.setPreallocationStrategy(PreallocationStrategy.SPARSE_FILE);
        try {
            journal.start();
            if (journal.getLastAppendLocation().getOffset() > 0) {
                // The library would skip records written over a truncated one.
                journal.rotateWriteFile();
            }
            Location start = after != null ? after : cursor.read().orElse(null);
            // Its file is gone if all of it was committed.
            lastRead = start == null || journal.getDataFileById(start.getDataFileId()) == null ? null : start;
            found = count();
        } catch (IOException | RuntimeException e) {
            closeAfter(e);
            throw e;
        }
    }

    private void closeAfter(Exception failure) {
        try {
            close();
        } catch (IOException | RuntimeException e) {
            // The library cannot close what has not started.
            failure.addSuppressed(e);
        }
    }

    private long count() throws IOException {
        long records = 0;
        for (Location each = journal.getNextLocation(lastRead); each != null; each = journal.getNextLocation(each)) {
            records++;
        }
        return records;
    }

    /** Records that were left to be read when the journal was opened. */
    long found() {
        return found;
    }

    /** Bytes of all records that were not deleted yet. */
    long sizeBytes() {
        return journal.getDiskSize();
    }

    /**
     * Appends records and waits until they are on the disk.
     *
     * @throws IOException if one of them is not known to be; the journal must be opened anew then
     */
    void append(List<byte[]> records) throws IOException, InterruptedException {
        List<Location> locations = new ArrayList<>(records.size());
        for (byte[] each : records) {
            // With a callback the library forces every batch, also where it changes files halfway.
            locations.add(journal.write(new ByteSequence(each), FORCED));
        }
        for (Location each : locations) {
            each.getLatch().await();
            IOException failure = each.getException().get();
            if (failure != null) {
                throw failure;
            }
            if (each.getDataFileId() != lastFileWritten) {
                forceDirectory();
                lastFileWritten = each.getDataFileId();
            }
        }
    }

    /** A new file's name must be as safe as its content. */
    private void forceDirectory() throws IOException {
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    /** The next record; call only if one is left of those appended or found. */
    @Nullable StoredRecord read() throws IOException {
        if (closed) {
            throw new IOException("the journal in '" + directory + "' is closed");
        }
        Location next = journal.getNextLocation(lastRead);
        if (next == null) {
            return null;
        }
        ByteSequence bytes = journal.read(next);
        bytes.compact();
        lastRead = next;
        return new StoredRecord(next, bytes.getData());
    }

    /** The last record read; {@code null} if there was none. */
    @Nullable Location lastRead() {
        return lastRead;
    }

    /** Marks a record, and all before it, as no longer needed. */
    void commit(Location last) throws IOException {
        cursor.write(last);
        if (last.getDataFileId() != lastFileCommitted) {
            cursor.force();
            lastFileCommitted = last.getDataFileId();
            Set<Integer> committed = journal.getFileMap().keySet().stream().filter(id -> id < last.getDataFileId())
                    .collect(Collectors.toSet());
            journal.removeDataFiles(committed);
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        try (cursor) {
            journal.close();
        }
    }
}
