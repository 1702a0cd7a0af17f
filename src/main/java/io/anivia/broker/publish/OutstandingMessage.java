package io.anivia.broker.publish;

import java.util.Objects;

import io.anivia.broker.connection.BrokerException;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way. It is kept until its callback is taken, to be written again if its channel is closed over
 * another message. Guarded by the lock of its publisher.
 */
final class OutstandingMessage {

    private final int sizeBytes;
    private final @Nullable String queue;
    private final long deadline;
    private @Nullable OutboundMessage message;
    private Publisher.@Nullable ConfirmCallback callback;
    private @Nullable BrokerException failure;

    /** @param deadline by {@link System#nanoTime} */
    OutstandingMessage(OutboundMessage message, Publisher.ConfirmCallback callback, long deadline) {
        this.message = message;
        this.queue = message.exchange().isEmpty() ? message.routingKey() : null;
        this.sizeBytes = message.body().length;
        this.callback = callback;
        this.deadline = deadline;
    }

    int sizeBytes() {
        return sizeBytes;
    }

    /** The queue it goes to; {@code null} if that is decided by an exchange. */
    @Nullable String queue() {
        return queue;
    }

    /** The message, as long as its callback is pending. */
    OutboundMessage message() {
        return Objects.requireNonNull(message, "its callback was taken");
    }

    boolean isPending() {
        return callback != null;
    }

    /** The callback, the first time; {@code null} afterwards. */
    Publisher.@Nullable ConfirmCallback takeCallback() {
        Publisher.ConfirmCallback taken = callback;
        callback = null;
        message = null;
        return taken;
    }

    /** Remembers why it is not safe, whatever the broker says later. */
    void fail(BrokerException why) {
        failure = why;
    }

    @Nullable BrokerException failure() {
        return failure;
    }

    boolean isLate(long now) {
        return deadline - now <= 0;
    }
}
