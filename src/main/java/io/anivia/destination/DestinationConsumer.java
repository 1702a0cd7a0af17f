package io.anivia.destination;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.anivia.broker.Broker;
import io.anivia.broker.connection.Declaration;
import io.anivia.broker.consume.Prefetch;
import io.anivia.broker.consume.QueueSubscription;
import io.anivia.broker.publish.Publisher;
import io.anivia.broker.publish.PublisherLimits;
import io.anivia.contract.DestinationQueues;
import io.anivia.contract.MessageHeaders;
import io.anivia.destination.delivery.CircuitBreaker;
import io.anivia.destination.delivery.CompletedDeliveries;
import io.anivia.destination.delivery.DeadLetterPublisher;
import io.anivia.destination.delivery.DeferredAcknowledgement;
import io.anivia.destination.delivery.DeliveryException;
import io.anivia.destination.delivery.DeliveryResult;
import io.anivia.destination.delivery.DeliveryWorker;
import io.anivia.destination.delivery.DestinationMetrics;
import io.anivia.destination.delivery.EventBuffer;
import io.anivia.destination.delivery.QueuedEvent;
import io.anivia.destination.delivery.RetryPolicy;
import io.anivia.destination.http.FailureClassifier;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;
import org.apache.camel.Processor;
import org.apache.camel.Suspendable;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.util.CaseInsensitiveMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a destination: its subscriptions, its workers, its gate.
 *
 * <p>While it is suspended, and so while the context shuts down, what is being delivered is delivered to its end and
 * settled, and nothing is begun. A while later, or when it stops, the rest goes back to the broker.
 */
class DestinationConsumer extends DefaultConsumer implements Suspendable {

    private static final Logger LOG = LoggerFactory.getLogger(DestinationConsumer.class);

    /** Of events that wait for their time, which is a minute at most; a few beside the backlog. */
    private static final Prefetch LATER_PREFETCH = Prefetch.of(1000);
    /** RabbitMQ closes a channel over a delivery that was not acknowledged for 30 minutes. */
    private static final Duration LONGEST_HOLD = Duration.ofMinutes(10);
    /** What a delivery gets if the consumer is stopped without being suspended first. */
    private static final Duration LAST_MOMENT = Duration.ofSeconds(2);
    /** For a worker that can be interrupted to acknowledge what it has delivered. */
    private static final Duration AFTER_INTERRUPT = Duration.ofMillis(200);
    private static final Duration HOUSEKEEPING = Duration.ofSeconds(5);
    /** Time enough to make the queues that are to be counted. */
    private static final Duration FIRST_LOOK = Duration.ofSeconds(1);
    private static final PublisherLimits UNDELIVERABLE_LIMITS =
            new PublisherLimits(1000, 64L << 20, Duration.ofSeconds(10), true, true);

    private final DestinationEndpoint endpoint;
    private final Destination destination;
    private final DestinationQueues queues;
    private final EventBuffer inHand;
    /** A stopped one has ended for good. */
    private volatile CircuitBreaker gate;
    private final List<DeliveryWorker> workers = new CopyOnWriteArrayList<>();
    private volatile long queued = -1;
    private long heldSince;
    private @Nullable DestinationMetrics metrics;
    private @Nullable CompletedDeliveries delivered;
    private @Nullable DeadLetterPublisher undeliverable;
    private @Nullable ExecutorService threads;
    private @Nullable ScheduledExecutorService timer;
    private @Nullable Publisher publisher;
    private @Nullable QueueSubscription events;
    private @Nullable QueueSubscription later;

    DestinationConsumer(DestinationEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.destination = new Destination(endpoint, predicate(endpoint));
        this.queues = endpoint.queues();
        this.gate = newGate();
        this.inHand = new EventBuffer(endpoint.getBatchSize(), endpoint.getBatchBytes(),
                Duration.ofMillis(endpoint.getBatchInterval()), endpoint.retryPolicy().longest());
    }

    private CircuitBreaker newGate() {
        RetryPolicy policy = endpoint.retryPolicy();
        return new CircuitBreaker(policy.first(), policy.longest(), endpoint.slowStart());
    }

    private static @Nullable Predicate predicate(DestinationEndpoint endpoint) {
        String accept = endpoint.getAccept();
        if (accept == null || accept.isBlank()) {
            return null;
        }
        Predicate predicate = endpoint.getCamelContext().resolveLanguage("simple").createPredicate(accept);
        predicate.init(endpoint.getCamelContext());
        return predicate;
    }

    @Override
    public DestinationEndpoint getEndpoint() {
        return endpoint;
    }

