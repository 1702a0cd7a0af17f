package io.anivia.elmer.spool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.anivia.common.DirectoryLock;
import io.anivia.elmer.spool.SpoolJournal.StoredRecord;
import org.apache.activemq.store.kahadb.disk.journal.Location;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A first-in, first-out store of records on the disk. Any thread may append; many records share one write and one
 * fsync. One thread reads and commits.
 *
 * <p>A record is unpublished until it is read, and unconfirmed until it is committed. The spool is bounded on the disk
 * by its size, in memory by the records that wait to be written. After an error of the disk the journal is opened anew,
 * at most once in {@link #REOPENING}; until that succeeds every new record is refused, and earlier ones stay readable.
 */
final class Spool implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
    private static final int MOST_AT_ONCE = 512;
    private static final Duration REOPENING = Duration.ofSeconds(1);
    private static final Duration WRITER_POLL = Duration.ofMillis(100);
    /** With less free space the journal would open, and fail with the next record. */
    private static final long LEAST_FREE_BYTES = 1024 * 1024;

    /** The result of an append. */
    @FunctionalInterface
    interface AppendCallback {
        /**
         * Called once, on the thread of {@link #append} or of the spool; must not block.
         *
         * @param failure why the record is not safe; {@code null} if it is on the disk
         */
        void completed(@Nullable SpoolException failure);
    }

    private static final class WaitingRecord {
        private final byte[] bytes;
        private final AppendCallback callback;
        private boolean completed;

        WaitingRecord(byte[] bytes, AppendCallback callback) {
            this.bytes = bytes;
            this.callback = callback;
        }

        byte[] bytes() {
            return bytes;
        }

        long sizeBytes() {
            return (long) bytes.length + SpoolJournal.FRAME_BYTES;
        }

        /** Calls the callback, the first time. */
        void complete(@Nullable SpoolException failure) {
            if (!completed) {
                completed = true;
                callback.completed(failure);
            }
        }
    }

    private final Path directory;
    private final long maxBytes;
    private final Runnable onAppended;
    private final DirectoryLock lock;
    private final BlockingQueue<WaitingRecord> waiting;
    private final Thread writer;
    private final AtomicLong unpublished = new AtomicLong();
    private final AtomicLong unconfirmed = new AtomicLong();
    /** Guards reading and committing against the journal's being opened anew. */
    private final Object reading = new Object();
    private volatile SpoolJournal journal;
    private volatile @Nullable IOException broken;
    /** Why the journal must be opened anew, though it may be writable; {@code null} if it need not. */
    private volatile @Nullable IOException unreadable;
    private volatile boolean full;
    private volatile boolean closed;
    /** Confined to the writer, like the next field. */
    private long brokenSince;
    private boolean brokenLogged;

    /**
     * @param maxBytes how large it may grow
     * @param maxWaiting most records waiting to be written
     * @param onAppended called when there is more to read; must not block
     * @throws IOException if the directory cannot be read or written
     * @throws IllegalStateException if another process, or another spool, uses it
     */
    Spool(Path directory, long maxBytes, int maxWaiting, Runnable onAppended) throws IOException {
        this.directory = directory;
        this.maxBytes = maxBytes;
        this.onAppended = onAppended;
        this.waiting = new ArrayBlockingQueue<>(maxWaiting);
        this.lock = DirectoryLock.take(directory, "another Elmer is using the spool in '" + directory
                + "'; stop it, or give this one a directory of its own (anivia.elmer.spool.dir)");
        try {
            this.journal = new SpoolJournal(directory, maxBytes, null);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
        unpublished.set(journal.found());
        unconfirmed.set(journal.found());
        this.writer = new Thread(this::write, "spool-writer");
        writer.setDaemon(true);
        writer.start();
    }

    /** Queues a record to be written. Does not block. */
    void append(byte[] record, AppendCallback callback) {
        if (closed) {
            callback.completed(new SpoolException("the spool is closed", null));
        } else if (!waiting.offer(new WaitingRecord(record, callback))) {
            callback.completed(new SpoolException("more records wait for the disk than the spool may hold", null));
        } else if (closed) {
            // The writer may have ended without it.
            refuseWaiting();
        }
    }

    /** Whether a record of usual size would most likely be taken now. */
    boolean hasRoom() {
        boolean drained = journal.sizeBytes() <= maxBytes / 16 * 15;
        return !closed && (!full || drained) && broken == null && waiting.remainingCapacity() > 0;
    }

    /** Records on the disk that were not read yet. */
    long unpublished() {
        return unpublished.get();
    }

    /** Records on the disk that were not committed yet. */
    long unconfirmed() {
        return unconfirmed.get();
    }

    /** What it takes of the disk. */
    long sizeBytes() {
        return journal.sizeBytes();
    }

    /** The next record; {@code null} if there is none. For one thread. */
    @Nullable StoredRecord read() throws IOException {
        synchronized (reading) {
            if (unpublished.get() == 0) {
                return null;
            }
            StoredRecord next = readJournal();
            if (next == null) {
                LOG.error("The spool in '{}' has {} record(s) fewer than were counted", directory, unpublished.get());
                unconfirmed.addAndGet(-unpublished.getAndSet(0));
                return null;
            }
            unpublished.decrementAndGet();
            return next;
        }
    }

    /** A failed read is repeated when the journal has been opened anew, which skips bytes that are no record. */
    private @Nullable StoredRecord readJournal() throws IOException {
        try {
            return journal.read();
        } catch (IOException | RuntimeException e) {
            // The library throws unchecked on some corruptions.
            IOException why = new IOException("a record cannot be read: " + e, e);
            unreadable = why;
            throw why;
        }
    }

    /**
     * Removes records that were read; after a restart they are not read again.
     *
     * @param last the newest of them
     * @param records how many
     */
    void commit(Location last, int records) throws IOException {
        synchronized (reading) {
            if (unconfirmed.addAndGet(-records) == 0) {
                LOG.info("The spool in '{}' is empty", directory);
            }
            journal.commit(last);
        }
    }

    private void write() {
        List<WaitingRecord> taken = new ArrayList<>();
        try {
            while (!closed || !waiting.isEmpty()) {
                writeNext(taken);
            }
        } catch (InterruptedException e) {
            LOG.warn("The spool's writer was interrupted; {} record(s) were refused", taken.size() + waiting.size());
            taken.forEach(each -> complete(each, new SpoolException("the spool is closed", e)));
        }
        refuseWaiting();
    }

    private void writeNext(List<WaitingRecord> taken) throws InterruptedException {
        WaitingRecord first = waiting.poll(WRITER_POLL.toMillis(), TimeUnit.MILLISECONDS);
        IOException why = unreadable;
        if (why != null && broken == null) {
            broken(why);
        }
        if (first != null) {
            taken.add(first);
            waiting.drainTo(taken, MOST_AT_ONCE - 1);
            writeOrRefuse(taken);
            taken.clear();
        } else if (broken != null) {
            // While hasRoom() is false no records arrive that would try it.
            reopen();
        }
    }

    /** Without its thread, no record would be written or refused any more. */
    private void writeOrRefuse(List<WaitingRecord> taken) throws InterruptedException {
        try {
            write(taken);
        } catch (RuntimeException | Error e) {
            IOException failure = new IOException("records could not be written: " + e, e);
            broken(failure);
            refuse(taken, "the spool cannot be written", failure);
        }
    }

    private void write(List<WaitingRecord> taken) throws InterruptedException {
        List<WaitingRecord> fitting = new ArrayList<>(taken.size());
        if (broken != null && !reopen()) {
            refuse(taken, "the spool cannot be used", broken);
            return;
        }
        long size = journal.sizeBytes();
        List<WaitingRecord> tooMany = new ArrayList<>();
        for (WaitingRecord each : taken) {
            boolean fits = size + each.sizeBytes() <= maxBytes;
            (fits ? fitting : tooMany).add(each);
            size += fits ? each.sizeBytes() : 0;
        }
        updateFull(!tooMany.isEmpty());
        refuse(tooMany, "the spool is full", null);
        if (fitting.isEmpty()) {
            return;
        }
        try {
            journal.append(fitting.stream().map(WaitingRecord::bytes).toList());
        } catch (IOException e) {
            broken(e);
            refuse(fitting, "the spool cannot be written", e);
            return;
        }
        if (brokenLogged) {
            LOG.info("The spool in '{}' can be used again", directory);
            brokenLogged = false;
        }
        unpublished.addAndGet(fitting.size());
        if (unconfirmed.getAndAdd(fitting.size()) == 0) {
            LOG.info("Payloads go to the spool in '{}'", directory);
        }
        fitting.forEach(each -> complete(each, null));
        onAppended.run();
    }

    private void broken(IOException why) {
        if (!brokenLogged) {
            LOG.error("The spool in '{}' cannot be used: {}. Payloads are refused until it can; look at the disk",
                    directory, why.getMessage());
            brokenLogged = true;
        }
        broken = why;
        brokenSince = System.nanoTime();
    }

    private void updateFull(boolean nowFull) {
        if (full && !nowFull) {
            LOG.info("The spool in '{}' takes payloads again", directory);
        } else if (!full && nowFull) {
            LOG.error("The spool in '{}' is full ({} bytes). Payloads are refused until the broker has taken some;"
                    + " more fit with a larger anivia.elmer.spool.max-size", directory, journal.sizeBytes());
        }
        full = nowFull;
    }

    /** Truncated records are skipped. Complete ones that were reported as failed are published: duplicates. */
    private boolean reopen() {
        if (System.nanoTime() - brokenSince < REOPENING.toNanos()) {
            return false;
        }
        synchronized (reading) {
            Location lastRead = journal.lastRead();
            long read = unconfirmed.get() - unpublished.get();
            try {
                if (Files.getFileStore(directory).getUsableSpace() < LEAST_FREE_BYTES) {
                    brokenSince = System.nanoTime();
                    return false;
                }
                journal.close();
                journal = new SpoolJournal(directory, maxBytes, lastRead);
            } catch (IOException | RuntimeException e) {
                LOG.debug("The spool in '{}' cannot be opened again", directory, e);
                brokenSince = System.nanoTime();
                return false;
            }
            unpublished.set(journal.found());
            unconfirmed.set(journal.found() + read);
        }
        unreadable = null;
        broken = null;
        return true;
    }

    private void refuseWaiting() {
        for (WaitingRecord each = waiting.poll(); each != null; each = waiting.poll()) {
            complete(each, new SpoolException("the spool is closed", null));
        }
    }

    private static void refuse(List<WaitingRecord> records, String why, @Nullable IOException cause) {
        if (!records.isEmpty()) {
            SpoolException failure = new SpoolException(why, cause);
            records.forEach(each -> complete(each, failure));
        }
    }

    private static void complete(WaitingRecord record, @Nullable SpoolException failure) {
        try {
            record.complete(failure);
        } catch (RuntimeException | Error e) {
            LOG.error("The callback of a spooled record has failed", e);
        }
    }

    /** Writes the records that wait, then releases the directory. */
    @Override
    public void close() throws IOException {
        closed = true;
        try {
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            writer.interrupt();
        }
        synchronized (reading) {
            journal.close();
        }
        lock.close();
    }
}
