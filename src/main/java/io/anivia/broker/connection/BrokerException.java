package io.anivia.broker.connection;

import org.jspecify.annotations.Nullable;

/**
 * A message that the broker has not confirmed. It is not safe, although it may have arrived.
 */
public abstract sealed class BrokerException extends Exception {

    private BrokerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** There is no connection, or it was lost before the confirm came. */
    public static final class Unavailable extends BrokerException {
        public Unavailable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** The broker has stopped taking publishes from us: a memory or disk alarm ({@code connection.blocked}). */
    public static final class Blocked extends BrokerException {
        public Blocked(String message) {
            super(message, null);
        }
    }

    /** As many messages or bytes are unconfirmed as the publisher may hold. */
    public static final class Full extends BrokerException {
        public Full(String message) {
            super(message, null);
        }
    }

    /** No confirm within the time allowed. */
    public static final class ConfirmTimeout extends BrokerException {
        public ConfirmTimeout(String message) {
            super(message, null);
        }
    }

    /**
     * The broker answered {@code basic.nack}: it could not take the message (a full queue, a lost majority). Or the
     * queue would lose it.
     */
    public static final class Refused extends BrokerException {
        public Refused(String message) {
            super(message, null);
        }
    }

    /** The broker answered {@code basic.return}: no queue is bound where the message went. */
    public static final class Unroutable extends BrokerException {
        public Unroutable(String message) {
            super(message, null);
        }
    }

    /** The message can never be published: a property or header is too long, or of a type that AMQP does not have. */
    public static sealed class Unsendable extends BrokerException {
        public Unsendable(String message) {
            super(message, null);
        }
    }

    /** The message can never be published, because its body is larger than the broker takes. */
    public static final class TooLarge extends Unsendable {
        public TooLarge(String message) {
            super(message);
        }
    }
}
