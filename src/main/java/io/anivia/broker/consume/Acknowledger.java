package io.anivia.broker.consume;

import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.IntSupplier;

import com.rabbitmq.client.AlreadyClosedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Acknowledges the deliveries of one channel, in any order of their completion, with few {@code basic.ack}: the longest
 * run of completed ones from the oldest on goes in one with {@code multiple}. When many have completed behind one that
 * has not, they are acknowledged one by one, so that it does not use up the prefetch count.
 *
 * <p>Acknowledgements are written after a short delay, so that more complete meanwhile: each is an entry in the log of
 * a quorum queue. When the consumer might run out of deliveries, they are written at once.
 */
public final class Acknowledger {

    private static final Logger LOG = LoggerFactory.getLogger(Acknowledger.class);

    /** The channel. RabbitMQ closes it over a tag that is acknowledged already, with {@code multiple} too. */
    public interface Wire {
        public void ack(long tag, boolean multiple) throws IOException;

        public void requeue(long tag) throws IOException;

        boolean isOpen();
    }

    private enum Flush {
        SOON, NOW
    }

    /** Runs writes, on one thread. */
    @FunctionalInterface
    public interface Flusher {
        /** @param soon whether the write may be delayed a little */
        void execute(Runnable write, boolean soon);
    }

    private final Wire wire;
    private final Flusher flusher;
    private final IntSupplier mostBehindGap;
    /** Acknowledged or requeued, and not covered; bit 0 is the delivery after {@link #covered}. */
    private BitSet settled = new BitSet();
    /** Acknowledged and not written yet. */
    private BitSet acknowledged = new BitSet();
    private long covered;
    /** Acknowledged since the last flush. */
    private int unwritten;
    private @Nullable Flush flushing;
    private volatile boolean finished;

    /**
     * @param mostBehindGap how many out-of-order acknowledgements may wait before they are written one by one
     */
    public Acknowledger(Wire wire, Flusher flusher, IntSupplier mostBehindGap) {
        this.wire = wire;
        this.flusher = flusher;
        this.mostBehindGap = mostBehindGap;
    }

    /** Whether the channel is closed or closing, so that the broker requeues all unacknowledged deliveries. */
    public boolean isLost() {
        return finished || !wire.isOpen();
    }

    /** @throws IllegalStateException if the delivery was acknowledged or requeued before */
    public synchronized void ack(long tag) {
        acknowledged.set(settle(tag));
        unwritten++;
        boolean soon = unwritten <= mostBehindGap.getAsInt();
        if (soon ? flushing == null : flushing != Flush.NOW) {
            if (settled.get(0) || acknowledged.cardinality() > mostBehindGap.getAsInt()) {
                flushing = soon ? Flush.SOON : Flush.NOW;
                later(() -> flush(mostBehindGap.getAsInt()), soon);
            }
        }
    }

    /** Requeues a delivery; it must not be acknowledged as well. */
    public void requeue(long tag) {
        requeue(List.of(tag), () -> { });
    }

    /** Requeues deliveries in this order, then runs an action, on the writing thread. */
    public void requeue(List<Long> tags, Runnable then) {
        later(() -> {
            for (long tag : tags) {
                write(() -> wire.requeue(tag));
                synchronized (this) {
                    settle(tag);
                }
            }
            flush(mostBehindGap.getAsInt());
            then.run();
        }, false);
    }

    /** Writes all pending acknowledgements, then runs an action, on the writing thread. */
    public void finish(Runnable then) {
        finished = true;
        later(() -> {
            try {
                flush(0);
            } finally {
                then.run();
            }
        }, false);
    }

    private void later(Runnable write, boolean soon) {
        try {
            flusher.execute(() -> {
                try {
                    write.run();
                } catch (RuntimeException | Error e) {
                    LOG.error("Deliveries could not be acknowledged or requeued", e);
                }
            }, soon);
        } catch (RejectedExecutionException e) {
            LOG.debug("The broker is closed: it has the message again", e);
        }
    }

    private int settle(long tag) {
        int bit = Math.toIntExact(tag - covered - 1);
        if (bit < 0 || settled.get(bit)) {
            throw new IllegalStateException("delivery " + tag + " was acknowledged or requeued before");
        }
        settled.set(bit);
        return bit;
    }

    private void flush(int mayWait) {
        long upTo = 0;
        long[] singles = {};
        synchronized (this) {
            flushing = null;
            unwritten = 0;
            int run = settled.nextClearBit(0);
            int last = acknowledged.previousSetBit(run - 1);
            if (last >= 0) {
                upTo = covered + last + 1;
            }
            settled = settled.get(run, Math.max(run, settled.length()));
            acknowledged = acknowledged.get(run, Math.max(run, acknowledged.length()));
            covered += run;
            if (acknowledged.cardinality() > mayWait) {
                long base = covered + 1;
                singles = acknowledged.stream().mapToLong(bit -> base + bit).toArray();
                acknowledged.clear();
            }
        }
        if (upTo > 0) {
            long tag = upTo;
            write(() -> wire.ack(tag, true));
        }
        for (long tag : singles) {
            write(() -> wire.ack(tag, false));
        }
    }

    private interface Write {
        void run() throws IOException;
    }

    private void write(Write write) {
        try {
            write.run();
        } catch (IOException | AlreadyClosedException e) {
            // The broker has requeued these messages, and delivers them again.
            LOG.debug("An acknowledgement came too late: {}", e.getMessage());
        }
    }
}
