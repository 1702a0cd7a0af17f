package io.anivia.broker.consume;

/**
 * Bound of the unacknowledged deliveries of a subscription.
 *
 * @param messages most unacknowledged deliveries (AMQP 0-9-1's {@code prefetch-count}), 1 to 65535; where a message
 *        holds several, so many and two messages
 * @param bytes most bytes of their bodies ({@code prefetch-size}, which RabbitMQ does not implement: what arrives
 *        beyond it is requeued); a larger message is taken alone
 */
public record Prefetch(int messages, long bytes) {

    /** The default. */
    public static final long DEFAULT_BYTES = 16L << 20;

    private static final int MOST_MESSAGES = 0xffff;

    public Prefetch {
        if (messages < 1 || messages > MOST_MESSAGES) {
            throw new IllegalArgumentException("the prefetch count must be from 1 to 65535, not " + messages);
        }
        if (bytes < 1) {
            throw new IllegalArgumentException("the prefetch size must be at least 1 byte, not " + bytes);
        }
    }

    public static Prefetch of(int messages) {
        return new Prefetch(messages, DEFAULT_BYTES);
    }
}
