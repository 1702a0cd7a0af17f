package io.anivia.destination;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import io.anivia.destination.http.HttpFaults;
import io.anivia.rabbitmq.Broker;
import io.anivia.rabbitmq.Declaration;
import io.anivia.rabbitmq.Delivery;
import io.anivia.rabbitmq.Publisher;
import io.anivia.rabbitmq.PublisherLimits;
import io.anivia.rabbitmq.QueueSubscription;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;
import org.apache.camel.Processor;
import org.apache.camel.Suspendable;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.util.CaseInsensitiveMap;
import org.jspecify.annotations.Nullable;

/** Runs a destination: its subscriptions, its workers, its gate. */
class DestinationConsumer extends DefaultConsumer implements Suspendable {

    /** Events that wait for their time are few, and small in number beside the backlog. */
    private static final int LATER_PREFETCH = 100;
    /** RabbitMQ closes a channel over a delivery that was not acknowledged for 30 minutes. */
    private static final Duration LONGEST_HOLD = Duration.ofMinutes(10);
    private static final PublisherLimits UNDELIVERABLE_LIMITS =
            new PublisherLimits(1000, 64L << 20, Duration.ofSeconds(10), true, true);
    private static final long COUNT_SECONDS = 5;

    private final DestinationEndpoint endpoint;
    private final Destination destination;
    private final DestinationQueues queues;
    private final Gate gate;
    private final InHand inHand;
    private final List<DeliveryWorker> workers = new ArrayList<>();
    private final AtomicInteger delivering = new AtomicInteger();
    private final DestinationMetrics metrics;
    /** Goes up whenever what is in hand is forgotten; only one thread at a time does that. */
    private volatile int generation;
    private volatile long heldSince = System.nanoTime();
    private volatile long queued = -1;
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
        RetryPolicy policy = endpoint.retryPolicy();
        this.gate = new Gate(policy.first(), policy.longest());
        this.inHand = new InHand(endpoint.getBatchSize(), endpoint.getBatchBytes(),
                Duration.ofMillis(endpoint.getBatchInterval()));
        this.metrics = new DestinationMetrics(endpoint.getComponent().metersOrNone(), endpoint.getName());
        endpoint.getComponent().destinations().add(this);
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
    protected void doStart() throws Exception {
        super.doStart();
        if (endpoint.enablement() == DestinationEndpoint.Enablement.OFF) {
            return;
        }
        // A fallback that is not needed still delivers what was routed to it while it was.
        Broker broker = endpoint.getComponent().broker();
        List.of(queues.events(), queues.later(), queues.dead())
                .forEach(queue -> broker.declare(Declaration.queue(queue)));
        var executors = endpoint.getCamelContext().getExecutorServiceManager();
        String name = "destination-" + endpoint.getName();
        ExecutorService startedThreads = executors.newFixedThreadPool(this, name, endpoint.getConcurrency());
        ScheduledExecutorService startedTimer = executors.newSingleThreadScheduledExecutor(this, name + "-timer");
        Publisher startedPublisher = broker.publisher(name, UNDELIVERABLE_LIMITS);
        Undeliverable undeliverable = new Undeliverable(endpoint.getName(), queues, startedPublisher,
                endpoint.retryPolicy(), startedTimer, metrics);
        for (int i = 0; i < endpoint.getConcurrency(); i++) {
            DeliveryWorker worker = new DeliveryWorker(endpoint.getName(), inHand, gate, this::deliver, undeliverable,
                    metrics, this::giveBackAfter);
            workers.add(worker);
            startedThreads.execute(worker);
        }
        threads = startedThreads;
        timer = startedTimer;
        publisher = startedPublisher;
        events = broker.subscribe(Declaration.queue(queues.events()), prefetch(), this::arrived);
        later = broker.subscribe(Declaration.queue(queues.later()), LATER_PREFETCH,
                delivery -> arrivedLater(delivery, startedTimer));
        startedTimer.scheduleWithFixedDelay(() -> countQueued(broker), 0, COUNT_SECONDS, TimeUnit.SECONDS);
        metrics.gauges(() -> status().backlog(), () -> status().oldestSeconds(),
                () -> status().isSuspended() ? 1 : 0);
    }

    /** A batch for each worker and one in waiting. */
    private int prefetch() {
        return Math.max(50, endpoint.getBatchSize() * (endpoint.getConcurrency() + 1));
    }

    private void arrived(Delivery delivery) {
        inHand.add(Item.of(delivery));
    }

