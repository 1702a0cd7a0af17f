package io.anivia.destination.http;

import java.io.IOException;

/**
 * A connection that was used before broke before a byte of the response came: most likely the server had closed it
 * before it got the request.
 */
public final class DeadConnectionException extends IOException {

    DeadConnectionException(Throwable cause) {
        super("the server has closed a connection that was kept for further requests", cause);
    }
}
