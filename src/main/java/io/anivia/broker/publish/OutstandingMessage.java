package io.anivia.broker.publish;

import java.util.Objects;

import io.anivia.broker.connection.BrokerException;
import org.jspecify.annotations.Nullable;

/** A message on its way; its bytes are let go of once they are written. Guarded by the lock of its publisher. */
final class OutstandingMessage {

    private final int sizeBytes;
    private final String routingKey;
    private final long deadline;
    private @Nullable OutboundMessage message;
    private Publisher.@Nullable ConfirmCallback callback;
    private @Nullable BrokerException failure;

    /** @param deadline by {@link System#nanoTime} */
    OutstandingMessage(OutboundMessage message, Publisher.ConfirmCallback callback, long deadline) {
        this.message = message;
        this.routingKey = message.routingKey();
        this.sizeBytes = message.body().length;
        this.callback = callback;
        this.deadline = deadline;
    }

    int sizeBytes() {
        return sizeBytes;
    }

    String routingKey() {
        return routingKey;
    }

    /** The message, once: its bytes can be freed when they are written. */
    OutboundMessage takeMessage() {
        OutboundMessage taken = Objects.requireNonNull(message, "already written");
        message = null;
        return taken;
    }

    /** The callback, the first time; {@code null} afterwards. */
    Publisher.@Nullable ConfirmCallback takeCallback() {
        Publisher.ConfirmCallback taken = callback;
        callback = null;
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
