package io.anivia.ops.command;

import java.net.SocketTimeoutException;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.anivia.destination.http.HttpRecorder.RecordedExchange;
import io.anivia.destination.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * What a destination's server answers to a request that is not sent.
 *
 * @param status of HTTP; {@link #TIMEOUT}: there is no answer
 * @param body {@code null}: what a server of this kind answers with that status
 */
record ScriptedAnswer(int status, @Nullable String body) {

    static final ScriptedAnswer SUCCESS = new ScriptedAnswer(200, null);
    private static final int TIMEOUT = -1;
    private static final int OK = 200;

    /**
     * Reads what a person writes: a status, perhaps with a body behind a space, or {@code timeout}.
     *
     * @throws IllegalArgumentException says what to write
     */
    static ScriptedAnswer parse(String text) {
        if (text.strip().toLowerCase(Locale.ROOT).equals("timeout")) {
            return new ScriptedAnswer(TIMEOUT, null);
        }
        String[] parts = text.strip().split(" ", 2);
        if (parts[0].matches("[1-5]\\d\\d")) {
            return new ScriptedAnswer(Integer.parseInt(parts[0]), parts.length == 1 ? null : parts[1]);
        }
        throw new IllegalArgumentException("an answer is a status such as 422, perhaps with a body behind a space,"
                + " or timeout, and not '" + text + "'");
    }

    CompletionStage<HttpResponse> to(RecordedExchange request) {
        if (status == TIMEOUT) {
            return CompletableFuture.failedStage(new SocketTimeoutException("no response, as the script has it"));
        }
        return CompletableFuture.completedStage(status == OK && body == null ? request.success()
                : new HttpResponse(status, null, body == null ? "" : body, Instant.now()));
    }
}