    private void arrivedLater(Delivery delivery, ScheduledExecutorService scheduler) {
        Item item = Item.of(delivery);
        int arrivedIn = generation;
        long wait = Math.max(0, item.notBefore() - System.currentTimeMillis());
        scheduler.schedule(() -> {
            if (arrivedIn == generation) {
                inHand.addDue(item);
            }
        }, wait, TimeUnit.MILLISECONDS);
    }

    private Optional<DeliveryException> deliver(List<Item> items) {
        delivering.incrementAndGet();
        Exchange exchange = createExchange(false);
        try {
            exchange.getIn().setBody(body(items));
            exchange.getIn().setHeaders(headers(items));
            createUoW(exchange);
            getProcessor().process(exchange);
        } catch (Exception e) {
            exchange.setException(e);
        } finally {
            delivering.decrementAndGet();
        }
        Exception failure = exchange.getException();
        doneUoW(exchange);
        releaseExchange(exchange, false);
        return failure == null ? Optional.empty() : Optional.of(HttpFaults.of(failure));
    }

    private Object body(List<Item> items) throws IOException {
        if (endpoint.getBatchSize() == 1) {
            return items.get(0).event();
        }
        List<Map<String, Object>> batch = new ArrayList<>(items.size());
        for (Item item : items) {
            batch.add(item.event());
        }
        return batch;
    }

    /** An event alone brings its trace along. */
    private static Map<String, Object> headers(List<Item> items) {
        Map<String, Object> headers = new CaseInsensitiveMap();
        if (items.size() == 1) {
            Stream.of("traceparent", "tracestate", MessageHeaders.RECEIPT).forEach(name -> {
                String value = items.get(0).delivery().header(name);
                if (value != null) {
                    headers.put(name, value);
                }
            });
        }
        return headers;
    }

    /** Gives back what a closed destination has held for too long; it comes again at once, to be held anew. */
    private boolean giveBackAfter(Duration closed) {
        boolean tooLong = closed.compareTo(LONGEST_HOLD) > 0
                && System.nanoTime() - heldSince > LONGEST_HOLD.toNanos();
        if (!tooLong || delivering.get() > 0) {
            return false;
        }
        heldSince = System.nanoTime();
        subscriptions().forEach(QueueSubscription::pause);
        forget();
        subscriptions().forEach(QueueSubscription::resume);
        return true;
    }

    /** What is in hand and not being delivered is the broker's again, or will be. */
    private void forget() {
        generation++;
        inHand.clear();
    }

    private Stream<QueueSubscription> subscriptions() {
        return Stream.of(events, later).filter(Objects::nonNull);
    }

    private void countQueued(Broker broker) {
        OptionalLong ready = broker.messageCount(queues.events());
        OptionalLong waiting = broker.messageCount(queues.later());
        queued = ready.isPresent() ? ready.getAsLong() + waiting.orElse(0) : -1;
    }

    DestinationStatus status() {
        Gate.Status status = gate.status();
        OptionalLong oldest = LongStream.concat(inHand.oldestReceivedAt().stream(),
                workers.stream().flatMapToLong(worker -> worker.oldestHeld().stream())).min();
        double age = oldest.isPresent() ? Math.max(0, System.currentTimeMillis() - oldest.getAsLong()) / 1000.0 : 0;
        long unacknowledged = inHand.size() + workers.stream().mapToLong(DeliveryWorker::heldEvents).sum();
        return new DestinationStatus(status.state().name().toLowerCase().replace('_', ' '), status.reason(),
                status.nextTryMillis(), queued < 0 ? -1 : queued + unacknowledged, age);
    }

    @Override
    protected void doSuspend() {
        subscriptions().forEach(QueueSubscription::drain);
        forget();
    }

    @Override
    protected void doResume() {
        subscriptions().forEach(QueueSubscription::resume);
    }

    @Override
    protected void doStop() throws Exception {
        // Workers first: what they deliver while they end can still be acknowledged.
        endpoint.getCamelContext().getExecutorServiceManager().shutdownNow(threads);
        if (threads != null) {
            threads.awaitTermination(endpoint.getCamelContext().getShutdownStrategy().getTimeout(), TimeUnit.SECONDS);
        }
        if (publisher != null) {
            publisher.close();
        }
        subscriptions().forEach(QueueSubscription::close);
        endpoint.getCamelContext().getExecutorServiceManager().shutdownNow(timer);
        workers.clear();
        endpoint.getComponent().destinations().remove(this);
        super.doStop();
    }
}
