package io.anivia.elmer.http;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import io.anivia.source.http.Answers.Rendered;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * One answer to a client.
 *
 * @param contentType {@code null}: the answer has none
 * @param headers all others
 * @param error what is wrong, in words, of an error that a source may put in its own way; empty for any other answer
 */
record HttpReply(int status, Buffer body, @Nullable String contentType, Map<CharSequence, String> headers,
        String error) {

    private static final String JSON = "application/json";

    /** @param text what is wrong and what to do about it; must need no escaping in JSON */
    static HttpReply error(int status, String text) {
        return new HttpReply(status, Buffer.buffer("{\"error\":\"" + text + "\"}"), JSON, Map.of(), text);
    }

    static HttpReply of(Rendered answer) {
        return new HttpReply(answer.status(), Buffer.buffer(answer.body()), answer.type(), Map.of(), "");
    }

    static HttpReply empty(int status) {
        return new HttpReply(status, Buffer.buffer(), null, Map.of(), "");
    }

    /** The same in a source's words, and with its status. */
    HttpReply as(Rendered answer) {
        return new HttpReply(answer.status(), Buffer.buffer(answer.body()), answer.type(), headers, "");
    }

    /** For 405: the methods that are served. */
    HttpReply allowing(String methods) {
        return with(HttpHeaders.ALLOW, methods);
    }

    /** For 401: how to authenticate. */
    HttpReply challenging(String scheme) {
        return with("WWW-Authenticate", scheme);
    }

    /** In whole seconds, rounded up. */
    HttpReply retryAfter(Duration delay) {
        return with(HttpHeaders.RETRY_AFTER, Long.toString(delay.plusNanos(999_999_999).toSeconds()));
    }

    HttpReply with(CharSequence name, String value) {
        return with(Map.of(name, value));
    }

    HttpReply with(Map<? extends CharSequence, String> others) {
        Map<CharSequence, String> more = new HashMap<>(headers);
        more.putAll(others);
        return new HttpReply(status, body, contentType, more, error);
    }

    /**
     * Sends this answer, unless the client has gone. The request must have been received to its end; otherwise use
     * {@link EarlyResponse}.
     */
    void send(HttpServerResponse response) {
        // A failed write has one cause, a client that has gone; it sends its payload again.
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
