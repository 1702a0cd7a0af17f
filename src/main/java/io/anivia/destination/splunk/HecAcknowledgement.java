package io.anivia.destination.splunk;

import java.io.Closeable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.anivia.destination.delivery.DeliveryException;
import io.anivia.destination.http.DeadConnectionException;
import io.anivia.destination.http.FailureClassifier;
import io.anivia.destination.http.HttpTransport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends events and polls until Splunk has indexed them. Thread-safe; does not block: its lock is held for moments only,
 * never while a request is under way.
 *
 * <p>There are as many channels as requests that are sent at the same time, and one more during a poll; besides these,
 * the channels over which nothing more is sent, until their last request is complete.
 *
 * @see <a href="https://docs.splunk.com/Documentation/Splunk/latest/Data/AboutHECIDXAck">HTTP Event Collector indexer
 *      acknowledgment</a>
 */
final class HecAcknowledgement implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(HecAcknowledgement.class);
    private static final int MAX_IDS_PER_POLL = 1000;

    /** A body to be sent; {@code timer} ends its wait for a permit. */
    private static final class HecDelivery {

        private final HecRequestBody body;
        private final IndexAcknowledgement acknowledgement;
        private final CompletableFuture<HecResponse> accepted = new CompletableFuture<>();
        private @Nullable Future<?> timer;
        private boolean isSecondTry;

        HecDelivery(HecRequestBody body, IndexAcknowledgement acknowledgement) {
            this.body = body;
            this.acknowledgement = acknowledgement;
        }
    }

    private final HecClient client;
    private final Supplier<HttpTransport> transports;
    private final AcknowledgementLimits limits;
    private final ScheduledExecutorService timer;

    // What follows is guarded by this.
    /** One for each request that may still become pending. */
    private int permits;
    private final Deque<HecDelivery> waiting = new ArrayDeque<>();
    private final List<HecChannel> channels = new ArrayList<>();
    private boolean closed;
    /** Those that this round of polls has not polled yet; the first is being polled, or due as soon as it is free. */
    private final Deque<HecChannel> unpolled = new ArrayDeque<>();
    private boolean isPolling;
    /** Whether the last poll failed. */
    private boolean pollFailed;

    /**
     * @param transports opens the connections of a new channel
     * @param timer ends waits; its owner also has it call {@link #poll} at every interval
     */
    HecAcknowledgement(HecClient client, Supplier<HttpTransport> transports, AcknowledgementLimits limits,
            ScheduledExecutorService timer) {
        this.client = client;
        this.transports = transports;
        this.limits = limits;
        this.timer = timer;
        this.permits = limits.maxPending();
    }

    /**
     * Sends one request body.
     *
     * @param acknowledgement completed when the body is indexed, failed if that does not happen in time
     * @return completes when Splunk has accepted it; fails with a {@link DeliveryException} if it has not, or if
     *         whether it is indexed cannot be found out
     */
    CompletionStage<HecResponse> send(HecRequestBody body, IndexAcknowledgement acknowledgement) {
        HecDelivery delivery = new HecDelivery(body, acknowledgement);
        synchronized (this) {
            if (permits == 0 && !closed) {
                waiting.addLast(delivery);
                limitWait(delivery);
                return delivery.accepted;
            }
            permits--;
        }
        start(delivery);
        return delivery.accepted;
    }

    private void limitWait(HecDelivery delivery) {
        try {
            delivery.timer = timer.schedule(() -> giveUp(delivery), limits.maxWait().toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // It is being stopped; close() fails what waits.
            LOG.debug("{}: a delivery waits without a limit", client, e);
        }
    }

    private void giveUp(HecDelivery delivery) {
        boolean waits;
        synchronized (this) {
            waits = waiting.remove(delivery);
        }
        if (waits) {
            delivery.accepted.completeExceptionally(DeliveryException.transientFailure(client
                    + " has not acknowledged any of " + limits.maxPending() + " requests for "
                    + limits.maxWait().toMillis() + " ms; nothing more is sent until it does (maxPendingAcks)", null,
                    null));
        }
    }

    /** Sends it over a free channel; it has a permit. */
    private void start(HecDelivery delivery) {
        try {
            HecChannel channel = useFreeChannel();
            if (channel == null) {
                failed(delivery, stopped());
                return;
            }
            client.post(channel.transport(), channel.id(), delivery.body)
                    .whenComplete((response, failure) -> answered(channel, delivery, response, failure));
        } catch (Throwable e) {
            failed(delivery, e);
        }
    }

    private DeliveryException stopped() {
        return DeliveryException.transientFailure("not sent to " + client + ": it is being stopped", null, null);
    }

    /** {@code null} if it is closed. */
    private synchronized @Nullable HecChannel useFreeChannel() {
        if (closed) {
            return null;
        }
        for (HecChannel channel : channels) {
            if (channel.tryUseToSend()) {
                return channel;
            }
        }
        HttpTransport transport = transports.get();
        if (closed) {
            transport.close();
            return null;
        }
        HecChannel fresh = new HecChannel(client.toString(), transport, limits.timeout());
        fresh.tryUseToSend();
        channels.add(fresh);
        return fresh;
    }

    private void answered(HecChannel channel, HecDelivery delivery, @Nullable HecResponse response,
            @Nullable Throwable failure) {
        DeliveryException refused = failure == null ? null : FailureClassifier.of(failure);
        synchronized (this) {
            if (response == null) {
                channel.idLost();
            } else {
                refused = channel.answered(delivery.body, response, delivery.acknowledgement);
            }
            if (closed) {
                channel.failAll();
            }
        }
        release(channel);
        if (refused != null && refused.getCause() instanceof DeadConnectionException && !delivery.isSecondTry) {
            // Over another channel: this one has ended, for an indexer may have taken the request.
            delivery.isSecondTry = true;
            start(delivery);
        } else if (refused != null) {
            failed(delivery, refused);
        } else {
            delivery.accepted.complete(response);
        }
    }

    private void failed(HecDelivery delivery, Throwable failure) {
        releasePermits(1);
        delivery.accepted.completeExceptionally(failure);
    }

    /** A delivery or a poll over this channel has ended. */
    private void release(HecChannel channel) {
        List<Runnable> callbacks;
        boolean poll;
        synchronized (this) {
            callbacks = channel.takeCallbacks();
            channel.free();
            if (channel.isDone() && channels.remove(channel)) {
                channel.transport().close();
            }
            poll = !closed && channel.isPollDue() && channel.tryUseToPoll();
            isPolling |= poll;
        }
        callbacks.forEach(Runnable::run);
        releasePermits(callbacks.size());
        if (poll) {
            poll(channel);
        }
    }

    private void releasePermits(int count) {
        List<HecDelivery> permitted = new ArrayList<>();
        synchronized (this) {
            permits += count;
            while (permits > 0 && !waiting.isEmpty()) {
                permits--;
                HecDelivery next = waiting.removeFirst();
                if (next.timer != null) {
                    next.timer.cancel(false);
                }
                permitted.add(next);
            }
        }
        permitted.forEach(this::start);
    }

    /**
     * Polls for all pending requests, one channel after the other; called at every interval. A channel that is in use
     * is polled next, but is passed over if it still is at the next interval. Does nothing while a poll is under way.
     */
    void poll() {
        try {
            synchronized (this) {
                if (isPolling) {
                    return;
                }
                if (unpolled.isEmpty()) {
                    unpolled.addAll(channels);
                } else {
                    unpolled.removeFirst().skipPoll();
                }
            }
            pollNext();
        } catch (RuntimeException | Error e) {
            // What leaves this method ends the schedule.
            LOG.error("{}: a poll for acknowledgements failed unexpectedly; the next one follows in {} ms", client,
                    limits.pollInterval().toMillis(), e);
        }
    }

    private void pollNext() {
        HecChannel next;
        synchronized (this) {
            next = unpolled.peekFirst();
            if (next == null || closed || !next.tryUseToPoll()) {
                return;
            }
            isPolling = true;
        }
        poll(next);
    }

    private void poll(HecChannel channel) {
        List<Long> ids;
        synchronized (this) {
            ids = channel.pendingIds();
        }
        if (ids.isEmpty()) {
            pollEnded(channel);
        } else {
            poll(channel, ids);
        }
    }

    /** @param ids those that are left to ask for */
    private void poll(HecChannel channel, List<Long> ids) {
        List<Long> some = ids.subList(0, Math.min(ids.size(), MAX_IDS_PER_POLL));
        client.acknowledged(channel.transport(), channel.id(), some).whenComplete((indexed, failure) -> {
            if (failure == null && pollGoesOn(channel, indexed, ids.size() > some.size())) {
                poll(channel, ids.subList(some.size(), ids.size()));
            } else {
                pollEnded(channel, failure);
            }
        });
    }

    private synchronized boolean pollGoesOn(HecChannel channel, Set<Long> indexed, boolean isMore) {
        channel.indexed(indexed);
        return isMore && !closed;
    }

    private void pollEnded(HecChannel channel, @Nullable Throwable failure) {
        synchronized (this) {
            channel.failOverdue();
            if (failure == null) {
                pollSucceeded();
            } else {
                // Fails no event: each may be indexed already.
                pollFailed(failure);
            }
        }
        pollEnded(channel);
    }

    private void pollEnded(HecChannel channel) {
        synchronized (this) {
            unpolled.remove(channel);
            isPolling = false;
        }
        release(channel);
        pollNext();
    }

    private void pollSucceeded() {
        if (pollFailed) {
            pollFailed = false;
            LOG.info("{} answers polls for acknowledgements again", client);
        }
    }

    private void pollFailed(Throwable failure) {
        if (!pollFailed && !closed) {
            pollFailed = true;
            LOG.warn("{}; polled again every {} ms, for up to {} ms for the same events",
                    FailureClassifier.of(failure).getMessage(), limits.pollInterval().toMillis(),
                    limits.timeout().toMillis());
        }
    }

    /** Closes all connections and fails all pending requests; those on their way fail as their connections close. */
    @Override
    public void close() {
        List<Runnable> callbacks = new ArrayList<>();
        List<HecDelivery> refused;
        synchronized (this) {
            closed = true;
            refused = List.copyOf(waiting);
            waiting.clear();
            for (HecChannel channel : channels) {
                channel.transport().close();
                channel.failAll();
                callbacks.addAll(channel.takeCallbacks());
            }
        }
        callbacks.forEach(Runnable::run);
        refused.forEach(delivery -> delivery.accepted.completeExceptionally(stopped()));
    }
}
