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
import io.anivia.elmer.spool.SpoolJournal.Stored;
import org.apache.activemq.store.kahadb.disk.journal.Location;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes records on any thread, many to one write and one fsync, and gives them out in order to one reader.
 *
 * <p>Bounded on the disk by its size, in memory by the records that wait to be written. After an error of the disk the
 * journal is opened anew, at most once in {@link #REOPENING}, and until that has worked every record is refused; what
 * was taken before stays readable.
 */
final class Spool implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
    private static final int MOST_AT_ONCE = 512;
    private static final Duration REOPENING = Duration.ofSeconds(1);
    private static final Duration LOOKING_UP = Duration.ofMillis(100);
    /** Without so much free space there is no use in opening the journal again. */
    private static final long LEAST_FREE_BYTES = 1024 * 1024;

    /** What becomes of a record. */
    @FunctionalInterface
    interface Receiver {
        /**
         * Called once, on the thread of {@link #append} or of the spool, which must go on.
         *
         * @param failure why the record is not safe; {@code null} if it is on the disk
         */
        void settled(@Nullable SpoolException failure);
    }

    private record Waiting(byte[] record, Receiver receiver) {
        long sizeBytes() {
            return record.length + SpoolJournal.FRAME_BYTES;
        }
    }

    private final Path directory;
    private final long maxBytes;
    private final Runnable onAppended;
    private final DirectoryLock lock;
    private final BlockingQueue<Waiting> waiting;
    private final Thread writer;
    private final AtomicLong unread = new AtomicLong();
    private final AtomicLong unforgotten = new AtomicLong();
    /** Guards reading and forgetting against the journal's being opened anew. */
    private final Object reading = new Object();
    private volatile SpoolJournal journal;
    private volatile @Nullable IOException broken;
    /** Why the journal must be opened anew, though it may be written; {@code null} if it need not. */
    private volatile @Nullable IOException unreadable;
    private volatile boolean full;
    private volatile boolean closed;
    /** Touched by the writer only, like what follows. */
    private long brokenSince;
    private boolean toldOfBroken;

    /**
     * @param maxBytes how large it may grow
     * @param maxWaiting most records waiting to be written
     * @param onAppended called when there is more to read; must not block
     * @throws IOException if the directory cannot be read or written
     * @throws IllegalStateException if somebody else has it
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
        unread.set(journal.found());
        unforgotten.set(journal.found());
        this.writer = new Thread(this::write, "spool-writer");
        writer.setDaemon(true);
        writer.start();
    }

    /** Takes a record. Never blocks. */
    void append(byte[] record, Receiver receiver) {
        if (closed) {
            receiver.settled(new SpoolException("the spool is closed", null));
        } else if (!waiting.offer(new Waiting(record, receiver))) {
            receiver.settled(new SpoolException("more records wait for the disk than the spool may hold", null));
        } else if (closed) {
            // The writer may have gone without it.
            refuseWaiting();
        }
    }

    /** Whether a record of usual size would be taken now, as far as one can know. */
    boolean hasRoom() {
        boolean drained = journal.sizeBytes() <= maxBytes / 16 * 15;
        return !closed && (!full || drained) && broken == null && waiting.remainingCapacity() > 0;
    }

    /** Records on the disk that were not read yet. */
    long unread() {
        return unread.get();
    }

    /** Records on the disk that are not done with. */
    long unforgotten() {
        return unforgotten.get();
    }

    /** What it takes of the disk. */
    long sizeBytes() {
        return journal.sizeBytes();
    }

    /** The next record; {@code null} if there is none. For one thread. */
    @Nullable Stored read() throws IOException {
        synchronized (reading) {
            if (unread.get() == 0) {
                return null;
            }
            Stored next = readJournal();
            if (next == null) {
                LOG.error("The spool in '{}' has {} record(s) fewer than were counted", directory, unread.get());
                unforgotten.addAndGet(-unread.getAndSet(0));
                return null;
            }
            unread.decrementAndGet();
            return next;
        }
    }

    /** What cannot be read is read again when the journal has been opened anew, which skips what is no record. */
    private @Nullable Stored readJournal() throws IOException {
        try {
            return journal.read();
        } catch (IOException | RuntimeException e) {
            // What the library does not check for it throws unchecked.
            IOException why = new IOException("a record cannot be read: " + e, e);
            unreadable = why;
            throw why;
        }
    }

    /** Is done with records that were read; they will not be given out again. */
    void forget(Location last, int records) throws IOException {
        synchronized (reading) {
            if (unforgotten.addAndGet(-records) == 0) {
                LOG.info("The spool in '{}' is empty", directory);
            }
            journal.forget(last);
        }
    }

    private void write() {
        List<Waiting> taken = new ArrayList<>();
        try {
            while (!closed || !waiting.isEmpty()) {
                Waiting first = waiting.poll(LOOKING_UP.toMillis(), TimeUnit.MILLISECONDS);
                IOException why = unreadable;
                if (why != null && broken == null) {
                    broken(why);
                }
                if (first != null) {
                    taken.add(first);
                    waiting.drainTo(taken, MOST_AT_ONCE - 1);
                    write(taken);
                    taken.clear();
                } else if (broken != null) {
                    // Who is told that there is no room sends nothing that could be tried.
                    reopen();
                }
            }
        } catch (InterruptedException e) {
            LOG.warn("The spool's writer was interrupted; {} record(s) were refused", taken.size() + waiting.size());
            taken.forEach(each -> settle(each, new SpoolException("the spool is closed", e)));
        }
        refuseWaiting();
    }

    private void write(List<Waiting> taken) throws InterruptedException {
        List<Waiting> fitting = new ArrayList<>(taken.size());
        if (broken != null && !reopen()) {
            refuse(taken, "the spool cannot be used", broken);
            return;
        }
        long size = journal.sizeBytes();
        List<Waiting> tooMany = new ArrayList<>();
        for (Waiting each : taken) {
            boolean fits = size + each.sizeBytes() <= maxBytes;
            (fits ? fitting : tooMany).add(each);
            size += fits ? each.sizeBytes() : 0;
        }
        tellOfRoom(tooMany.isEmpty());
        refuse(tooMany, "the spool is full", null);
        if (fitting.isEmpty()) {
            return;
        }
        try {
            journal.append(fitting.stream().map(Waiting::record).toList());
        } catch (IOException e) {
            broken(e);
            refuse(fitting, "the spool cannot be written", e);
            return;
        }
        if (toldOfBroken) {
            LOG.info("The spool in '{}' can be used again", directory);
            toldOfBroken = false;
        }
        unread.addAndGet(fitting.size());
        if (unforgotten.getAndAdd(fitting.size()) == 0) {
            LOG.info("Payloads go to the spool in '{}'", directory);
        }
        fitting.forEach(each -> settle(each, null));
        onAppended.run();
    }

    private void broken(IOException why) {
        if (!toldOfBroken) {
            LOG.error("The spool in '{}' cannot be used: {}. Payloads are refused until it can; look at the disk",
                    directory, why.getMessage());
            toldOfBroken = true;
        }
        broken = why;
        brokenSince = System.nanoTime();
    }

    private void tellOfRoom(boolean room) {
        if (full && room) {
            LOG.info("The spool in '{}' takes payloads again", directory);
        } else if (!full && !room) {
            LOG.error("The spool in '{}' is full ({} bytes). Payloads are refused until the broker has taken some;"
                    + " more fit with a larger anivia.elmer.spool.max-size", directory, journal.sizeBytes());
        }
        full = !room;
    }

    /** What is half written is skipped; what is whole, though it was refused, is one repetition more. */
    private boolean reopen() {
        if (System.nanoTime() - brokenSince < REOPENING.toNanos()) {
            return false;
        }
        synchronized (reading) {
            Location lastRead = journal.lastRead();
            long read = unforgotten.get() - unread.get();
            try {
                // It would open, and fail with the next payload.
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
            unread.set(journal.found());
            unforgotten.set(journal.found() + read);
        }
        unreadable = null;
        broken = null;
        return true;
    }

    private void refuseWaiting() {
        for (Waiting each = waiting.poll(); each != null; each = waiting.poll()) {
            settle(each, new SpoolException("the spool is closed", null));
        }
    }

    private static void refuse(List<Waiting> records, String why, @Nullable IOException cause) {
        if (!records.isEmpty()) {
            SpoolException failure = new SpoolException(why, cause);
            records.forEach(each -> settle(each, failure));
        }
    }

    private static void settle(Waiting record, @Nullable SpoolException failure) {
        try {
            record.receiver().settled(failure);
        } catch (RuntimeException e) {
            LOG.error("What was to follow a record's way into the spool has failed", e);
        }
    }

    /** Writes what was taken, then lets go of the directory. */
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
