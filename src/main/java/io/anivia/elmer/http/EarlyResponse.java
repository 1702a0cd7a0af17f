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
 * <p>A client that is still sending would lose the answer if the connection were reset under it, so what it sends is
 * discarded, up to a bound of bytes and time, before the connection is closed (RFC 9112, section 9.6).
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
            // RFC 9113, section 8.1: the answer stands, the client may stop sending.
            request.response().reset(NO_ERROR);
        } else {
            request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            reply.send(request.response());
            discard(vertx, request);
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

    private static void discard(Vertx vertx, HttpServerRequest request) {
        HttpConnection connection = request.connection();
        long timer = vertx.setTimer(DISCARDING.toMillis(), id -> connection.close());
        long[] leftBytes = {DISCARDED_BYTES};
        request.exceptionHandler(gone -> vertx.cancelTimer(timer));
        request.handler(part -> {
            leftBytes[0] -= part.length();
            if (leftBytes[0] < 0) {
                vertx.cancelTimer(timer);
                connection.close();
            }
        });
        request.endHandler(end -> {
            vertx.cancelTimer(timer);
            connection.close();
        });
        request.resume();
    }
}
