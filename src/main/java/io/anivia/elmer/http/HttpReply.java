package io.anivia.elmer.http;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/**
 * One answer to a client.
 *
 * @param contentType {@code null} for none
 * @param headers others
 */
public record HttpReply(int status, Buffer body, @Nullable String contentType, Map<CharSequence, String> headers) {

    public static final String JSON = "application/json";

    /** An answer whose body says what is wrong and what to do; the text needs no escaping in JSON. */
    static HttpReply error(int status, String text) {
        return new HttpReply(status, Buffer.buffer("{\"error\":\"" + text + "\"}"), JSON, Map.of());
    }

    /** For 405: the methods that are served. */
    HttpReply allowing(String methods) {
        return with(HttpHeaders.ALLOW, methods);
    }

    /** For 401: how to say who one is. */
    HttpReply challenging(String scheme) {
        return with("WWW-Authenticate", scheme);
    }

    /** In whole seconds, rounded up. */
    HttpReply retryAfter(Duration delay) {
        return with(HttpHeaders.RETRY_AFTER, Long.toString(delay.plusNanos(999_999_999).toSeconds()));
    }

    private HttpReply with(CharSequence name, String value) {
        Map<CharSequence, String> more = new HashMap<>(headers);
        more.put(name, value);
        return new HttpReply(status, body, contentType, more);
    }

    /**
     * Sends it, if the client is still there to hear. The request must have been received to its end; if it may not
     * have been, {@link EarlyResponse} is the one to ask.
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
        headers.forEach(response::putHeader);
        response.end(body);
    }
}
