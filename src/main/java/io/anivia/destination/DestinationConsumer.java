package io.anivia.destination;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.anivia.broker.Broker;
import io.anivia.broker.consume.Delivery;
import io.anivia.broker.consume.Prefetch;
import io.anivia.broker.consume.QueueSubscription;
import io.anivia.broker.control.PauseNote;
import io.anivia.broker.publish.Publisher;
import io.anivia.broker.publish.PublisherLimits;
import io.anivia.contract.DestinationQueues;
import io.anivia.destination.delivery.CircuitBreaker;
import io.anivia.destination.delivery.CompletedDeliveries;
import io.anivia.destination.delivery.DeadLetterPublisher;
import io.anivia.destination.delivery.DeliveryLoop;
import io.anivia.destination.delivery.DeliveryOrder;
import io.anivia.destination.delivery.DeliveryTrial;
import io.anivia.destination.delivery.DestinationMetrics;
import io.anivia.destination.delivery.DestinationMetrics.FailedAttempt;
import io.anivia.destination.delivery.DuplicateFilter;
import io.anivia.destination.delivery.EventBuffer;
import io.anivia.destination.delivery.QueuedEvent;
import org.apache.camel.Processor;
import org.apache.camel.Suspendable;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a destination: its subscriptions, its deliveries, its circuit breaker.
 *
 * <p>While its route is suspended, and so while the context shuts down, deliveries under way go on to their end and are
 * acknowledged, and none begins. A while later, or when it stops, buffered events are requeued.
 */
class DestinationConsumer extends DefaultConsumer implements Suspendable {

    private static final Logger LOG = LoggerFactory.getLogger(DestinationConsumer.class);

