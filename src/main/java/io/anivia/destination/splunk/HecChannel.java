package io.anivia.destination.splunk;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import io.anivia.destination.delivery.DeliveryException;
import io.anivia.destination.http.HttpPool;

/**
 * A HEC channel: an id, a cookie store and one connection, so that polls reach the indexer that took the events.
 *
 * <p>Every method but {@link #close} needs the channel's lock. A poll never runs beside a delivery, because what its
 * response means depends on the indexer that the delivery went to.
 */
final class HecChannel implements Closeable {

    private static final int MAX_IDS_PER_POLL = 1000;

    private final String id = UUID.randomUUID().toString();
    private final ReentrantLock lock = new ReentrantLock(true);
    private final PendingAcks pending = new PendingAcks();
    /** Callbacks of requests that are no longer pending; they run after the lock is released. */
    private final List<Runnable> pendingCallbacks = new ArrayList<>();
    private final HecClient client;
    private final HttpPool pool;
    private final Duration timeout;

    /**
     * @param pool for this channel alone, with cookies; closed with it
     * @param timeout how long a request may be pending
     */
    HecChannel(HecClient client, HttpPool pool, Duration timeout) {
        this.client = client;
        this.pool = pool;
        this.timeout = timeout;
    }

    /** Locks this channel, unless it is locked, waited for, or closed to further requests. */
    boolean tryLockToSend() {
        if (lock.hasQueuedThreads() || !lock.tryLock()) {
            return false;
        }
        if (pending.hasEnded()) {
            lock.unlock();
            return false;
        }
        return true;
    }

    boolean tryLock(Duration maxWait) throws InterruptedException {
        return lock.tryLock(maxWait.toNanos(), TimeUnit.NANOSECONDS);
    }

    void lock() {
        lock.lock();
    }

    /** Unlocks, then calls back for the requests that are no longer pending. @return how many these are */
    int unlock() {
        List<Runnable> callbacks = List.copyOf(pendingCallbacks);
        pendingCallbacks.clear();
        lock.unlock();
        callbacks.forEach(Runnable::run);
        return callbacks.size();
    }

    /**
     * Sends one request body; the request is pending from then on.
     *
     * @throws DeliveryException the body was not accepted, or whether it is indexed cannot be found out
     */
    HecResponse send(HecRequestBody body, IndexAcknowledgement acknowledgement) throws DeliveryException {
        HecResponse response;
        try {
            response = client.post(pool, id, body);
        } catch (DeliveryException noResponse) {
            idLost();
            throw noResponse;
        }
        if (response.code() == null) {
            // Not Splunk's response: an indexer may or may not have got the request.
            idLost();
        }
        if (!response.accepted()) {
            throw response.failure(client.toString(), body.first(), body.count());
        }
        if (response.ackId() == null) {
            throw DeliveryException.permanent(client + " answered without an ackId: switch indexer acknowledgement on"
                    + " for the token, or set ack=false", null);
        }
        accepted(response.ackId(), new PendingAck(acknowledgement, System.nanoTime() + timeout.toNanos()));
        return response;
    }

    private void accepted(long ackId, PendingAck request) throws DeliveryException {
        PendingAck sameId = pending.add(ackId, request).orElse(null);
        if (sameId != null) {
            DeliveryException ambiguous = DeliveryException.transientFailure(client + " gave ackId " + ackId
                    + " to two requests of a channel, which are both sent again: an indexer was restarted, or a load"
                    + " balancer in front of it keeps no sessions", null, null);
            pendingCallbacks.add(() -> sameId.acknowledgement().fail(ambiguous));
            throw ambiguous;
        }
    }

    private void idLost() {
        pending.idLost().ifPresent(request -> fail(List.of(request), "may have given an ackId to two requests"));
    }

    /**
     * Polls for all pending requests.
     *
     * @return whether there were any
     * @throws DeliveryException there was no response, or none of use, to one of the polls
     */
    boolean poll() throws DeliveryException {
        List<Long> ids = pending.ids();
        for (int from = 0; from < ids.size(); from += MAX_IDS_PER_POLL) {
            List<Long> some = ids.subList(from, Math.min(ids.size(), from + MAX_IDS_PER_POLL));
            pending.remove(client.acknowledged(pool, id, some))
                    .forEach(request -> pendingCallbacks.add(request.acknowledgement()::requestIndexed));
        }
        return !ids.isEmpty();
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
                DeliveryException.transientFailure(client + " " + why + "; they are sent again", null, null))));
    }

    /** Whether nothing more is sent over this channel and no request is pending. */
    boolean isDone() {
        return pending.hasEnded() && pending.isEmpty();
    }

    /** Closes the connection; a request on its way fails. Needs no lock. */
    @Override
    public void close() throws IOException {
        pool.close();
    }
}
