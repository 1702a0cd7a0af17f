package io.anivia.destination;

import io.quarkus.runtime.configuration.ConfigurationException;

/**
 * The destinations cannot be started as they are written. Its message says all that whoever wrote them needs, so it has
 * no stack trace and no cause; being a {@link ConfigurationException}, it makes Quarkus print no stack trace either.
 */
final class UnusableDestinationsException extends ConfigurationException {

    UnusableDestinationsException(String message) {
        super(message);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
