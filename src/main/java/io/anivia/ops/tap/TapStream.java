package io.anivia.ops.tap;

import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

import io.vertx.core.json.JsonObject;

/**
 * What one reader gets of a live tap: lines as they come, a sign of life in each second without any, and at last why it
 * has ended. What the reader does not take in time is dropped and counted. Thread-safe; never blocks.
 */
final class TapStream {

    /** Why a stream has ended. */
    enum TapEnd {
        /** As many lines as were asked for. */
        LIMIT,
        /** As long as was asked for. */
        TIME,
        /** The reader has gone, or took nothing for too long. */
        CLOSED,
        /** The process is being stopped, or the tap broke. */
        STOPPED
    }

    private static final long SIGN_OF_LIFE_NANOS = Duration.ofSeconds(1).toNanos();

    private final LineOutput out;
    private final int limit;
    private final Duration stallTimeout;
    private final LongSupplier nanoTime;
    private final Runnable onEnd;
    private final long endsAt;

    /** Guarded by this, like all that follow. */
    private boolean hasEnded;
    private int shown;
    private long dropped;
    private long wroteAt;
    /** Since when the reader has taken nothing; meaningless unless it is stalled. */
    private long fullSince;
    private boolean isStalled;
    private int processes = 1;
    private int silent;

    /**
     * @param duration after which it ends
     * @param limit    lines after which it ends
     * @param onEnd    called once, whatever ended it; must not block
     */
    TapStream(LineOutput out, Duration duration, int limit, Duration stallTimeout, LongSupplier nanoTime,
            Runnable onEnd) {
        this.out = out;
        this.limit = limit;
        this.stallTimeout = stallTimeout;
        this.nanoTime = nanoTime;
        this.onEnd = onEnd;
        long now = nanoTime.getAsLong();
        this.endsAt = now + duration.toNanos();
        this.wroteAt = now;
    }

    /** Sends the head of the response, so that a reader knows that it is served. */
    synchronized void begin() {
        if (!hasEnded) {
            out.write(signOfLife());
        }
    }

    synchronized void line(String json) {
        if (hasEnded) {
            return;
        }
        if (out.isClosed()) {
            end(TapEnd.CLOSED);
        } else if (out.isFull()) {
            dropped++;
        } else {
            out.write(json);
            wroteAt = nanoTime.getAsLong();
            if (++shown >= limit) {
                end(TapEnd.LIMIT);
            }
        }
    }

    /** Events that did not become lines, here or in another process. */
    synchronized void addDropped(long more) {
        dropped += Math.max(0, more);
    }

    /**
     * What is known of the other processes.
     *
     * @param processes that take part, this one too
     * @param silent    that do not, although they should
     */
    synchronized void fleet(int processes, int silent) {
        this.processes = processes;
        this.silent = silent;
    }

    /** To be called once a second. */
    synchronized void tick() {
        if (hasEnded) {
            return;
        }
        long now = nanoTime.getAsLong();
        if (out.isClosed()) {
            end(TapEnd.CLOSED);
        } else if (now - endsAt >= 0) {
            end(TapEnd.TIME);
        } else if (out.isFull()) {
            fullSince = isStalled ? fullSince : now;
            isStalled = true;
            if (now - fullSince >= stallTimeout.toNanos()) {
                end(TapEnd.CLOSED);
            }
        } else {
            isStalled = false;
            if (now - wroteAt >= SIGN_OF_LIFE_NANOS) {
                out.write(signOfLife());
                wroteAt = now;
            }
        }
    }

    private String signOfLife() {
        return new JsonObject().put("alive", true).put("dropped", dropped).put("processes", processes)
                .put("silent", silent).encode();
    }

    synchronized boolean hasEnded() {
        return hasEnded;
    }

    /** Ends it; nothing if it has ended. */
    synchronized void end(TapEnd why) {
        if (hasEnded) {
            return;
        }
        hasEnded = true;
        try {
            if (out.isClosed()) {
                return;
            }
            if (why == TapEnd.CLOSED || out.isFull()) {
                out.abort();
            } else {
                out.write(new JsonObject().put("end", why.name().toLowerCase(Locale.ROOT)).put("shown", shown)
                        .put("dropped", dropped).encode());
                out.end();
            }
        } finally {
            onEnd.run();
        }
    }
}
