package io.anivia.elmer.http;

import java.time.Duration;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/**
 * Answers a request whose body is not read.
 *
 * <p>What the client still sends is discarded, up to a bound of bytes and time. Over HTTP/1.1 the answer would be lost
 * if the connection were reset under the client (RFC 9112, section 9.6); it is closed afterwards. Over HTTP/2 the
 * stream could be reset at once (RFC 9113, section 8.1), but Java's client of Java 17 then waits for ever, and curl
 * 7.88 takes it for an error; it is reset when a bound is reached, and its connection goes on.
 */
final class EarlyResponse {

    private static final long DISCARDED_BYTES = 16L * 1024 * 1024;
    private static final Duration DISCARDING = Duration.ofSeconds(5);
    private static final long NO_ERROR = 0;

    private EarlyResponse() {
    }

    /** Sends the answer now; called on the request's event loop. */
    static void send(Vertx vertx, HttpServerRequest request, HttpReply reply) {
        if (request.isEnded() || !hasBody(request)) {
            reply.send(request.response());
        } else if (request.version() == HttpVersion.HTTP_2) {
            reply.send(request.response());
            Runnable nothing = () -> { };
            discard(vertx, request, nothing, () -> request.response().reset(NO_ERROR));
        } else {
            HttpConnection connection = request.connection();
            request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            reply.send(request.response());
            discard(vertx, request, connection::close, connection::close);
        }
    }

    /** Whether a body is announced (RFC 9112, section 6). */
    static boolean hasBody(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            return !request.isEnded();
        }
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length != null ? !length.equals("0") : request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
    }

    /**
     * @param onEnd called when the whole body has come
     * @param onBound called when no more of it is taken; not both
     */
    private static void discard(Vertx vertx, HttpServerRequest request, Runnable onEnd, Runnable onBound) {
        long timer = vertx.setTimer(DISCARDING.toMillis(), id -> onBound.run());
        long[] leftBytes = {DISCARDED_BYTES};
        request.exceptionHandler(gone -> vertx.cancelTimer(timer));
        request.handler(part -> {
            leftBytes[0] -= part.length();
            // Cancelled only once: parts that are on their way may still come.
            if (leftBytes[0] < 0 && vertx.cancelTimer(timer)) {
                onBound.run();
            }
        });
        request.endHandler(end -> {
            if (vertx.cancelTimer(timer)) {
                onEnd.run();
            }
        });
        request.resume();
    }
}
