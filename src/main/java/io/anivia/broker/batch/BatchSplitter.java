package io.anivia.broker.batch;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import io.anivia.broker.consume.Delivery;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decorates the handler of a subscription: it is called with the deliveries in a {@link MessageBatch}, and with every
 * other delivery as it is.
 */
public final class BatchSplitter implements Consumer<Delivery> {

    private static final Logger LOG = LoggerFactory.getLogger(BatchSplitter.class);
    /** RabbitMQ closes a channel over a delivery that is not acknowledged for 30 minutes. */
    private static final Duration LONGEST_HOLD = Duration.ofMinutes(20);

    private final String queue;
    private final Consumer<Delivery> handler;

    public BatchSplitter(String queue, Consumer<Delivery> handler) {
        this.queue = queue;
        this.handler = handler;
    }

    @Override
    public void accept(Delivery message) {
        if (!message.headers().containsKey(MessageBatch.HEADER)) {
            handler.accept(message);
            return;
        }
        List<MessageBatch.Entry> entries;
        try {
            entries = MessageBatch.read(message.body());
        } catch (IOException e) {
            LOG.warn("Queue '{}': what calls itself a batch is none, and is taken as it is: {}", queue, e.getMessage());
            handler.accept(message);
            return;
        }
        new BatchDelivery(message, entries, handler, LONGEST_HOLD).deliveries().forEach(handler);
    }
}
