package io.anivia.destination.splunk;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.anivia.destination.delivery.DeferredAcknowledgement;
import io.anivia.destination.delivery.DeliveryException;
import io.anivia.destination.http.FailureClassifier;
import io.anivia.destination.http.HttpObservation;
import io.anivia.destination.http.HttpProducer;
import io.anivia.destination.http.HttpSettings;
import io.anivia.destination.http.HttpTransport;
import org.apache.camel.Exchange;
import org.apache.camel.spi.ExecutorServiceManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the events of an exchange to Splunk, in one request, or in more, one after the other, if they do not fit into
 * one. Thread-safe; does not block. The exchange is complete when Splunk has accepted the events, not when it has
 * indexed them.
 */
class SplunkProducer extends HttpProducer {

    /** In place of the channel that a connection has. */
    private static final String SHOWN_CHANNEL = "00000000-0000-4000-8000-000000000000";
    private static final Logger LOG = LoggerFactory.getLogger(SplunkProducer.class);

    private final SplunkEndpoint endpoint;
    private final HecRequest request;
    private final HecClient client;
    private @Nullable HttpTransport transport;
    private @Nullable HecAcknowledgement acknowledgement;
    private @Nullable ScheduledExecutorService timer;

    SplunkProducer(SplunkEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
        this.request = endpoint.request();
        this.client = endpoint.client();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        HttpSettings settings = endpoint.httpSettings();
        HttpTransport opened = open(endpoint.address().server(), settings);
        transport = opened;
        if (endpoint.isAck()) {
            ScheduledExecutorService started = executors().newSingleThreadScheduledExecutor(this, "splunk-acks");
            timer = started;
            HecAcknowledgement acks = new HecAcknowledgement(client,
                    () -> opened.sharingThread(settings.forOneSession()), endpoint.ackLimits(), started);
            long interval = endpoint.getAckPollInterval().toMillis();
            started.scheduleWithFixedDelay(acks::poll, interval, interval, TimeUnit.MILLISECONDS);
            acknowledgement = acks;
        }
    }

    @Override
    protected void doStop() throws Exception {
        if (timer != null) {
            executors().shutdownNow(timer);
            timer = null;
        }
        if (acknowledgement != null) {
            acknowledgement.close();
            acknowledgement = null;
        }
        if (transport != null) {
            transport.close();
            transport = null;
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
     * @return fails with a {@link DeliveryException} if Splunk has not accepted all events. Without {@code ack} it
     *         holds the positions of those that were accepted; with {@code ack} none, since accepted events need not be
     *         indexed
     */
    @Override
    protected CompletionStage<?> deliver(Exchange exchange) throws DeliveryException {
        HttpObservation observation = HttpObservation.of(exchange);
        List<HecRequestBody> bodies = request.encode(exchange.getMessage().getBody()).stream()
                .map(body -> body.observedBy(observation)).toList();
        if (!endpoint.isAck() || isShown(exchange)) {
            HttpTransport to = transportOf(exchange, transport);
            // What is only shown is never acknowledged.
            String channel = endpoint.isAck() ? SHOWN_CHANNEL : null;
            return inTurn(bodies, body -> send(to, channel, body));
        }
        if (bodies.isEmpty()) {
            return CompletableFuture.completedStage(null);
        }
        HecAcknowledgement acks = started(acknowledgement);
        IndexAcknowledgement indexed = new IndexAcknowledgement(bodies.size());
        return inTurn(bodies, body -> acks.send(body, indexed))
                .thenRun(() -> DeferredAcknowledgement.give(exchange, indexed.stage()));
    }

    /** The next body is sent when the one before it is accepted. */
    private CompletionStage<?> inTurn(List<HecRequestBody> bodies,
            Function<HecRequestBody, CompletionStage<HecResponse>> sender) {
        if (bodies.isEmpty()) {
            return CompletableFuture.completedStage(null);
        }
        HecRequestBody first = bodies.get(0);
        return sender.apply(first).thenCompose(response -> {
            logIfNearlyFull(first, response);
            return inTurn(bodies.subList(1, bodies.size()), sender);
        });
    }

    private CompletionStage<HecResponse> send(HttpTransport to, @Nullable String channel, HecRequestBody body) {
        return client.post(to, channel, body).handle((response, failure) -> {
            if (failure == null && response.accepted()) {
                return CompletableFuture.completedStage(response);
            }
            DeliveryException refused = failure == null
                    ? response.failure(client.toString(), body) : FailureClassifier.of(failure, client.toString());
            return CompletableFuture.<HecResponse>failedStage(
                    body.first() == 0 ? refused : refused.afterDelivering(positionsBelow(body.first())));
        }).thenCompose(Function.identity());
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
