package io.anivia.destination.splunk;

import java.util.List;
import java.util.Map;
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
 * Delivers the events of an exchange to Splunk, in one request, or in more if they do not fit into one.
 *
 * <p>Called by several threads at a time; blocks until Splunk has taken the events, not until it has indexed them.
 */
class HecProducer extends DefaultProducer {

    private static final Logger LOG = LoggerFactory.getLogger(HecProducer.class);

    private final HecEndpoint endpoint;
    private final HecRequest batch;
    private final HecClient client;
    private @Nullable HttpPool pool;
    private @Nullable HecAcknowledgement acknowledgement;
    private @Nullable ScheduledExecutorService poller;

    HecProducer(HecEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
        this.batch = endpoint.batch();
        this.client = endpoint.client();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        if (!endpoint.isAck()) {
            pool = HttpPool.open(endpoint.httpSettings());
            return;
        }
        HttpSettings ofAChannel = endpoint.channelSettings();
        HecAcknowledgement opened =
                new HecAcknowledgement(client, () -> HttpPool.open(ofAChannel), endpoint.ackLimits());
        poller = executors().newSingleThreadScheduledExecutor(this, "splunk-hec-acks");
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
     * Sends the body, an event or a {@code List} of them; with {@code ack}, promises that they will be indexed.
     *
     * @throws DeliveryException Splunk has not taken all of them. Without {@code ack} it tells which it has taken
     *         nonetheless; with it none, since who has taken them need not have indexed them
     */
    @Override
    public void process(Exchange exchange) throws DeliveryException {
        List<HecRequest.Part> parts = batch.encode(events(exchange.getMessage().getBody()));
        if (!endpoint.isAck()) {
            for (HecRequest.Part part : parts) {
                send(part);
            }
        } else if (!parts.isEmpty()) {
            IndexAcknowledgement promise = new IndexAcknowledgement(parts.size());
            for (HecRequest.Part part : parts) {
                tell(part, required(acknowledgement).send(part, promise));
            }
            DeferredAcknowledgement.give(exchange, promise.stage());
        }
    }

    private void send(HecRequest.Part part) throws DeliveryException {
        try {
            HecResponse answer = client.post(required(pool), null, part);
            if (!answer.accepted()) {
                throw answer.failure(client.toString(), part.first(), part.count());
            }
            tell(part, answer);
        } catch (DeliveryException e) {
            throw part.first() == 0 ? e : e.afterDelivering(upTo(part.first()));
        }
    }

    private void tell(HecRequest.Part part, HecResponse answer) {
        if (answer.nearlyFull()) {
            LOG.debug("{} took {} events, and is close to taking no more (code {})", client, part.count(),
                    answer.code());
        }
    }

    private static <T> T required(@Nullable T started) {
        return Objects.requireNonNull(started, "not started");
    }

    private static List<?> events(@Nullable Object body) throws DeliveryException {
        if (body instanceof List<?> events) {
            return events;
        }
        if (body instanceof Map<?, ?> event) {
            return List.of(event);
        }
        throw DeliveryException.event("Not sent to Splunk: the body is not an event (a Map) or a List of them, but "
                + (body == null ? "empty" : "a " + body.getClass().getName()), null);
    }

    private static Set<Integer> upTo(int position) {
        return IntStream.range(0, position).boxed().collect(Collectors.toSet());
    }
}
