package io.anivia.tap;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import io.anivia.common.LogThrottle;
import io.anivia.common.NamedThreads;
import io.anivia.common.StackTrace;
import io.anivia.contract.EventJson;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One look at what goes by, in this process. What matches waits in a small buffer, which a thread of the tap's own
 * empties into the sink; what comes faster than that is dropped and counted. Thread-safe.
 */
public final class Tap implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Tap.class);
    private static final LogThrottle SELDOM_BROKEN = new LogThrottle();
    /** Wakes the thread of a tap that has been closed. */
    private static final TappedEvent NOTHING =
            new TappedEvent(TapPoint.EVENT, 0, null, null, null, new byte[0], null, null, null);

    /** Where lines go. */
    @FunctionalInterface
    public interface TapSink {

        /**
         * Takes a line; called by one thread, which may block, at the cost of what comes meanwhile.
         *
         * @param json an object, without line breaks
         */
        void line(String json);

        /** The tap has ended by a fault of its own; called once, and never after a close. */
        default void broken() {
        }
    }

    private final TapQuery query;
    private final TapLimits limits;
    private final TapLine lines;
    private final TapSink sink;
    private final RateGate shown;
    private final RateGate read;
    private final BlockingQueue<TappedEvent> buffer;
    private final AtomicLong bufferedBytes = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicBoolean hasEnded = new AtomicBoolean();
    private final Thread thread;

    /** @param process named in each line */
    Tap(String process, TapQuery query, TapLimits limits, TapSink sink) {
        this.query = query;
        this.limits = limits;
        this.lines = new TapLine(process, query.values(), limits.maxEventBytes());
        this.sink = sink;
        this.shown = new RateGate(limits.linesPerSecond());
        this.read = new RateGate(limits.readsPerSecond());
        this.buffer = new ArrayBlockingQueue<>(limits.buffered());
        this.thread = NamedThreads.daemons("tap").newThread(this::run);
    }

    void start() {
        thread.start();
    }

    TapQuery query() {
        return query;
    }

    /** How many matching events were not shown since this was last asked. */
    public long takeDropped() {
        return dropped.getAndSet(0);
    }

    /** Never blocks, and throws nothing: a tap that breaks ends. */
    void offer(TappedEvent event) {
        try {
            if (!hasEnded.get() && query.mayMatch(event) && isWanted(event)) {
                buffer(event);
            }
        } catch (Throwable e) {
            fail(e);
        }
    }

    private boolean isWanted(TappedEvent event) throws IOException {
        if (!query.filters().isEmpty()) {
            Map<String, ?> members = event.members();
            if (members == null) {
                if (!read.tryPass()) {
                    dropped.incrementAndGet();
                    return false;
                }
                members = read(event.json());
            }
            if (members == null || !matchesAll(members)) {
                return false;
            }
        }
        if (!shown.tryPass()) {
            dropped.incrementAndGet();
            return false;
        }
        return true;
    }

    private static @Nullable Map<String, ?> read(byte[] json) {
        try {
            return EventJson.read(json);
        } catch (IOException notJson) {
            // A message that another program has queued: no filter matches it.
            return null;
        }
    }

    private boolean matchesAll(Map<String, ?> members) {
        for (TapFilter filter : query.filters()) {
            if (!filter.matches(members)) {
                return false;
            }
        }
        return true;
    }

    private void buffer(TappedEvent event) {
        int bytes = event.json().length;
        boolean fits = bufferedBytes.addAndGet(bytes) <= limits.bufferedBytes();
        if (!fits || !buffer.offer(event)) {
            bufferedBytes.addAndGet(-bytes);
            dropped.incrementAndGet();
        }
    }

    private void run() {
        try {
            while (!hasEnded.get()) {
                TappedEvent event = buffer.take();
                bufferedBytes.addAndGet(-event.json().length);
                if (!hasEnded.get()) {
                    sink.line(lines.of(event));
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("The thread of a live tap was interrupted", e);
            close();
        } catch (Throwable e) {
            fail(e);
        }
    }

    private void fail(Throwable e) {
        if (!hasEnded.compareAndSet(false, true)) {
            return;
        }
        Taps.countFailure();
        Taps.remove(this);
        buffer.offer(NOTHING);
        try {
            SELDOM_BROKEN.now().ifPresent(others -> LOG.warn("A live tap broke and has ended; the events that it"
                    + " looked at went on. {} more before", others, StackTrace.withoutMessages(e)));
            sink.broken();
        } catch (Throwable alsoBroken) {
            // Counted above; the pipeline, which may have called this, goes on even when memory is used up.
            e.addSuppressed(alsoBroken);
        }
    }

    /** Ends it; its thread writes no further line, but may be in the middle of one. */
    @Override
    public void close() {
        hasEnded.set(true);
        Taps.remove(this);
        buffer.offer(NOTHING);
    }
}
