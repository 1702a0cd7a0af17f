package io.anivia.broker.consume;

/**
 * Moving average of the deliveries in a message of a queue. An estimate: of two concurrent updates, one may be lost.
 */
final class DeliveryAverage {

    private static final double WEIGHT_OF_LAST = 1.0 / 16;

    private volatile double average = 1;

    void record(int deliveries) {
        average += (deliveries - average) * WEIGHT_OF_LAST;
    }

    /** The likely number of deliveries in a number of messages. */
    long deliveries(long messages) {
        return Math.round(messages * average);
    }

    /**
     * The prefetch count, in messages, for a number of deliveries. If a message has several, one more than make as
     * many, so that the next one is there before the last delivery of a large one is acknowledged.
     */
    int messages(int deliveries) {
        return (int) Math.min(deliveries, Math.max(1, Math.round(deliveries / average)) + 1);
    }
}
