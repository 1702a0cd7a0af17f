package io.anivia.destination.http;

import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

import io.anivia.common.CertificateExpiries;
import io.anivia.destination.delivery.DeliveryException;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.DefaultAsyncProducer;
import org.jspecify.annotations.Nullable;

/**
 * What sinks that speak HTTP have in common: an exchange is completed exactly once, whatever happens, and its sender
 * never waits.
 */
public abstract class HttpProducer extends DefaultAsyncProducer {

    private @Nullable HttpUrl server;

    protected HttpProducer(Endpoint endpoint) {
        super(endpoint);
    }

    /** Connections to a server, or to what takes requests in its place in this context. */
    protected final HttpTransport open(HttpUrl server, HttpSettings settings) {
        this.server = server;
        Registry registry = getEndpoint().getCamelContext().getRegistry();
        HttpRecorder recorder = registry.lookupByNameAndType(HttpRecorder.NAME, HttpRecorder.class);
        if (recorder != null) {
            return HttpTransport.recorded(server, settings, recorder);
        }
        CertificateExpiries certificates = registry.findSingleByType(CertificateExpiries.class);
        return HttpTransport.open(server, settings,
                certificates == null ? CertificateExpiries.notMeasured() : certificates);
    }

    /**
     * Where the requests of an exchange go: to the server; or, if the exchange comes from a shadow, to what takes its
     * requests, over no connection.
     *
     * @param opened {@code null}: the producer is not started
     */
    protected static HttpTransport transportOf(Exchange exchange, @Nullable HttpTransport opened) {
        HttpTransport transport = Objects.requireNonNull(opened, "not started");
        return recorderOf(exchange).map(transport::recordedBy).orElse(transport);
    }

    /** Whether the requests of an exchange are not sent, but only shown. */
    protected static boolean isShown(Exchange exchange) {
        return recorderOf(exchange).isPresent();
    }

    private static Optional<HttpRecorder> recorderOf(Exchange exchange) {
        return exchange.getFromEndpoint() instanceof HttpRecorder.RecordedSource source ? source.recorder()
                : Optional.empty();
    }

    /**
     * Sends the message of an exchange, without blocking.
     *
     * @return completes, on any thread, when it is delivered
     * @throws DeliveryException it cannot be sent
     */
    protected abstract CompletionStage<?> deliver(Exchange exchange) throws DeliveryException;

    @Override
    public final boolean process(Exchange exchange, AsyncCallback callback) {
        CompletionStage<?> delivered;
        try {
            delivered = deliver(exchange);
        } catch (Throwable e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
        delivered.whenComplete((done, failure) -> {
            if (failure != null) {
                exchange.setException(classified(failure));
            }
            callback.done(false);
        });
        return false;
    }

    /** What is neither the network's nor a response's is left to the consumer, which knows its steps. */
    private Throwable classified(Throwable failure) {
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause()
                : failure;
        return cause instanceof IOException ? FailureClassifier.of(cause, String.valueOf(server)) : cause;
    }
}
