package io.anivia.destination.ndjson;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import jakarta.inject.Named;
import jakarta.inject.Singleton;

import io.anivia.contract.EventJson;
import io.anivia.destination.delivery.DeliveryException;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends events to files as newline-delimited JSON, one file a day (UTC), such as {@code events-2026-11-23.ndjson}.
 * Called by routes as a bean. Thread-safe.
 *
 * <p>When {@link #append} returns, the events are on the disk. If the process is killed or the disk is full in the
 * middle of a line, the next append starts a new line: a reader skips the line that is not JSON, whose event was not
 * delivered and comes again. A file is opened for each append, so that it may be moved or deleted at any time, and
 * locked meanwhile, so that several processes may share a directory.
 *
 * @see <a href="https://github.com/ndjson/ndjson-spec">the format</a>
 */
@Singleton
@Named("ndjsonFile")
@RegisterForReflection
public final class NdjsonFile {

    private static final Logger LOG = LoggerFactory.getLogger(NdjsonFile.class);
    /** A file lock excludes other processes; this lock excludes the other threads of this process. */
    private static final Object LOCK = new Object();

    private final Clock clock;
    private volatile @Nullable Path current;
    private volatile @Nullable Path redirected;

    public NdjsonFile() {
        this(Clock.systemUTC());
    }

    NdjsonFile(Clock clock) {
        this.clock = clock;
    }

    /** Writes everything into one directory from now on, whatever routes say: for commands, which only show it. */
    public void redirect(Path directory) {
        redirected = directory;
    }

    /**
     * Appends an event, a {@code Map}, or a {@code List} of them.
     *
     * @param directory created if it does not exist
     * @throws IOException the events were not written, or not all of them
     * @throws DeliveryException permanent: there is no directory, or the body is no event
     */
    public void append(@Nullable Object eventOrBatch, @Nullable String directory)
            throws IOException, DeliveryException {
        byte[] lines = lines(eventOrBatch);
        if (directory == null || directory.isBlank()) {
            throw DeliveryException.permanent("ndjsonFile: the directory is empty; set it, as by file.dir", null);
        }
        Path other = redirected;
        Path file = (other == null ? Path.of(directory) : other).resolve("events-" + LocalDate.now(clock) + ".ndjson");
        if (!file.equals(current)) {
            current = file;
            LOG.info("Events are appended to {}", file);
        }
        synchronized (LOCK) {
            Files.createDirectories(file.getParent());
            append(lines, file);
        }
    }

    private static byte[] lines(@Nullable Object eventOrBatch) throws IOException, DeliveryException {
        List<?> events = eventOrBatch instanceof List<?> batch ? batch : Collections.singletonList(eventOrBatch);
        ByteArrayOutputStream lines = new ByteArrayOutputStream(events.size() * 1024);
        for (Object event : events) {
            if (!(event instanceof Map<?, ?> members)) {
                throw DeliveryException.permanent(
                        "ndjsonFile: takes an event, a Map, or a list of them: do not marshal", null);
            }
            lines.writeBytes(EventJson.write(members));
            lines.write('\n');
        }
        return lines.toByteArray();
    }

    private static void append(byte[] lines, Path path) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            // Released when the file is closed.
            file.lock();
            file.position(file.size());
            ByteBuffer bytes = endsWithLine(file) ? ByteBuffer.wrap(lines)
                    : ByteBuffer.allocate(lines.length + 1).put((byte) '\n').put(lines).flip();
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.force(false);
        }
    }

    /** Whether the file is empty or its last line is complete. */
    private static boolean endsWithLine(FileChannel file) throws IOException {
        ByteBuffer last = ByteBuffer.allocate(1);
        return file.size() == 0 || file.read(last, file.size() - 1) == 1 && last.get(0) == '\n';
    }
}
