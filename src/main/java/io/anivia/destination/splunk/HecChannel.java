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
import io.anivia.destination.splunk.PendingAcks.Pending;
import org.jspecify.annotations.Nullable;

/**
 * A channel of Splunk's: one name, one jar of cookies and one connection, so that questions reach the indexer that took
 * the events.
 *
 * <p>Used by one thread at a time, which holds it: while a delivery is on its way, no question is asked, because what
 * the answer means depends on where the delivery went.
 */
final class HecChannel implements Closeable {

    /** A request that is pending no more; whoever waits for it is told when nobody holds the channel. */
    private record Settled(IndexAcknowledgement promise, @Nullable DeliveryException why) {
        void tell() {
            if (why == null) {
                promise.kept();
            } else {
                promise.broken(why);
            }
        }
    }

    private static final int MOST_IDS_AT_ONCE = 1000;

    private final String id = UUID.randomUUID().toString();
    private final ReentrantLock holder = new ReentrantLock(true);
    private final PendingAcks pending = new PendingAcks();
    private final List<Settled> settled = new ArrayList<>();
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

    /** Holds this channel to send over it, unless somebody holds it, waits for it, or nothing more is to be sent. */
    boolean holdToSend() {
        if (holder.hasQueuedThreads() || !holder.tryLock()) {
            return false;
        }
        if (pending.hasEnded()) {
            holder.unlock();
            return false;
        }
        return true;
    }

    /** Holds this channel once it is free, unless that takes too long. */
    boolean hold(Duration patience) throws InterruptedException {
        return holder.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    void hold() {
        holder.lock();
    }

    /** Lets others have it, and tells of the requests that are pending no more. @return how many these are */
    int release() {
        List<Settled> news = List.copyOf(settled);
        settled.clear();
        holder.unlock();
        news.forEach(Settled::tell);
        return news.size();
    }

    /**
     * Sends a part of a batch; the request is pending from then on.
     *
     * @throws DeliveryException the part was not taken, or it will never be known whether it is indexed
     */
    HecResponse send(HecRequest.Part part, IndexAcknowledgement promise) throws DeliveryException {
        HecResponse answer;
        try {
            answer = client.post(pool, id, part);
        } catch (DeliveryException noAnswer) {
            lost();
            throw noAnswer;
        }
        if (answer.code() == null) {
            // Not Splunk's: whether an indexer got the request is not known.
            lost();
        }
        if (!answer.accepted()) {
            throw answer.failure(client.toString(), part.first(), part.count());
        }
        if (answer.ackId() == null) {
            throw DeliveryException.lasting(client + " answered without an ackId: switch indexer acknowledgement on for"
                    + " the token, or set ack=false", null);
        }
        taken(answer.ackId(), new Pending(promise, System.nanoTime() + timeout.toNanos()));
        return answer;
    }

    private void taken(long ackId, Pending request) throws DeliveryException {
        Pending namesake = pending.taken(ackId, request).orElse(null);
        if (namesake != null) {
            DeliveryException twice = DeliveryException.passing(client + " gave ackId " + ackId + " to two requests of"
                    + " a channel, which are both sent again: an indexer was restarted, or a load balancer in front of"
                    + " it keeps no sessions", null, null);
            settled.add(new Settled(namesake.promise(), twice));
            throw twice;
        }
    }

    private void lost() {
        pending.lost().ifPresent(request -> broken(List.of(request), "may have given an ackId to two requests"));
    }

    /**
     * Asks about everything that is pending.
     *
     * @return whether anything was
     * @throws DeliveryException there was no answer, or none of use, to one of the questions
     */
    boolean ask() throws DeliveryException {
        List<Long> ids = pending.ids();
        for (int from = 0; from < ids.size(); from += MOST_IDS_AT_ONCE) {
            List<Long> some = ids.subList(from, Math.min(ids.size(), from + MOST_IDS_AT_ONCE));
            pending.acknowledged(client.acknowledged(pool, id, some))
                    .forEach(request -> settled.add(new Settled(request.promise(), null)));
        }
        return !ids.isEmpty();
    }

    /** Gives up the requests that have waited long enough. */
    void giveUpOverdue() {
        broken(pending.overdue(System.nanoTime()),
                "has not acknowledged the events within " + timeout.toMillis() + " ms");
    }

    /** Gives up everything. */
    void giveUp() {
        broken(pending.end(), "had not acknowledged the events when their sender was stopped");
    }

    private void broken(Collection<Pending> requests, String why) {
        requests.forEach(request -> settled.add(new Settled(request.promise(),
                DeliveryException.passing(client + " " + why + "; they are sent again", null, null))));
    }

    /** Whether nothing is to be sent over it, and nothing is pending. */
    boolean isDone() {
        return pending.hasEnded() && pending.isEmpty();
    }

    /** Ends its connection; a request that is on its way fails. May be called by a thread that does not hold it. */
    @Override
    public void close() throws IOException {
        pool.close();
    }
}
