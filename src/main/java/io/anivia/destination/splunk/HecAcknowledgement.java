package io.anivia.destination.splunk;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.anivia.destination.delivery.DeliveryException;
import io.anivia.destination.http.HttpPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends events and polls until Splunk has indexed them. Thread-safe.
 *
 * <p>There are as many channels as threads that send at the same time, and one more during a poll; besides these, the
 * channels over which nothing more is sent, until their last request is complete.
 *
 * @see <a href="https://docs.splunk.com/Documentation/Splunk/latest/Data/AboutHECIDXAck">HTTP Event Collector indexer
 *      acknowledgment</a>
 */
final class HecAcknowledgement implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(HecAcknowledgement.class);

    private final HecClient client;
    private final Supplier<HttpPool> pools;
    private final AcknowledgementLimits limits;
    /** One permit for each request that may still become pending. */
    private final Semaphore permits;
    private final List<HecChannel> channels = new CopyOnWriteArrayList<>();
    private volatile boolean closed;
    /** Whether the last poll failed. Used by the polling thread only. */
    private boolean pollFailed;

    /** @param pools opens the connections of a new channel */
    HecAcknowledgement(HecClient client, Supplier<HttpPool> pools, AcknowledgementLimits limits) {
        this.client = client;
        this.pools = pools;
        this.limits = limits;
        this.permits = new Semaphore(limits.maxPending());
    }

    /**
     * Sends one request body; returns when Splunk has accepted it.
     *
     * @param acknowledgement completed when the body is indexed, failed if that does not happen in time
     * @throws DeliveryException the body was not accepted, or whether it is indexed cannot be found out
     */
    HecResponse send(HecRequestBody body, IndexAcknowledgement acknowledgement) throws DeliveryException {
        acquirePermit();
        try {
            return sendOver(acquireChannel(), body, acknowledgement);
        } catch (DeliveryException | RuntimeException e) {
            permits.release();
            throw e;
        }
    }

    private HecResponse sendOver(HecChannel channel, HecRequestBody body, IndexAcknowledgement acknowledgement)
            throws DeliveryException {
        try {
            if (closed) {
                // The channel may be younger than the list of channels that close() goes through.
                channel.failAll();
                throw DeliveryException.transientFailure("not sent to " + client + ": it is being stopped", null, null);
            }
            return channel.send(body, acknowledgement);
        } finally {
            release(channel);
        }
    }

    private void acquirePermit() throws DeliveryException {
        try {
            if (!permits.tryAcquire(limits.maxWait().toMillis(), TimeUnit.MILLISECONDS)) {
                throw DeliveryException.transientFailure(client + " has not acknowledged any of " + limits.maxPending()
                        + " requests for " + limits.maxWait().toMillis()
                        + " ms; nothing more is sent until it does (maxPendingAcks)", null, null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw DeliveryException.transientFailure("not sent to " + client + ": interrupted", null, e);
        }
    }

    /** A channel that is locked by the calling thread. */
    private HecChannel acquireChannel() {
        for (HecChannel channel : channels) {
            if (channel.tryLockToSend()) {
                return channel;
            }
        }
        HecChannel fresh = new HecChannel(client, pools.get(), limits.timeout());
        fresh.lock();
        channels.add(fresh);
        return fresh;
    }

    private void release(HecChannel channel) {
        if (channel.isDone()) {
            channels.remove(channel);
            close(channel);
        }
        permits.release(channel.unlock());
    }

    private void close(HecChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("{}: a channel did not close cleanly", client, e);
        }
    }

    /** Polls once for all pending requests. Called by one thread, at every interval. */
    void poll() {
        try {
            for (HecChannel channel : channels) {
                if (!closed && channel.tryLock(limits.pollInterval())) {
                    poll(channel);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            // What leaves this method ends the schedule.
            LOG.error("{}: a poll for acknowledgements failed unexpectedly; the next one follows in {} ms", client,
                    limits.pollInterval().toMillis(), e);
        }
    }

    private void poll(HecChannel channel) {
        try {
            if (channel.poll()) {
                pollSucceeded();
            }
        } catch (DeliveryException e) {
            pollFailed(e);
        } finally {
            channel.failOverdue();
            release(channel);
        }
    }

    private void pollSucceeded() {
        if (pollFailed) {
            pollFailed = false;
            LOG.info("{} answers polls for acknowledgements again", client);
        }
    }

    /** Fails no event: each may be indexed already. */
    private void pollFailed(DeliveryException failure) {
        if (!pollFailed && !closed) {
            pollFailed = true;
            LOG.warn("{}; polled again every {} ms, for up to {} ms for the same events", failure.getMessage(),
                    limits.pollInterval().toMillis(), limits.timeout().toMillis());
        }
    }

    /** Closes all connections and fails all pending requests. */
    @Override
    public void close() {
        closed = true;
        permits.release(limits.maxPending());
        // A request on its way fails, so that its thread unlocks the channel at once.
        channels.forEach(this::close);
        for (HecChannel channel : channels) {
            channel.lock();
            channel.failAll();
            release(channel);
        }
    }
}
