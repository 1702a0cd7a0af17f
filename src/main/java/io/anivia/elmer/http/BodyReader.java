package io.anivia.elmer.http;

import java.time.Duration;

import io.anivia.elmer.admission.MemoryQuota;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/**
 * Receives one request's body, whatever its type, and refuses it as soon as it is known to be too large, too slow, or
 * too much for the memory that is left. Confined to the request's event loop.
 */
final class BodyReader {

    /** What a payload may cost. */
    record Limits(int bodyBytes, Duration receiveTimeout, Duration retryAfter) {
    }

    private static final long NO_TIMER = -1;
    private static final int NOT_ANNOUNCED = -1;

    private final Vertx vertx;
    private final HttpServerRequest request;
    private final Limits limits;
    private final MemoryQuota budget;
    private final MemoryQuota.Reservation share;
    private final Handler<byte[]> onPayload;
    private final long announcedBytes;
    private final PayloadBuffer payload;
    private long timer = NO_TIMER;
    private boolean done;

    /**
     * @param budget what all payloads share; this one's part of it is held until {@link #release()}
     * @param onPayload is given the whole body, never an empty one, at most once
     */
    BodyReader(Vertx vertx, HttpServerRequest request, Limits limits, MemoryQuota budget,
            Handler<byte[]> onPayload) {
        this.vertx = vertx;
        this.request = request;
        this.limits = limits;
        this.budget = budget;
        this.share = budget.share();
        this.onPayload = onPayload;
        this.announcedBytes = announcedBytes(request);
        this.payload = new PayloadBuffer(limits.bodyBytes(), (int) Math.min(announcedBytes, limits.bodyBytes()), share);
    }

    void start() {
        if (announcedBytes > limits.bodyBytes()) {
            refuse(tooLarge());
        } else if (!EarlyResponse.hasBody(request)) {
            refuse(empty());
        } else if (announcedBytes > 0 && !budget.hasRoomFor(announcedBytes)) {
            refuse(noRoom());
        } else {
            if (isContinueExpected()) {
                request.response().writeContinue();
            }
            request.exceptionHandler(this::lost);
            request.endHandler(this::ended);
            request.handler(this::received);
            request.resume();
        }
    }

    /** Gives the memory back; the payload is no longer needed. */
    void release() {
        share.close();
    }

    private void received(Buffer part) {
        if (done) {
            return;
        }
        switch (payload.add(part)) {
            case TOO_LARGE -> refuse(tooLarge());
            case NO_ROOM -> refuse(noRoom());
            case YES -> startTimer();
        }
    }

    private void ended(Void end) {
        if (done) {
            return;
        }
        if (payload.size() == 0) {
            refuse(empty());
        } else {
            finish();
            onPayload.handle(payload.toBytes());
        }
    }

    /** The client went away, or its message is broken and the connection with it: there is nobody to answer. */
    private void lost(Throwable cause) {
        if (!done) {
            finish();
            release();
        }
    }

    private void refuse(HttpReply answer) {
        finish();
        release();
        EarlyResponse.answer(vertx, request, answer);
    }

    private void finish() {
        done = true;
        if (timer != NO_TIMER) {
            vertx.cancelTimer(timer);
        }
    }

    private void startTimer() {
        // Most payloads have come by now, in one part.
        if (timer == NO_TIMER && payload.size() != announcedBytes) {
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
        return HttpReply.error(413, "payload over " + limits.bodyBytes() + " bytes: send fewer events in one request");
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