    Destination destination() {
        return destination;
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        // It stays known while it is stopped: its events wait in its queue.
        endpoint.getComponent().destinations().add(this);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        if (endpoint.enablement() == DestinationEndpoint.Enablement.OFF) {
            return;
        }
        // A fallback that is not needed still delivers what was routed to it while it was.
        Broker broker = endpoint.getComponent().broker();
        // The others are declared by their subscriptions, and must not be twice at once: RabbitMQ 3.10 closes the
        // connection of who consumes a quorum queue that is just being made on another one.
        broker.declare(Declaration.queue(queues.dead()));
        gate = newGate();
        heldSince = System.nanoTime();
        DestinationMetrics counts = new DestinationMetrics(endpoint.getComponent().metersOrNone(), endpoint.getName());
        metrics = counts;
        startWorkers(broker, counts);
        events = broker.subscribe(Declaration.queue(queues.events()), endpoint.prefetch(),
                delivery -> inHand.add(QueuedEvent.fresh(delivery, counts::acknowledged)));
        later = broker.subscribe(Declaration.queue(queues.retry()), LATER_PREFETCH,
                delivery -> inHand.addLater(QueuedEvent.setAside(delivery, counts::acknowledged)));
        counts.gauges(() -> status().backlog(), () -> status().oldestSeconds(), () -> status().isSuspended() ? 1 : 0,
                () -> counts.balance() + unacknowledged() - held());
    }

