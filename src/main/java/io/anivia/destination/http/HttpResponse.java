package io.anivia.destination.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What a server answered.
 *
 * @param retryAfter the header of that name, {@code null} if there was none
 * @param body as much of it as was asked for, decoded as UTF-8; a cut or a foreign charset may leave odd characters
 * @param at when the status line had been read
 */
public record HttpResponse(int status, @Nullable String retryAfter, String body, Instant at) {

    HttpResponse(int status, @Nullable String retryAfter, byte[] body, Instant at) {
        this(status, retryAfter, new String(body, UTF_8), at);
    }
}
