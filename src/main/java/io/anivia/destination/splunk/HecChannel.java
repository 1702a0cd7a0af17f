package io.anivia.destination.splunk;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

import io.anivia.destination.delivery.DeliveryException;
import io.anivia.destination.http.HttpTransport;
import org.jspecify.annotations.Nullable;

/**
 * A HEC channel: an id, a cookie store and one connection, so that polls reach the indexer that took the events.
 *
 * <p>It is used for one thing at a time, a delivery or a poll, because what a poll's response means depends on the
 * indexer that the delivery went to. Not thread-safe: {@link HecAcknowledgement} locks.
 */
final class HecChannel {

    private final String id = UUID.randomUUID().toString();
    private final PendingAcks pending = new PendingAcks();
    /** Callbacks of requests that are no longer pending; they run after the lock is released. */
    private final List<Runnable> pendingCallbacks = new ArrayList<>();
    private final String server;
    private final HttpTransport transport;
    private final Duration timeout;
    private boolean isInUse;
    private boolean isPollDue;

    /**
     * @param server for messages
     * @param transport for this channel alone, with cookies; closed with it
     * @param timeout how long a request may be pending
     */
    HecChannel(String server, HttpTransport transport, Duration timeout) {
        this.server = server;
        this.transport = transport;
        this.timeout = timeout;
    }

    String id() {
        return id;
    }

    HttpTransport transport() {
        return transport;
    }

    /** Takes this channel for a delivery, unless it is in use, due for a poll, or closed to further requests. */
    boolean tryUseToSend() {
        if (isInUse || isPollDue || pending.hasEnded()) {
            return false;
        }
        isInUse = true;
        return true;
    }

    /** Takes this channel for a poll. If it is in use, a poll is due: the next thing that it is used for. */
    boolean tryUseToPoll() {
        if (isInUse) {
            isPollDue = true;
            return false;
        }
        isPollDue = false;
        isInUse = true;
        return true;
    }

    /** The poll that was due is not made. */
    void skipPoll() {
        isPollDue = false;
    }

    void free() {
        isInUse = false;
    }

    boolean isPollDue() {
        return isPollDue;
    }

    /** The callbacks for the requests that are no longer pending since the last call. */
    List<Runnable> takeCallbacks() {
        List<Runnable> callbacks = List.copyOf(pendingCallbacks);
        pendingCallbacks.clear();
        return callbacks;
    }

    /**
     * A request was answered, and is pending from then on if it was accepted.
     *
     * @return why it was not accepted, or why it cannot be found out whether it is indexed; {@code null} if it is
     *         pending
     */
    @Nullable DeliveryException answered(HecRequestBody body, HecResponse response,
            IndexAcknowledgement acknowledgement) {
        if (response.code() == null) {
            // Not Splunk's response: an indexer may or may not have got the request.
            idLost();
        }
        if (!response.accepted()) {
            return response.failure(server, body);
        }
        if (response.ackId() == null) {
            return DeliveryException.permanent(server + " answered without an ackId: switch indexer acknowledgement on"
                    + " for the token, or set ack=false", null);
        }
        return accepted(response.ackId(), new PendingAck(acknowledgement, System.nanoTime() + timeout.toNanos()));
    }

    private @Nullable DeliveryException accepted(long ackId, PendingAck request) {
        PendingAck sameId = pending.add(ackId, request).orElse(null);
        if (sameId == null) {
            return null;
        }
        DeliveryException ambiguous = DeliveryException.transientFailure(server + " gave ackId " + ackId
                + " to two requests of a channel, which are both sent again: an indexer was restarted, or a load"
                + " balancer in front of it keeps no sessions", null, null);
        pendingCallbacks.add(() -> sameId.acknowledgement().fail(ambiguous));
        return ambiguous;
    }

    /** A request got no response: it may have been accepted, with an id that did not come back. */
    void idLost() {
        pending.idLost().ifPresent(request -> fail(List.of(request), "may have given an ackId to two requests"));
    }

    List<Long> pendingIds() {
        return pending.ids();
    }

    void indexed(Collection<Long> ids) {
        pending.remove(ids).forEach(request -> pendingCallbacks.add(request.acknowledgement()::requestIndexed));
    }

    /** Fails the requests that are pending for longer than the timeout. */
    void failOverdue() {
        fail(pending.removeOverdue(System.nanoTime()),
                "has not acknowledged the events within " + timeout.toMillis() + " ms");
    }

    /** Fails all pending requests and ends the channel. */
    void failAll() {
        fail(pending.end(), "had not acknowledged the events when their sender was stopped");
    }

    private void fail(Collection<PendingAck> requests, String why) {
        requests.forEach(request -> pendingCallbacks.add(() -> request.acknowledgement().fail(
                DeliveryException.transientFailure(server + " " + why + "; they are sent again", null, null))));
    }

    /** Whether nothing more is sent over this channel and no request is pending. */
    boolean isDone() {
        return pending.hasEnded() && pending.isEmpty();
    }
}
