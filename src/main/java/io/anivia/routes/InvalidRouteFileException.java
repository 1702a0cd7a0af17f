package io.anivia.routes;

import io.quarkus.runtime.configuration.ConfigurationException;

/**
 * An integrator's file is not valid. The message names the file, the line and the way out, so there is neither a stack
 * trace nor a cause; for a {@link ConfigurationException} Quarkus prints no stack trace either.
 */
public final class InvalidRouteFileException extends ConfigurationException {

    public InvalidRouteFileException(String message) {
        super(message);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
