package io.anivia.elmer.http;

import java.time.Duration;

import io.anivia.elmer.admission.MemoryQuota;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * Reads one request's body, of any type, and refuses it as soon as it proves to be too large, too slow, or more than
 * the memory that is left. Confined to the request's event loop.
 */
final class BodyReader {

    /** @param retryAfter for a 503 */
    record BodyLimits(int maxBytes, Duration receiveTimeout, Duration retryAfter) {
    }

    private static final long NO_TIMER = -1;
    private static final int NOT_ANNOUNCED = -1;

    private final Vertx vertx;
    private final HttpServerRequest request;
    private final Handler<HttpReply> onRefusal;
    private final boolean takesEmpty;
    private final BodyLimits limits;
    private final MemoryQuota memory;
    private final MemoryQuota.Reservation reservation;
    private final Handler<byte[]> onPayload;
    private final long announcedBytes;
    private final PayloadBuffer payload;
    private long timer = NO_TIMER;
    private boolean done;

    /**
     * @param memory shared by all payloads; what this one reserves of it is kept until {@link #release()}
     * @param takesEmpty whether an empty body is a payload
     * @param onPayload called with the whole body, at most once
     * @param onRefusal called with the answer instead, while the client may still be sending
     */
    BodyReader(Vertx vertx, HttpServerRequest request, BodyLimits limits, MemoryQuota memory, boolean takesEmpty,
            Handler<byte[]> onPayload, Handler<HttpReply> onRefusal) {
        this.vertx = vertx;
        this.request = request;
        this.takesEmpty = takesEmpty;
        this.onRefusal = onRefusal;
        this.limits = limits;
        this.memory = memory;
        this.reservation = memory.newReservation();
        this.onPayload = onPayload;
        this.announcedBytes = announcedBytes(request);
        this.payload = new PayloadBuffer(limits.maxBytes(), (int) Math.min(announcedBytes, limits.maxBytes()),
                reservation);
    }

    void start() {
        if (announcedBytes > limits.maxBytes()) {
            refuse(tooLarge());
        } else if (!EarlyResponse.hasBody(request)) {
            ended(null);
        } else if (announcedBytes > 0 && !memory.hasRoomFor(announcedBytes)) {
            refuse(noRoom());
        } else {
            if (isContinueExpected()) {
                request.response().writeContinue();
            }
            request.exceptionHandler(this::lost);
            request.endHandler(this::ended);
            request.handler(this::received);
            request.resume();
            // Most payloads have come with their head, and are complete before the event loop gets to this.
            vertx.runOnContext(now -> startTimer());
        }
    }

    /** Returns the memory to the quota; the payload is no longer needed. */
    void release() {
        reservation.release();
    }

    private void received(Buffer part) {
        if (done) {
            return;
        }
        PayloadBuffer.AppendResult result = payload.append(part);
        if (result == PayloadBuffer.AppendResult.TOO_LARGE) {
            refuse(tooLarge());
        } else if (result == PayloadBuffer.AppendResult.NO_ROOM) {
            refuse(noRoom());
        }
    }

    private void ended(@Nullable Void end) {
        if (done) {
            return;
        }
        if (payload.size() == 0 && !takesEmpty) {
            refuse(empty());
        } else {
            finish();
            onPayload.handle(payload.toBytes());
        }
    }

    /** The connection is gone, or closed since the client's message is malformed: no answer is possible. */
    private void lost(Throwable cause) {
        if (!done) {
            finish();
            release();
        }
    }

    private void refuse(HttpReply reply) {
        finish();
        release();
        onRefusal.handle(reply);
    }

    private void finish() {
        done = true;
        if (timer != NO_TIMER) {
            vertx.cancelTimer(timer);
        }
    }

    private void startTimer() {
        if (!done) {
            timer = vertx.setTimer(limits.receiveTimeout().toMillis(), id -> refuse(tooSlow()));
        }
    }

    private boolean isContinueExpected() {
        String expect = request.getHeader(HttpHeaders.EXPECT);
        return expect != null && expect.equalsIgnoreCase("100-continue") && request.version() != HttpVersion.HTTP_1_0;
    }

    /** The {@code Content-Length}; the server has refused requests where it is not a number (RFC 9112, 6.3). */
    private static long announcedBytes(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null ? NOT_ANNOUNCED : Long.parseLong(length);
    }

    private HttpReply tooLarge() {
        return HttpReply.error(413, "payload over " + limits.maxBytes() + " bytes: send fewer events in one request");
    }

    private HttpReply noRoom() {
        return HttpReply.error(503, "too much is waiting here already: send this payload again later")
                .retryAfter(limits.retryAfter());
    }

    private static HttpReply empty() {
        return HttpReply.error(400, "empty body: send the events in the body");
    }

    private static HttpReply tooSlow() {
        return HttpReply.error(408, "payload came too slowly: send it again, with fewer events if the line is slow");
    }
}
