package io.anivia.destination.omniture;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import io.anivia.destination.delivery.DeliveryException;
import io.anivia.destination.http.FailureClassifier;
import io.anivia.destination.http.HttpPool;
import io.anivia.destination.http.HttpResponse;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultProducer;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.jspecify.annotations.Nullable;

/** Sends the event in the body as one hit, on the calling thread. Leaves the message as it is. Thread-safe. */
class OmnitureProducer extends DefaultProducer {

    private static final ContentType CONTENT_TYPE = ContentType.create("text/xml", "UTF-8");

    private final OmnitureEndpoint endpoint;
    private final URI target;
    private final HitMapping mapping;
    private @Nullable HttpPool pool;

    OmnitureProducer(OmnitureEndpoint endpoint, URI target, HitMapping mapping) {
        super(endpoint);
        this.endpoint = endpoint;
        this.target = target;
        this.mapping = mapping;
    }

    @Override
    public void process(Exchange exchange) throws DeliveryException {
        HttpPost request = new HttpPost(target);
        request.setEntity(new ByteArrayEntity(HitRequest.encode(mapping.map(event(exchange))), CONTENT_TYPE));
        Optional<DeliveryException> failure = InsertionResponse.failure(send(request));
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    /** @throws DeliveryException permanent: a step of the route has replaced the event, or batches it */
    @SuppressWarnings("unchecked")
    private static Map<String, Object> event(Exchange exchange) throws DeliveryException {
        Object body = exchange.getMessage().getBody();
        if (body instanceof Map<?, ?> event) {
            return (Map<String, Object>) event;
        }
        throw DeliveryException.permanent("omniture: takes one event, a Map, and not "
                + (body == null ? "nothing" : "a " + body.getClass().getSimpleName())
                + ": leave batchSize at 1 and do not marshal", null);
    }

    private HttpResponse send(HttpPost request) throws DeliveryException {
        try {
            return Objects.requireNonNull(pool, "not started").send(request, InsertionResponse.MAX_BODY_BYTES);
        } catch (IOException e) {
            throw FailureClassifier.of(e);
        }
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
}
