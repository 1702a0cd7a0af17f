package io.anivia.destination.http;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;

/** A request on its way, from {@link HttpTransport#send} to its response. Used by the transport's thread only. */
final class PendingRequest {

    private final OutgoingRequest request;
    private final int maxBodyBytes;
    private final CompletableFuture<HttpResponse> response = new CompletableFuture<>();
    private @Nullable Future<?> deadline;
    private @Nullable HttpConnection connection;
    private boolean isSecondTry;

    PendingRequest(OutgoingRequest request, int maxBodyBytes) {
        this.request = request;
        this.maxBodyBytes = maxBodyBytes;
    }

    OutgoingRequest request() {
        return request;
    }

    int maxBodyBytes() {
        return maxBodyBytes;
    }

    CompletableFuture<HttpResponse> response() {
        return response;
    }

    void deadline(Future<?> timer) {
        deadline = timer;
    }

    /** The connection that it was written to; {@code null} while it waits for one. */
    @Nullable HttpConnection connection() {
        return connection;
    }

    void sentOver(HttpConnection carrier) {
        connection = carrier;
    }

    /** Makes it wait again, for a connection that has not been used before. */
    void tryAgain() {
        connection = null;
        isSecondTry = true;
    }

    /** Whether it is sent once more, after a used connection turned out to be dead. */
    boolean isSecondTry() {
        return isSecondTry;
    }

    void succeed(HttpResponse whole) {
        stopTimer();
        response.complete(whole);
    }

    void fail(Throwable cause) {
        stopTimer();
        response.completeExceptionally(cause);
    }

    private void stopTimer() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }
}