    private void startWorkers(Broker broker, DestinationMetrics counts) {
        var executors = endpoint.getCamelContext().getExecutorServiceManager();
        String name = "destination-" + endpoint.getName();
        ExecutorService startedThreads = executors.newFixedThreadPool(this, name, endpoint.getConcurrency());
        threads = startedThreads;
        ScheduledExecutorService startedTimer = executors.newSingleThreadScheduledExecutor(this, name + "-timer");
        timer = startedTimer;
        Publisher startedPublisher = broker.publisher(name, UNDELIVERABLE_LIMITS);
        publisher = startedPublisher;
        CompletedDeliveries good = new CompletedDeliveries(endpoint.getName(), inHand, endpoint.duplicateFilter(), counts);
        delivered = good;
        DeadLetterPublisher bad = new DeadLetterPublisher(endpoint.getName(), queues, startedPublisher::publish,
                endpoint.retryPolicy(), startedTimer, counts);
        undeliverable = bad;
        for (int i = 0; i < endpoint.getConcurrency(); i++) {
            DeliveryWorker worker = new DeliveryWorker(endpoint.getName(), inHand, gate, this::deliver, good, bad,
                    new Random());
            workers.add(worker);
            startedThreads.execute(worker);
        }
        startedTimer.scheduleWithFixedDelay(() -> housekeeping(broker), FIRST_LOOK.toMillis(), HOUSEKEEPING.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private DeliveryResult deliver(List<QueuedEvent> items) {
        Exchange exchange = createExchange(false);
        try {
            createUoW(exchange);
            exchange.getIn().setBody(body(items));
            exchange.getIn().setHeaders(headers(items));
            getProcessor().process(exchange);
        } catch (Throwable e) {
            exchange.setException(e);
        }
        try {
            Exception failure = exchange.getException();
            if (failure == null && (exchange.isRollbackOnly() || exchange.isRollbackOnlyLast())) {
                failure = DeliveryException.event("the route marked it for rollback", null);
            }
            if (failure != null) {
                return DeliveryResult.failed(FailureClassifier.of(failure));
            }
            return DeferredAcknowledgement.of(exchange).map(DeliveryResult::promised).orElseGet(DeliveryResult::delivered);
        } finally {
            doneUoW(exchange);
            releaseExchange(exchange, false);
        }
    }

    private Object body(List<QueuedEvent> items) throws IOException {
        if (endpoint.getBatchSize() == 1) {
            return items.get(0).event();
        }
        List<Map<String, Object>> batch = new ArrayList<>(items.size());
        for (QueuedEvent item : items) {
            batch.add(item.event());
        }
        return batch;
    }

    /** An event alone brings its trace along. */
    private static Map<String, Object> headers(List<QueuedEvent> items) {
        Map<String, Object> headers = new CaseInsensitiveMap();
        if (items.size() == 1) {
            Stream.of("traceparent", "tracestate", MessageHeaders.RECEIPT).forEach(name -> {
                String value = items.get(0).header(name);
                if (value != null) {
                    headers.put(name, value);
                }
            });
        }
        return headers;
    }

    private void housekeeping(Broker broker) {
        try {
            OptionalLong ready = broker.messageCount(queues.events());
            OptionalLong waiting = broker.messageCount(queues.retry());
            long handedOut = broker.countsHandedOut() ? unacknowledged() : 0;
            queued = ready.isPresent() && events != null
                    ? Math.max(0, events.deliveries(ready.getAsLong()) + waiting.orElse(0) - handedOut) : -1;
            requeueBeforeConsumerTimeout();
        } catch (RuntimeException e) {
            // Thrown on, it would be the last time.
            LOG.warn("Destination '{}': the state of its queues is not known", endpoint.getName(), e);
        }
    }

    /**
     * Gives back what is in hand and not being delivered: to others, if this consumer is suspended, or to itself anew,
     * before the broker minds how long it was held.
     */
    private synchronized void requeueBeforeConsumerTimeout() {
        Duration held = Duration.ofNanos(System.nanoTime() - heldSince);
        boolean tooLong = held.compareTo(LONGEST_HOLD) > 0 && gate.closedFor().compareTo(LONGEST_HOLD) > 0;
        boolean underWay = publisher == null || publisher.pendingCallbacks() > 0 || promised() > 0;
        if (!underWay && (gate.isHalted() || tooLong)) {
            gate.ifIdle(() -> {
                heldSince = System.nanoTime();
                subscriptions().forEach(QueueSubscription::pause);
                inHand.clear();
                if (!gate.isHalted()) {
                    subscriptions().forEach(QueueSubscription::resume);
                }
            });
        }
    }

    private Stream<QueueSubscription> subscriptions() {
        return Stream.of(events, later).filter(Objects::nonNull);
    }

    DestinationStatus status() {
        CircuitBreaker.Status status = gate.status();
        boolean halted = gate.isHalted();
        OptionalLong oldest = Stream.of(inHand.oldestReceivedAt(),
                        delivered == null ? OptionalLong.empty() : delivered.oldestPromised(),
                        oldestHeld()).flatMapToLong(OptionalLong::stream).min();
        double age = oldest.isPresent() ? Math.max(0, System.currentTimeMillis() - oldest.getAsLong()) / 1000.0 : 0;
        return new DestinationStatus(
                halted ? DestinationStatus.SUSPENDED : status.state().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                halted ? Optional.of("its route is suspended") : status.reason(),
                status.nextTryMillis(), queued < 0 ? -1 : queued + unacknowledged(), age);
    }

    private OptionalLong oldestHeld() {
        return workers.stream().flatMapToLong(worker -> worker.oldestHeld().stream()).min();
    }

    /** Events that the broker has handed out and waits to hear of. */
    private long unacknowledged() {
        return subscriptions().mapToLong(QueueSubscription::inHand).sum();
    }

    /** Events that somebody here has in hand. */
    private long held() {
        return inHand.size() + workers.stream().mapToLong(DeliveryWorker::heldEvents).sum() + promised()
                + (undeliverable == null ? 0 : undeliverable.movingEvents());
    }

    private int promised() {
        return delivered == null ? 0 : delivered.promisedEvents();
    }

    @Override
    protected synchronized void doSuspend() {
        gate.halt();
        subscriptions().forEach(QueueSubscription::drain);
    }

    @Override
    protected synchronized void doResume() {
        gate.resume();
        subscriptions().forEach(QueueSubscription::resume);
    }

    @Override
    protected void doStop() throws Exception {
        boolean suddenly = !gate.isHalted();
        gate.halt();
        try {
            stopWorkers(suddenly ? LAST_MOMENT : Duration.ZERO);
        } catch (InterruptedException e) {
            // There is no time left; what follows must be done all the same.
            Thread.currentThread().interrupt();
        }
        var executors = endpoint.getCamelContext().getExecutorServiceManager();
        if (timer != null) {
            executors.shutdownNow(timer);
        }
        if (publisher != null) {
            // What is on its way to the dead letters is acknowledged before the channel goes.
            publisher.close();
        }
        subscriptions().forEach(QueueSubscription::close);
        if (events != null) {
            // Events are routed to it all the same, and wait there; it may have been stopped before the queue was made.
            endpoint.getComponent().broker().declare(Declaration.queue(queues.events()));
        }
        if (metrics != null) {
            metrics.removeGauges();
        }
        inHand.clear();
        workers.clear();
        super.doStop();
    }

    /** @param patience how long deliveries may take that are under way; those that had all the time there was get none */
    private void stopWorkers(Duration patience) throws InterruptedException {
        try {
            gate.awaitIdle(patience);
        } finally {
            gate.end();
            if (threads != null) {
                endpoint.getCamelContext().getExecutorServiceManager().shutdownNow(threads);
            }
        }
        if (threads != null) {
            threads.awaitTermination(AFTER_INTERRUPT.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    @Override
    protected void doShutdown() throws Exception {
        endpoint.getComponent().destinations().remove(this);
        super.doShutdown();
    }
}
