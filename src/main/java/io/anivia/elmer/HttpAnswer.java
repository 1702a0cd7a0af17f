package io.anivia.elmer;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/**
 * One answer to a client.
 *
 * @param contentType {@code null} for none
 * @param allow for 405: the methods that are served; else {@code null}
 * @param retryAfter sent with whole seconds, rounded up; else {@code null}
 */
record HttpAnswer(int status, Buffer body, @Nullable String contentType, @Nullable String allow,
        @Nullable Duration retryAfter) {

    static final String JSON = "application/json";

    /** An answer whose body says what is wrong and what to do; the text needs no escaping in JSON. */
    static HttpAnswer error(int status, String text) {
        return new HttpAnswer(status, Buffer.buffer("{\"error\":\"" + text + "\"}"), JSON, null, null);
    }

    HttpAnswer allowing(String methods) {
        return new HttpAnswer(status, body, contentType, methods, retryAfter);
    }

    HttpAnswer retryAfter(Duration delay) {
        return new HttpAnswer(status, body, contentType, allow, delay);
    }

    /**
     * Sends it, if the client is still there to hear. The request must have been received to its end; if it may not
     * have been, {@link UnreadRequest} is the one to ask.
     */
    void send(HttpServerResponse response) {
        // A failed write has one cause, a client gone away, and it will ask again.
        if (response.closed() || response.ended()) {
            return;
        }
        response.setStatusCode(status);
        if (contentType != null) {
            response.putHeader(HttpHeaders.CONTENT_TYPE, contentType);
        }
        if (allow != null) {
            response.putHeader(HttpHeaders.ALLOW, allow);
        }
        if (retryAfter != null) {
            response.putHeader(HttpHeaders.RETRY_AFTER, seconds(retryAfter));
        }
        response.end(body);
    }

    private static String seconds(Duration delay) {
        return Long.toString(delay.plusNanos(999_999_999).toSeconds());
    }
}
