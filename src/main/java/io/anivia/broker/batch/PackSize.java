package io.anivia.broker.batch;

/**
 * Moving average of the deliveries that a message of a queue makes: 1 without batches. An estimate: of two concurrent
 * updates, one may be lost.
 */
public final class PackSize {

    private static final double WEIGHT_OF_LAST = 1.0 / 16;

    private volatile double average = 1;

    public void came(int deliveries) {
        average += (deliveries - average) * WEIGHT_OF_LAST;
    }

    /** The likely number of deliveries in a number of messages. */
    public long deliveries(long messages) {
        return Math.round(messages * average);
    }

    /**
     * The prefetch count, in messages of the broker, for a number of deliveries. With batches one more than make as
     * many, so that the next batch is there before the last delivery of a large one is acknowledged.
     */
    public int messages(int deliveries) {
        return (int) Math.min(deliveries, Math.max(1, Math.round(deliveries / average)) + 1);
    }
}
