package io.anivia.destination.splunk;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
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
 * Sends events, and finds out when Splunk has indexed them. Thread-safe.
 *
 * <p>There are as many channels as threads that send at the same time, and one more while questions are asked; besides
 * those that are left and asked about to their end.
 *
 * @see <a href="https://docs.splunk.com/Documentation/Splunk/latest/Data/AboutHECIDXAck">HTTP Event Collector indexer
 *      acknowledgment</a>
 */
final class HecAcknowledgement implements Closeable {

    /**
     * @param timeout from Splunk's answer until a request that is not acknowledged is to be sent again
     * @param pollInterval between questions about what is pending
     * @param maxPending requests not yet acknowledged, at most
     * @param patience how long to wait when there are so many
     */
    record Limits(Duration timeout, Duration pollInterval, int maxPending, Duration patience) {
    }

    private static final Logger LOG = LoggerFactory.getLogger(HecAcknowledgement.class);

    private final HecClient client;
    private final Supplier<HttpPool> pools;
    private final Limits limits;
    private final Semaphore free;
    private final List<HecChannel> channels = new CopyOnWriteArrayList<>();
    private volatile boolean closed;
    /** Used by the poller only. */
    private boolean unanswered;

    /** @param pools makes the connections of a channel */
    HecAcknowledgement(HecClient client, Supplier<HttpPool> pools, Limits limits) {
        this.client = client;
        this.pools = pools;
        this.limits = limits;
        this.free = new Semaphore(limits.maxPending());
    }

    /**
     * Sends a part of a batch; returns once Splunk has taken it.
     *
     * @param promise is kept when it is indexed, and broken if that does not happen in time
     * @throws DeliveryException the part was not taken, or it will never be known whether it is indexed
     */
    HecResponse send(HecRequest.Part part, IndexAcknowledgement promise) throws DeliveryException {
        waitUntilFree();
        try {
            return sendOver(channel(), part, promise);
        } catch (DeliveryException | RuntimeException e) {
            free.release();
            throw e;
        }
    }

    private HecResponse sendOver(HecChannel channel, HecRequest.Part part, IndexAcknowledgement promise) throws DeliveryException {
        try {
            requireOpen();
            return channel.send(part, promise);
        } finally {
            release(channel);
        }
    }

    private void waitUntilFree() throws DeliveryException {
        try {
            if (!free.tryAcquire(limits.patience().toMillis(), TimeUnit.MILLISECONDS)) {
                throw DeliveryException.passing(client + " has not acknowledged any of " + limits.maxPending()
                        + " requests for " + limits.patience().toMillis()
                        + " ms; nothing more is sent until it does (maxPendingAcks)", null, null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw DeliveryException.passing("not sent to " + client + ": interrupted", null, e);
        }
    }

    private void requireOpen() throws DeliveryException {
        if (closed) {
            throw DeliveryException.passing("not sent to " + client + ": it is being stopped", null, null);
        }
    }

    /** A channel that the caller holds. */
    private HecChannel channel() {
        for (HecChannel channel : channels) {
            if (channel.holdToSend()) {
                return channel;
            }
        }
        HecChannel fresh = new HecChannel(client, pools.get(), limits.timeout());
        fresh.hold();
        channels.add(fresh);
        return fresh;
    }

    private void release(HecChannel channel) {
        if (channel.isDone()) {
            channels.remove(channel);
            close(channel);
        }
        free.release(channel.release());
    }

    private void close(HecChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("{}: a channel did not close cleanly", client, e);
        }
    }

    /** Asks about everything that is pending, once. To be called by one thread, at every interval. */
    void poll() {
        try {
            for (HecChannel channel : channels) {
                if (!closed && channel.hold(limits.pollInterval())) {
                    poll(channel);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // Thrown on, it would end the polling.
            LOG.error("{}: asking about acknowledgements broke off; it is tried again", client, e);
        }
    }

    private void poll(HecChannel channel) {
        try {
            if (channel.ask()) {
                answered();
            }
        } catch (DeliveryException e) {
            unanswered(e);
        } finally {
            channel.giveUpOverdue();
            release(channel);
        }
    }

    private void answered() {
        if (unanswered) {
            unanswered = false;
            LOG.info("{} tells again what it has indexed", client);
        }
    }

    /** Not the events' fault: they may have been indexed long since. */
    private void unanswered(DeliveryException failure) {
        if (!unanswered && !closed) {
            unanswered = true;
            LOG.warn("{}; asked again every {} ms, but not for longer than {} ms about the same events",
                    failure.getMessage(), limits.pollInterval().toMillis(), limits.timeout().toMillis());
        }
    }

    /** Ends all connections, and breaks what was promised. */
    @Override
    public void close() {
        closed = true;
        free.release(limits.maxPending());
        // So that nobody holds one for long.
        channels.forEach(this::close);
        for (HecChannel channel : channels) {
            channel.hold();
            channel.giveUp();
            release(channel);
        }
    }
}
