package io.anivia.broker.batch;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import io.anivia.broker.consume.AckHandle;
import io.anivia.broker.consume.Delivery;

/**
 * A message of the broker with several deliveries. It is acknowledged when all of them are. The broker cannot redeliver
 * a part of it, so a requeued delivery is handed to the same consumer again. Only a batch that is unacknowledged for
 * very long is requeued as a whole, including deliveries of it that were acknowledged. Thread-safe.
 */
final class BatchDelivery {

    private final AckHandle whole;
    private final Consumer<Delivery> again;
    private final long requeueAllAfter;
    private final List<Delivery> deliveries;
    /** Guarded by this. */
    private int outstanding;
    private volatile boolean requeued;

    /**
     * @param message the batch, whose body is not kept
     * @param again called with deliveries that are requeued within {@code longestHold}
     */
    BatchDelivery(Delivery message, List<MessageBatch.Entry> entries, Consumer<Delivery> again, Duration longestHold) {
        this.whole = message.ackHandle();
        this.again = again;
        this.requeueAllAfter = System.nanoTime() + longestHold.toNanos();
        this.outstanding = entries.size();
        this.deliveries = entries.stream().map(entry -> new Part(entry, message.redelivered()).delivery).toList();
    }

    List<Delivery> deliveries() {
        return deliveries;
    }

    /** Acknowledges one of the deliveries. */
    private final class Part implements AckHandle {

        private final Delivery delivery;
        /** Guarded by the batch. */
        private boolean acknowledged;

        Part(MessageBatch.Entry entry, boolean redelivered) {
            this.delivery = new Delivery(this, redelivered, entry.headers(), entry.contentType(),
                    entry.contentEncoding(), entry.body());
        }

        /** @throws IllegalStateException if the delivery was acknowledged before */
        @Override
        public void ack() {
            boolean last;
            synchronized (BatchDelivery.this) {
                if (requeued) {
                    return;
                }
                if (acknowledged) {
                    throw new IllegalStateException("a delivery of a batch was acknowledged before");
                }
                acknowledged = true;
                last = --outstanding == 0;
            }
            if (last) {
                whole.ack();
            } else {
                whole.releasePart(delivery.body().length);
            }
        }

        @Override
        public void requeue() {
            if (isLost()) {
                return;
            }
            if (System.nanoTime() - requeueAllAfter < 0) {
                again.accept(delivery);
            } else {
                requeueAll();
            }
        }

        @Override
        public boolean isLost() {
            return requeued || whole.isLost();
        }
    }

    private void requeueAll() {
        synchronized (this) {
            if (requeued) {
                return;
            }
            requeued = true;
        }
        whole.requeue();
    }
}
