package io.anivia.rabbitmq;

import org.jspecify.annotations.Nullable;

/** The broker did not take a message, or is not known to have taken it. The parent of all such failures. */
public abstract class BrokerException extends Exception {

    protected BrokerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
