package io.anivia.destination;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.anivia.common.LogThrottle;
import io.anivia.common.StackTrace;
import io.anivia.contract.MessageHeaders;
import io.anivia.destination.delivery.DeferredAcknowledgement;
import io.anivia.destination.delivery.DeliveryException;
import io.anivia.destination.delivery.DeliveryLoop;
import io.anivia.destination.delivery.DeliveryResult;
import io.anivia.destination.delivery.QueuedEvent;
import io.anivia.destination.http.FailureClassifier;
import io.anivia.destination.http.HttpObservation;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.util.CaseInsensitiveMap;
import org.apache.camel.util.ObjectHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a destination's route on events, and says what came of it. The last step of the route may call back later, from
 * another thread. Thread-safe.
 */
final class RouteDelivery implements DeliveryLoop.Route {

    private static final Logger LOG = LoggerFactory.getLogger(RouteDelivery.class);

    private final DefaultConsumer consumer;
    private final DestinationEndpoint endpoint;
    private final AddressDetail address;
    private final LogThrottle failingSteps = new LogThrottle(Duration.ofMinutes(1));

    /** @param endpoint the consumer's */
    RouteDelivery(DefaultConsumer consumer, DestinationEndpoint endpoint) {
        this.consumer = consumer;
        this.endpoint = endpoint;
        this.address = endpoint.addressDetail();
    }

    @Override
    public void deliver(List<QueuedEvent> items, Consumer<DeliveryResult> done) {
        Exchange exchange = consumer.createExchange(false);
        AtomicBoolean isDone = new AtomicBoolean();
        HttpObservation observation = HttpObservation.on(exchange);
        Consumer<DeliveryResult> observed = result -> {
            endpoint.exchanges().ended(observation, result.failure() == null ? null : result.failure().getMessage(),
                    () -> items.stream().flatMap(item -> item.id().stream()).toList());
            done.accept(result);
        };
        try {
            consumer.createUoW(exchange);
            exchange.getIn().setBody(body(items));
            exchange.getIn().setHeaders(headers(items));
            consumer.getAsyncProcessor().process(exchange, doneSync -> finish(exchange, isDone, observed));
        } catch (Throwable e) {
            exchange.setException(e);
            finish(exchange, isDone, observed);
        }
    }

    private void finish(Exchange exchange, AtomicBoolean isDone, Consumer<DeliveryResult> done) {
        if (!isDone.compareAndSet(false, true)) {
            // A step that has thrown after it has called back, or that calls back twice.
            return;
        }
        DeliveryResult result;
        try {
            result = result(exchange);
        } catch (Throwable e) {
            result = DeliveryResult.failed(DeliveryException.brokenOff(e));
        }
        try {
            consumer.doneUoW(exchange);
            consumer.releaseExchange(exchange, false);
        } finally {
            done.accept(result);
        }
    }

    private DeliveryResult result(Exchange exchange) {
        Exception failure = exchange.getException();
        if (failure == null && (exchange.isRollbackOnly() || exchange.isRollbackOnlyLast())) {
            failure = DeliveryException.poison("the route marked it for rollback", null);
        }
        if (failure != null) {
            DeliveryException classified = classify(failure);
            logFailingStep(exchange, failure, classified);
            return DeliveryResult.failed(atStep(exchange, classified));
        }
        return DeferredAcknowledgement.of(exchange).map(DeliveryResult::promised)
                .orElseGet(DeliveryResult::delivered)
                .without(exchange.getProperty(MessageHeaders.DROPPED_BY_STEPS, 0, Integer.class));
    }

    /** An Error that a step throws is no event's fault, unless the step says so itself. */
    private static DeliveryException classify(Exception failure) {
        DeliveryException classified = FailureClassifier.of(failure);
        Error error = ObjectHelper.getException(Error.class, failure);
        boolean isOwnWord = ObjectHelper.getException(DeliveryException.class, failure) != null;
        return error == null || isOwnWord || classified.fault() != DeliveryException.Fault.POISON ? classified
                : DeliveryException.transientFailure(error.getClass().getName(), null, failure);
    }

    /** Whether a step has thrown on an event; a sink that refuses one gives no cause. */
    private static boolean isThrown(DeliveryException classified) {
        return classified.fault() == DeliveryException.Fault.POISON && classified.getCause() != null;
    }

    /** Of a step that throws, the dead letter's reason says which. Sinks say what it is in their own words. */
    private static DeliveryException atStep(Exchange exchange, DeliveryException classified) {
        Optional<FailedStepProcessor.FailedStep> step = FailedStepProcessor.of(exchange);
        return isThrown(classified) && step.isPresent() ? classified.at("step '" + step.get().id() + "'") : classified;
    }

    /** A step that throws is a fault of the route more often than of the event: the log shows where. */
    private void logFailingStep(Exchange exchange, Exception failure, DeliveryException classified) {
        if (isThrown(classified) || ObjectHelper.getException(Error.class, failure) != null) {
            failingSteps.now().ifPresent(others -> LOG.warn("Destination '{}': step {} of route '{}' failed: {}; and"
                    + " {} such failures before", endpoint.getName(), FailedStepProcessor.of(exchange)
                            .map(Object::toString).orElse("none"), consumer.getRouteId(),
                    classified.getMessage(), others,
                    StackTrace.withoutMessages(failure)));
        }
    }

    private Object body(List<QueuedEvent> items) throws IOException {
        if (endpoint.getBatchSize() == 1) {
            return address.in(items.get(0).event());
        }
        List<Map<String, Object>> batch = new ArrayList<>(items.size());
        for (QueuedEvent item : items) {
            batch.add(address.in(item.event()));
        }
        return batch;
    }

    /** A single event keeps its trace context. */
    private static Map<String, Object> headers(List<QueuedEvent> items) {
        Map<String, Object> headers = new CaseInsensitiveMap();
        if (items.size() == 1) {
            Stream.concat(MessageHeaders.TRACE_CONTEXT.stream(), Stream.of(MessageHeaders.RECEIPT)).forEach(name -> {
                String value = items.get(0).header(name);
                if (value != null) {
                    headers.put(name, value);
                }
            });
        }
        return headers;
    }
}
