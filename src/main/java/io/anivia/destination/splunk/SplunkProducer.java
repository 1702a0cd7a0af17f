package io.anivia.destination.splunk;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.anivia.destination.delivery.DeferredAcknowledgement;
import io.anivia.destination.delivery.DeliveryException;
import io.anivia.destination.http.HttpPool;
import io.anivia.destination.http.HttpSettings;
import org.apache.camel.Exchange;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.support.DefaultProducer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the events of an exchange to Splunk, in one request, or in more if they do not fit into one.
 *
 * <p>Thread-safe. Blocks until Splunk has accepted the events, not until it has indexed them.
 */
class SplunkProducer extends DefaultProducer {

    private static final Logger LOG = LoggerFactory.getLogger(SplunkProducer.class);

    private final SplunkEndpoint endpoint;
    private final HecRequest request;
    private final HecClient client;
    private @Nullable HttpPool pool;
    private @Nullable HecAcknowledgement acknowledgement;
    private @Nullable ScheduledExecutorService poller;

    SplunkProducer(SplunkEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
        this.request = endpoint.request();
        this.client = endpoint.client();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        if (!endpoint.isAck()) {
            pool = HttpPool.open(endpoint.httpSettings());
            return;
        }
        HttpSettings channelSettings = endpoint.channelSettings();
        HecAcknowledgement opened =
                new HecAcknowledgement(client, () -> HttpPool.open(channelSettings), endpoint.ackLimits());
        poller = executors().newSingleThreadScheduledExecutor(this, "splunk-acks");
        long interval = endpoint.getAckPollInterval().toMillis();
        poller.scheduleWithFixedDelay(opened::poll, interval, interval, TimeUnit.MILLISECONDS);
        acknowledgement = opened;
    }

    @Override
    protected void doStop() throws Exception {
        if (poller != null) {
            executors().shutdownNow(poller);
            poller = null;
        }
        if (acknowledgement != null) {
            acknowledgement.close();
            acknowledgement = null;
        }
        if (pool != null) {
            pool.close();
            pool = null;
        }
        super.doStop();
    }

    private ExecutorServiceManager executors() {
        return endpoint.getCamelContext().getExecutorServiceManager();
    }

    /**
     * Sends the body, an event or a {@code List} of them. With {@code ack}, the exchange gets a deferred
     * acknowledgement that completes when all are indexed.
     *
     * @throws DeliveryException Splunk has not accepted all events. Without {@code ack} it holds the positions of those
     *         that were accepted; with {@code ack} none, since accepted events need not be indexed
     */
    @Override
    public void process(Exchange exchange) throws DeliveryException {
        List<HecRequestBody> bodies = request.encode(exchange.getMessage().getBody());
        if (!endpoint.isAck()) {
            for (HecRequestBody body : bodies) {
                send(body);
            }
        } else if (!bodies.isEmpty()) {
            IndexAcknowledgement indexed = new IndexAcknowledgement(bodies.size());
            for (HecRequestBody body : bodies) {
                logIfNearlyFull(body, started(acknowledgement).send(body, indexed));
            }
            DeferredAcknowledgement.give(exchange, indexed.stage());
        }
    }

    private void send(HecRequestBody body) throws DeliveryException {
        try {
            HecResponse response = client.post(started(pool), null, body);
            if (!response.accepted()) {
                throw response.failure(client.toString(), body.first(), body.count());
            }
            logIfNearlyFull(body, response);
        } catch (DeliveryException e) {
            throw body.first() == 0 ? e : e.afterDelivering(positionsBelow(body.first()));
        }
    }

    private void logIfNearlyFull(HecRequestBody body, HecResponse response) {
        if (response.nearlyFull()) {
            LOG.debug("{} accepted {} events, and will soon accept no more (code {})", client, body.count(),
                    response.code());
        }
    }

    private static <T> T started(@Nullable T resource) {
        return Objects.requireNonNull(resource, "not started");
    }

    private static Set<Integer> positionsBelow(int end) {
        return IntStream.range(0, end).boxed().collect(Collectors.toSet());
    }
}
