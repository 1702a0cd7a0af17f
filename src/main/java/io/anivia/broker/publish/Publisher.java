package io.anivia.broker.publish;

import java.util.List;

import io.anivia.broker.connection.BrokerException;
import org.jspecify.annotations.Nullable;

/**
 * Publishes messages. Each ends in exactly one call of its {@link ConfirmCallback}: with nothing when the broker has
 * confirmed it, else with the reason. Messages and bytes without a confirm are bounded. Thread-safe.
 */
public interface Publisher extends AutoCloseable {

    /** What becomes of one message; called on a thread of the publisher. */
    @FunctionalInterface
    interface ConfirmCallback {
        /** @param failure why the message is not safe; {@code null} if the broker has confirmed it */
        void settled(@Nullable BrokerException failure);
    }

    /**
     * Hands a message over.
     *
     * @throws BrokerException at once, if the message cannot be put on the wire, there is no connection, it is blocked,
     *         or the bounds are reached (after waiting for room, if that was asked for); the callback is not called
     *         then
     */
    void publish(OutboundMessage message, ConfirmCallback callback) throws BrokerException;

    /** What becomes of one message out of several; called on a thread of the publisher. */
    @FunctionalInterface
    interface EachConfirmCallback {
        /** @param failure why the message is not safe; {@code null} if the broker has confirmed it */
        void settled(OutboundMessage message, @Nullable BrokerException failure);
    }

    /**
     * Hands messages over, in this order. The callback is called for each, and on this thread for those that cannot be
     * handed over. A message that is refused or can never be published does not keep those behind it from being handed
     * over; any other failure does.
     */
    void publish(List<OutboundMessage> messages, EachConfirmCallback callback);

    /**
     * Waits until there is a channel, so that what starts with a broker at hand does not fail its first messages. Does
     * not wait for a broker that cannot be reached.
     */
    void awaitOpen();

    /** The largest body in bytes that can be published, as far as that is known. */
    default long maxMessageBytes() {
        return MessageSizeLimit.UNKNOWN;
    }

    /** Messages that the broker still has to confirm or refuse, those that have timed out included. */
    int inFlight();

    /** Messages whose callbacks are pending. */
    int pendingCallbacks();

    /** Waits a little for what is in flight, then fails the rest and closes the channel. */
    @Override
    void close();
}
