package io.anivia.destination.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A server's response.
 *
 * @param retryAfter the header {@code Retry-After}, {@code null} if there was none
 * @param body decoded as UTF-8, and cut at a length; a cut or another charset may leave odd characters
 * @param at when the head of the response was read
 */
public record HttpResponse(int status, @Nullable String retryAfter, String body, Instant at) {

    HttpResponse(int status, @Nullable String retryAfter, byte[] body, Instant at) {
        this(status, retryAfter, new String(body, UTF_8), at);
    }
}