    /** For events that wait for their time, a minute at most. */
    private static final Prefetch RETRY_PREFETCH = Prefetch.of(1000);
    /** RabbitMQ closes a channel over a delivery that is not acknowledged for 30 minutes. */
    private static final Duration REQUEUE_AFTER = Duration.ofMinutes(10);
    /** How long deliveries under way may take if the consumer stops without being suspended first. */
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);
    /** How long an interrupted thread may take to acknowledge what it has delivered. */
    private static final Duration AFTER_INTERRUPT = Duration.ofMillis(200);
    private static final Duration HOUSEKEEPING = Duration.ofSeconds(5);
    /** Until the queues are declared that housekeeping counts. */
    private static final Duration FIRST_HOUSEKEEPING = Duration.ofSeconds(1);
    private static final PublisherLimits DEAD_LETTER_LIMITS =
            new PublisherLimits(1000, 64L << 20, Duration.ofSeconds(10), false);

    private final DestinationEndpoint endpoint;
    private final Destination destination;
    private final DestinationQueues queues;
    private final EventBuffer buffer;
    private final OrderKeyExpression orderKey;
    /** Replaced when the consumer starts again: an ended one stays ended. */
    private volatile CircuitBreaker breaker;
    private volatile @Nullable DeliveryLoop loop;
    private volatile long queued = -1;
    private long bufferedSince;
    /** By its route, as while the context shuts down. */
    private volatile boolean isSuspended;
    private volatile @Nullable OperatorPause operatorPause;
    private @Nullable DestinationMetrics metrics;
    private @Nullable DuplicateFilter duplicates;
    private @Nullable CompletedDeliveries delivered;
    private @Nullable DeadLetterPublisher undeliverable;
    private @Nullable ExecutorService threads;
    private @Nullable ScheduledExecutorService timer;
    private @Nullable Publisher publisher;
    private @Nullable QueueSubscription events;
    private @Nullable QueueSubscription retries;
    private @Nullable FormerRetryDrain formerRetries;
    private @Nullable OldestQueued oldestQueued;
    private @Nullable OldestQueued oldestToRetry;

    DestinationConsumer(DestinationEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.destination = new Destination(endpoint);
        this.queues = endpoint.queues();
        this.breaker = newBreaker();
        this.buffer = new EventBuffer(endpoint.getBatchSize(), endpoint.getBatchBytes(),
                Duration.ofMillis(endpoint.getBatchInterval()), endpoint.retryPolicy().longest(), this::wakeLoop);
        // Where one delivery follows the other there is an order already.
        this.orderKey = new OrderKeyExpression(endpoint.getName(),
                endpoint.order() == DeliveryOrder.BY_KEY ? endpoint.getOrderBy() : null, endpoint.getCamelContext());
    }

    private CircuitBreaker newBreaker() {
        return new CircuitBreaker(endpoint.retryPolicy(), endpoint.slowStart(), this::wakeLoop);
    }

    private void wakeLoop() {
        DeliveryLoop running = loop;
        if (running != null) {
            running.wake();
        }
    }

    @Override
    public DestinationEndpoint getEndpoint() {
        return endpoint;
    }

    Destination destination() {
        return destination;
    }

    DeliveryTrial trial(Duration timeout) {
        return new DeliveryTrial(endpoint.retryPolicy(), endpoint.order(), endpoint.getBatchSize(),
                endpoint.getBatchBytes(), new RouteDelivery(this, endpoint), timeout);
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        if (endpoint.isShadow()) {
            ShadowRoute.refuseOtherTargets(endpoint.getName(), getRoute());
        }
        // Prospector routes events to it also while it is stopped: they wait in its queue.
        endpoint.getComponent().destinations().add(this);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        if (endpoint.enablement() == DestinationEndpoint.Enablement.OFF || !endpoint.getComponent().isConsuming()) {
            return;
        }
        // A fallback that is not needed still delivers what was routed to it before.
        Broker broker = endpoint.getComponent().broker();
        // The subscriptions declare the others. RabbitMQ 3.10 closes a connection that consumes a quorum queue while
        // another one declares it.
        broker.declare(queues.dead());
        breaker = newBreaker();
        breaker.pause();
        isSuspended = false;
        OperatorPause pause = new OperatorPause(endpoint.getName(), broker.pauses(), this::pauseChanged);
        operatorPause = pause;
        bufferedSince = System.nanoTime();
        DestinationMetrics counts = new DestinationMetrics(endpoint.getComponent().metersOrNone(), endpoint.getName(),
                endpoint.getComponent().destinations().replayFates());
        metrics = counts;
        startLoop(broker, counts);
        events = broker.subscribe(queues.events(), endpoint.prefetch(), delivery -> buffer.add(
                QueuedEvent.routed(delivery, orderKey.of(delivery.body()), counts::acknowledged)));
        Consumer<Delivery> toRetry = delivery -> buffer.addLater(
                QueuedEvent.retried(delivery, orderKey.of(delivery.body()), counts::acknowledged));
        retries = broker.subscribe(queues.retry(), RETRY_PREFETCH, toRetry);
        oldestQueued = new OldestQueued(broker, queues.events());
        oldestToRetry = new OldestQueued(broker, queues.retry());
        formerRetries = new FormerRetryDrain(endpoint.getName(), queues, broker, RETRY_PREFETCH, toRetry);
        counts.gauges(() -> status().backlog(), () -> status().oldestSeconds(), () -> status().isSuspended() ? 1 : 0,
                () -> status().state(), DestinationStatus.STATES, () -> status().sinceMillis() / 1000.0,
                () -> unaccounted(counts));
        pause.start(Objects.requireNonNull(timer));
    }

    private void startLoop(Broker broker, DestinationMetrics counts) {
        var executors = endpoint.getCamelContext().getExecutorServiceManager();
        String name = "destination-" + endpoint.getName();
        ExecutorService startedThreads = executors.newCachedThreadPool(this, name);
        threads = startedThreads;
        ScheduledExecutorService startedTimer = executors.newSingleThreadScheduledExecutor(this, name + "-timer");
        timer = startedTimer;
        Publisher startedPublisher = broker.publisher(name, DEAD_LETTER_LIMITS);
        publisher = startedPublisher;
        DuplicateFilter filter = endpoint.duplicateFilter();
        filter.start(endpoint.getCamelContext());
        duplicates = filter;
        CompletedDeliveries good = new CompletedDeliveries(endpoint.getName(), buffer, filter,
                this::hasConsent, counts);
        delivered = good;
        DeadLetterPublisher bad = new DeadLetterPublisher(endpoint.getName(), queues, startedPublisher::publish,
                endpoint.retryPolicy(), startedTimer, counts);
        undeliverable = bad;
        DeliveryLoop started = new DeliveryLoop(endpoint.getName(), endpoint.getConcurrency(), buffer, breaker,
                new RouteDelivery(this, endpoint), good, bad, endpoint.retryPolicy(), endpoint.order(), startedThreads,
                startedTimer, new Random());
        loop = started;
        started.start();
        startedTimer.scheduleWithFixedDelay(() -> housekeeping(broker, filter), FIRST_HOUSEKEEPING.toMillis(),
                HOUSEKEEPING.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** What is no event fails in the route. */
    private boolean hasConsent(QueuedEvent item) {
        if (!destination.needsConsent()) {
            return true;
        }
        try {
            return destination.isConsentGiven(item.event());
        } catch (IOException notJson) {
            return true;
        }
    }

    private void housekeeping(Broker broker, DuplicateFilter filter) {
        try {
            filter.start(endpoint.getCamelContext());
            OptionalLong ready = broker.messageCount(queues.events());
            OptionalLong waiting = broker.messageCount(queues.retry());
            long handedOut = broker.countsHandedOut() ? unacknowledged() : 0;
            queued = ready.isPresent() && events != null
                    ? Math.max(0, events.deliveries(ready.getAsLong()) + waiting.orElse(0) - handedOut) : -1;
            lookForTheOldest(ready, waiting);
            drainFormerRetries();
            requeueBeforeConsumerTimeout();
        } catch (Throwable e) {
            // The timer never runs a task again that has thrown.
            LOG.warn("Destination '{}': its queues could not be counted", endpoint.getName(), e);
        }
    }

    /** Events that nothing consumes grow old, too. While it delivers, what it has not in hand is younger, or others'. */
    private synchronized void lookForTheOldest(OptionalLong ready, OptionalLong waiting) {
        boolean isIdle = !breaker.isDelivering() && buffer.size() == 0 && promised() == 0;
        OptionalLong none = OptionalLong.of(0);
        if (oldestQueued != null && oldestToRetry != null) {
            oldestQueued.update(isIdle ? ready : none);
            oldestToRetry.update(isIdle ? waiting : none);
        }
    }

    private synchronized void drainFormerRetries() {
        if (formerRetries != null) {
            formerRetries.check(!breaker.isPaused());
        }
    }

    /**
     * Requeues buffered events that are not being delivered, before the broker's consumer timeout: to other processes
     * if this consumer is paused, else to itself.
     */
    private synchronized void requeueBeforeConsumerTimeout() {
        Duration buffered = Duration.ofNanos(System.nanoTime() - bufferedSince);
        boolean tooLong = buffered.compareTo(REQUEUE_AFTER) > 0 && breaker.failingFor().compareTo(REQUEUE_AFTER) > 0;
        boolean underWay = publisher == null || publisher.pendingCallbacks() > 0 || promised() > 0;
        if (!underWay && (breaker.isPaused() || tooLong)) {
            breaker.ifIdle(() -> {
                bufferedSince = System.nanoTime();
                expectBack();
                subscriptions().forEach(QueueSubscription::requeueAndCancel);
                buffer.clear();
                if (!breaker.isPaused()) {
                    subscriptions().forEach(QueueSubscription::resume);
                }
            });
        }
    }

    /** What is requeued counts as queued from now on, not only from the next count; and its oldest is the first again. */
    private void expectBack() {
        long back = unacknowledged();
        if (back > 0 && breaker.isPaused()) {
            queued = queued < 0 ? queued : queued + back;
            OptionalLong oldest = buffer.oldestReceivedAt();
            if (oldestQueued != null && oldest.isPresent()) {
                oldestQueued.expect(oldest.getAsLong(), back);
            }
        }
    }

    private Stream<QueueSubscription> subscriptions() {
        QueueSubscription former = formerRetries == null ? null : formerRetries.subscription().orElse(null);
        return Stream.of(events, retries, former).filter(Objects::nonNull);
    }

    DestinationStatus status() {
        CircuitBreaker.BreakerStatus status = breaker.status();
        OperatorPause pause = operatorPause;
        boolean paused = isSuspended || pause != null && pause.isPaused();
        OptionalLong oldest = Stream.of(buffer.oldestReceivedAt(),
                        oldestQueued == null ? OptionalLong.empty() : oldestQueued.receivedAt(),
                        oldestToRetry == null ? OptionalLong.empty() : oldestToRetry.receivedAt(),
                        delivered == null ? OptionalLong.empty() : delivered.oldestPromised())
                .flatMapToLong(OptionalLong::stream).min();
        double age = oldest.isPresent() ? Math.max(0, System.currentTimeMillis() - oldest.getAsLong()) / 1000.0 : 0;
        DestinationMetrics counts = metrics;
        DeliveryLoop running = loop;
        double underWay = running == null ? 0 : running.longestUnderWay().toMillis() / 1000.0;
        return new DestinationStatus(
                paused ? DestinationStatus.PAUSED : status.state().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                status.sinceMillis(),
                paused ? Optional.of(pause != null && pause.isPaused() ? pause.reason() : "its route is suspended")
                        : status.reason(),
                status.nextTryMillis(), queued, unacknowledged(), age, underWay,
                counts == null ? 0 : counts.lastSuccessMillis(),
                counts == null ? 0 : counts.lastFailure().map(FailedAttempt::atMillis).orElse(0L),
                counts == null ? Optional.empty() : counts.lastFailure().map(FailedAttempt::words),
                counts == null ? 0 : unaccounted(counts));
    }

    private long unaccounted(DestinationMetrics counts) {
        return counts.balance() + unacknowledged() - held();
    }

    /** Ends the wait for the next probe. */
    void probeNow() {
        if (!breaker.isPaused()) {
            breaker.resume();
        }
    }

    /** How many of its threads have died; there are none again when its route is started again. */
    long deadThreads() {
        DeliveryLoop running = loop;
        return running == null ? 0 : running.deadThreads();
    }

    /** Events that are delivered to this process and not acknowledged. */
    private long unacknowledged() {
        return subscriptions().mapToLong(QueueSubscription::unacknowledged).sum();
    }

    /** Events that are buffered, being delivered, awaiting acknowledgement or on their way to another queue. */
    private long held() {
        return (long) buffer.size() + promised() + (undeliverable == null ? 0 : undeliverable.movingEvents());
    }

    private int promised() {
        return delivered == null ? 0 : delivered.promisedEvents();
    }

    @Override
    protected void doSuspend() {
        isSuspended = true;
        holdOrRelease();
    }

    @Override
    protected void doResume() {
        isSuspended = false;
        holdOrRelease();
    }

    /** One of an earlier start, whose question is answered only now, says nothing of what runs. */
    private synchronized void pauseChanged(OperatorPause by) {
        if (by == operatorPause) {
            holdOrRelease();
        }
    }

    private synchronized void holdOrRelease() {
        OperatorPause pause = operatorPause;
        if (isSuspended || pause == null || pause.holdsDeliveries()) {
            breaker.pause();
            subscriptions().forEach(QueueSubscription::drain);
        } else {
            breaker.resume();
            subscriptions().forEach(QueueSubscription::resume);
        }
    }

    /** Asks the broker whether an operator has paused it, and pauses or resumes; blocks. */
    void lookForPause() {
        OperatorPause pause = operatorPause;
        if (pause != null) {
            pause.look();
        }
    }

    /** The operator, the time and the reason of its pause; empty if it is not, or if that is not known. */
    Optional<PauseNote> pauseNote() {
        OperatorPause pause = operatorPause;
        return pause == null ? Optional.empty() : pause.note();
    }

    @Override
    protected void doStop() throws Exception {
        forgetPause();
        boolean isSudden = !breaker.isPaused();
        breaker.pause();
        try {
            stopLoop(isSudden ? STOP_TIMEOUT : Duration.ZERO);
        } catch (InterruptedException e) {
            // What follows is done all the same.
            Thread.currentThread().interrupt();
        }
        var executors = endpoint.getCamelContext().getExecutorServiceManager();
        if (timer != null) {
            executors.shutdownNow(timer);
        }
        if (publisher != null) {
            // Dead letters on their way are acknowledged before the channel closes.
            publisher.close();
        }
        subscriptions().forEach(QueueSubscription::close);
        if (formerRetries != null) {
            formerRetries.close();
        }
        if (events != null) {
            // Events are routed to it all the same; the consumer may have stopped before the queue was declared.
            endpoint.getComponent().broker().declare(queues.events());
        }
        if (metrics != null) {
            metrics.removeGauges();
        }
        if (duplicates != null) {
            duplicates.stop();
        }
        buffer.clear();
        loop = null;
        super.doStop();
    }

    private synchronized void forgetPause() {
        operatorPause = null;
    }

    /** @param timeout how long deliveries under way may take */
    private void stopLoop(Duration timeout) throws InterruptedException {
        try {
            breaker.awaitIdle(timeout);
        } finally {
            breaker.end();
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
