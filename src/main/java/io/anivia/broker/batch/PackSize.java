package io.anivia.broker.batch;

/**
 * How many deliveries a queue's messages have made lately, on average: 1, unless they are packs. An estimate: where two
 * threads learn at once, one may be forgotten.
 */
public final class PackSize {

    private static final double WEIGHT_OF_LAST = 1.0 / 16;

    private volatile double average = 1;

    public void came(int deliveries) {
        average += (deliveries - average) * WEIGHT_OF_LAST;
    }

    /** How many deliveries so many messages are likely to make. */
    public long deliveries(long messages) {
        return Math.round(messages * average);
    }

    /**
     * How many messages of the broker to have in hand for so many deliveries. With packs one more than make as many, or
     * nobody would have anything to begin with until the last delivery of a large pack is settled.
     */
    public int messages(int deliveries) {
        return (int) Math.min(deliveries, Math.max(1, Math.round(deliveries / average)) + 1);
    }
}
