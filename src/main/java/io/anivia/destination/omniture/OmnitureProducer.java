package io.anivia.destination.omniture;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.anivia.destination.delivery.DeliveryException;
import io.anivia.destination.http.HttpObservation;
import io.anivia.destination.http.HttpProducer;
import io.anivia.destination.http.HttpTransport;
import io.anivia.destination.http.HttpUrl;
import io.anivia.destination.http.OutgoingRequest;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** Sends the event in the body as one hit. Leaves the message as it is. Thread-safe; does not block. */
class OmnitureProducer extends HttpProducer {

    private static final String CONTENT_TYPE = "text/xml; charset=UTF-8";

    private final OmnitureEndpoint endpoint;
    private final HttpUrl target;
    private final HitMapping mapping;
    private final Map<String, String> headers;
    private @Nullable HttpTransport transport;

    OmnitureProducer(OmnitureEndpoint endpoint, HttpUrl target, HitMapping mapping) {
        super(endpoint);
        this.endpoint = endpoint;
        this.target = target;
        this.mapping = mapping;
        String authorization = target.authorization();
        this.headers = authorization == null ? Map.of("Content-Type", CONTENT_TYPE)
                : Map.of("Content-Type", CONTENT_TYPE, "Authorization", authorization);
    }

    @Override
    protected CompletionStage<?> deliver(Exchange exchange) throws DeliveryException {
        byte[] hit = HitRequest.encode(mapping.map(event(exchange)));
        return transportOf(exchange, transport)
                .send(new OutgoingRequest("POST", target.target(), headers, hit, HttpObservation.of(exchange)),
                        InsertionResponse.MAX_BODY_BYTES)
                .<Object>thenCompose(response -> InsertionResponse.failure(response)
                        .<CompletionStage<Object>>map(failure ->
                                CompletableFuture.failedStage(failure.withAnswer(response.body())))
                        .orElseGet(() -> CompletableFuture.completedStage(null)));
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

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        transport = open(target, endpoint.httpSettings());
    }

    @Override
    protected void doStop() throws Exception {
        HttpTransport open = transport;
        transport = null;
        if (open != null) {
            open.close();
        }
        super.doStop();
    }
}
