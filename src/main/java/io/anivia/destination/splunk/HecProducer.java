package io.anivia.destination.splunk;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.anivia.destination.DeliveryException;
import io.anivia.destination.http.HttpPool;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultProducer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers the events of an exchange to Splunk, in one request, or in more if they do not fit into one.
 *
 * <p>Called by several threads at a time; blocks until Splunk has answered.
 */
class HecProducer extends DefaultProducer {

    private static final Logger LOG = LoggerFactory.getLogger(HecProducer.class);

    private final HecEndpoint endpoint;
    private final HecBatch batch;
    private final HecClient client;
    private @Nullable HttpPool pool;

    HecProducer(HecEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
        this.batch = endpoint.batch();
        this.client = endpoint.client();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        pool = HttpPool.open(endpoint.httpSettings());
    }

    @Override
    protected void doStop() throws Exception {
        HttpPool open = pool;
        pool = null;
        if (open != null) {
            open.close();
        }
        super.doStop();
    }

    /**
     * Sends the body, an event or a {@code List} of them.
     *
     * @throws DeliveryException Splunk has not taken all of them; it tells which it has taken nonetheless
     */
    @Override
    public void process(Exchange exchange) throws DeliveryException {
        for (HecBatch.Part part : batch.encode(events(exchange.getMessage().getBody()))) {
            send(part);
        }
    }

    private void send(HecBatch.Part part) throws DeliveryException {
        try {
            HecAnswer answer = client.post(Objects.requireNonNull(pool, "not started"), part);
            if (answer.nearlyFull()) {
                LOG.debug("{} took {} events, and is close to taking no more (code {})", endpoint.address(),
                        part.count(), answer.code());
            }
        } catch (DeliveryException e) {
            throw part.first() == 0 ? e : e.afterDelivering(upTo(part.first()));
        }
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
