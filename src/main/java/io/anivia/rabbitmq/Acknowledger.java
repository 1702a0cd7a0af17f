package io.anivia.rabbitmq;

import java.io.IOException;
import java.util.BitSet;
import java.util.concurrent.Executor;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Acknowledges the deliveries of one channel, in any order of their completion, with as few {@code basic.ack} as
 * possible: the longest run of completed ones from the oldest on goes in one with {@code multiple}.
 */
final class Acknowledger {

    private static final Logger LOG = LoggerFactory.getLogger(Acknowledger.class);

    private final Channel channel;
    private final Executor flusher;
    /** Acknowledged or given back, and not yet covered; bit 0 is the delivery after {@link #covered}. */
    private BitSet settled = new BitSet();
    /** Those of them that the broker still waits to hear of. */
    private BitSet acknowledged = new BitSet();
    private long covered;
    private boolean flushing;

    /** @param flusher one thread, which writes; while a write waits its turn, further completions gather behind it */
    Acknowledger(Channel channel, Executor flusher) {
        this.channel = channel;
        this.flusher = flusher;
    }

    synchronized void ack(long tag) {
        acknowledged.set(settle(tag));
        if (!flushing && settled.get(0)) {
            flushing = true;
            flusher.execute(this::flush);
        }
    }

    void requeue(long tag) {
        flusher.execute(() -> {
            write(() -> channel.basicNack(tag, false, true));
            synchronized (this) {
                settle(tag);
            }
            flush();
        });
    }

    private int settle(long tag) {
        int bit = Math.toIntExact(tag - covered - 1);
        if (bit < 0 || settled.get(bit)) {
            throw new IllegalStateException("delivery " + tag + " was settled before");
        }
        settled.set(bit);
        return bit;
    }

    private void flush() {
        long upTo;
        boolean any;
        synchronized (this) {
            flushing = false;
            int run = settled.nextClearBit(0);
            // RabbitMQ closes the channel over a tag that it knows as settled, with "multiple" too.
            int last = acknowledged.previousSetBit(run - 1);
            any = last >= 0;
            upTo = covered + last + 1;
            settled = settled.get(run, Math.max(run, settled.length()));
            acknowledged = acknowledged.get(run, Math.max(run, acknowledged.length()));
            covered += run;
        }
        if (any) {
            write(() -> channel.basicAck(upTo, true));
        }
    }

    private interface Write {
        void run() throws IOException;
    }

    private void write(Write write) {
        try {
            write.run();
        } catch (IOException | AlreadyClosedException e) {
            // The broker has these messages again, and will deliver them again.
            LOG.debug("An acknowledgement came too late: {}", e.getMessage());
        }
    }
}
