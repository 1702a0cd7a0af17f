package io.anivia.destination.routes;

import io.quarkus.runtime.configuration.ConfigurationException;

/**
 * The destinations cannot be started as they are written. Its message says all that whoever wrote them needs, so it has
 * no stack trace and no cause; being a {@link ConfigurationException}, it makes Quarkus print no stack trace either.
 */
final class InvalidDestinationException extends ConfigurationException {

    InvalidDestinationException(String message) {
        super(message);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
