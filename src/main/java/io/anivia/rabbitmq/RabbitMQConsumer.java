package io.anivia.rabbitmq;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import io.anivia.broker.connection.BrokerException;
import io.anivia.broker.consume.Delivery;
import io.anivia.broker.consume.DeliveryBuffer;
import io.anivia.common.Backoff;
import io.anivia.common.LogThrottle;
import io.anivia.common.StackTrace;
import io.anivia.contract.MessageHeaders;
import io.anivia.contract.QueueShards;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.RollbackExchangeException;
import org.apache.camel.Suspendable;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands each delivery to the route in an exchange, and acknowledges it when the route has completed.
 *
 * <p>Exchanges are processed asynchronously: up to {@code prefetchCount} are on their way for each consumer, with one
 * thread to start them. The delivery of an exchange that fails, or is marked for rollback, is requeued after
 * {@code requeueDelay}, which doubles with each time up to {@code maxRequeueDelay}. While it is suspended, and so while
 * the context shuts down, exchanges on their way complete and are acknowledged, and none are started.
 *
 * <p>A {@link BrokerException} says that the broker takes no messages now, so consuming stops as a whole, for a time
 * that grows with each failure, and goes on with the first success. Not so a message that can never be published, which
 * is the fault of one exchange.
 */
class RabbitMQConsumer extends DefaultConsumer implements Suspendable {

    private static final Logger LOG = LoggerFactory.getLogger(RabbitMQConsumer.class);
    private static final Duration FIRST_BACKOFF = Duration.ofMillis(200);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(5);
    /** Between looks whether a look for former shards is due. */
    private static final long LOOK_SECONDS = 5;

    private final RabbitMQEndpoint endpoint;
    private final QueueShards queues;
    private final String queue;

    /** Guards {@link #brokerFailures} and {@link #resumeAt}; notified when exchanges may be started again. */
    private final Object flow = new Object();
    private final LogThrottle brokerFailureLog = new LogThrottle();
    private final LogThrottle failureLog = new LogThrottle();
    /** In a row. */
    private volatile int brokerFailures;
    /** {@link System#nanoTime}. */
    private long resumeAt;
    private @Nullable ShardSubscriptions subscriptions;
    private @Nullable ExecutorService threads;
    private @Nullable ScheduledExecutorService requeues;
    private volatile boolean flowing;

    RabbitMQConsumer(RabbitMQEndpoint endpoint, QueueShards queues, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.queues = queues;
        this.queue = queues.queue();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        var executors = endpoint.getCamelContext().getExecutorServiceManager();
        int consumers = endpoint.getConcurrentConsumers();
        ExecutorService started = executors.newFixedThreadPool(this, "rabbitmq-" + queue, consumers);
        threads = started;
        ScheduledExecutorService timer = executors.newSingleThreadScheduledExecutor(this, "rabbitmq-requeue-" + queue);
        requeues = timer;
        flowing = true;
        List<DeliveryBuffer> buffers =
                Stream.generate(() -> new DeliveryBuffer(endpoint.getPrefetchCount())).limit(consumers).toList();
        ShardSubscriptions opened = new ShardSubscriptions(endpoint.broker(), queues, endpoint.prefetch(), buffers);
        subscriptions = opened;
        opened.open();
        buffers.forEach(buffer -> started.execute(() -> consume(buffer)));
        if (endpoint.getShards() > 0) {
            timer.scheduleWithFixedDelay(opened::lookForFormer, 0, LOOK_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void consume(DeliveryBuffer buffer) {
        try {
            while (isRunAllowed()) {
                awaitFlow();
                Delivery next = buffer.take();
                if (next != null && !flowing) {
                    buffer.putBack(next);
                } else if (next != null) {
                    process(next);
                }
            }
        } catch (InterruptedException e) {
            // The consumer is being stopped; buffered deliveries are requeued when their channel is closed.
            Thread.currentThread().interrupt();
        }
    }

    private void awaitFlow() throws InterruptedException {
        synchronized (flow) {
            long nanos = backoffNanos();
            while (!flowing || nanos > 0) {
                if (flowing) {
                    TimeUnit.NANOSECONDS.timedWait(flow, nanos);
                } else {
                    flow.wait();
                }
                nanos = backoffNanos();
            }
        }
    }

    private long backoffNanos() {
        return brokerFailures == 0 ? 0 : resumeAt - System.nanoTime();
    }

    /** Of exchanges that fail together, the first one sets the time. */
    private void backOff(BrokerException failure) {
        synchronized (flow) {
            if (backoffNanos() > 0) {
                return;
            }
            resumeAt = System.nanoTime()
                    + Backoff.fullJitter(FIRST_BACKOFF, LONGEST_BACKOFF, brokerFailures).toNanos();
            if (++brokerFailures == 1) {
                brokerFailureLog.now().ifPresent(others -> LOG.warn("Queue '{}' is not consumed for now: {}",
                        queue, failure.getMessage()));
            }
        }
    }

    private void succeeded() {
        if (brokerFailures > 0) {
            synchronized (flow) {
                // Of exchanges that succeed together, the first one ends the backoff.
                if (brokerFailures > 0) {
                    LOG.info("Queue '{}' is consumed again, after {} failure(s)", queue, brokerFailures);
                    brokerFailures = 0;
                    flow.notifyAll();
                }
            }
        }
    }

    private static boolean isOfBroker(Exception failure) {
        return failure instanceof BrokerException && !(failure instanceof BrokerException.Unsendable);
    }

    private void log(Throwable failure, Duration requeuedIn) {
        failureLog.now().ifPresent(others -> {
            if (failure instanceof BrokerException) {
                LOG.warn("Queue '{}': what became of a message cannot be published, and it is requeued in {} ms: {}; and"
                        + " {} such failures before", queue, requeuedIn.toMillis(), failure.getMessage(), others);
            } else {
                LOG.warn("Queue '{}': a message could not be processed, and is requeued in {} ms; and {} such failures"
                        + " before", queue, requeuedIn.toMillis(), others, StackTrace.withoutMessages(failure));
            }
        });
    }

    private Duration requeueDelay(Delivery delivery) {
        return Backoff.ceiling(Duration.ofMillis(endpoint.getRequeueDelay()),
                Duration.ofMillis(Math.max(endpoint.getRequeueDelay(), endpoint.getMaxRequeueDelay())),
                delivery.returns());
    }


    private void process(Delivery delivery) {
        AtomicBoolean isCompleted = new AtomicBoolean();
        try {
            Exchange exchange = createExchange(false);
            fill(exchange.getIn(), delivery);
            createUoW(exchange);
            getAsyncProcessor().process(exchange, doneSync -> {
                if (isCompleted.compareAndSet(false, true)) {
                    complete(exchange, delivery);
                }
            });
        } catch (Exception | Error e) {
            // Without this thread, the queue would not be consumed any more.
            Duration delay = requeueDelay(delivery);
            if (isCompleted.compareAndSet(false, true)) {
                requeueLater(delivery, delay);
            }
            log(e, delay);
        }
    }

    private static void fill(Message message, Delivery delivery) {
        message.setBody(delivery.body());
        delivery.headers().forEach((name, value) -> {
            if (!MessageHeaders.isInternal(name)) {
                message.setHeader(name, value);
            }
        });
        message.setHeader(RabbitMQConstants.REDELIVERED, delivery.redelivered());
        if (delivery.contentType() != null) {
            message.setHeader(Exchange.CONTENT_TYPE, delivery.contentType());
        }
        if (delivery.contentEncoding() != null) {
            message.setHeader(Exchange.CONTENT_ENCODING, delivery.contentEncoding());
        }
    }

    private void complete(Exchange exchange, Delivery delivery) {
        Exception failure = exchange.getException();
        if (failure == null && (exchange.isRollbackOnly() || exchange.isRollbackOnlyLast())) {
            failure = new RollbackExchangeException("the route marked it for rollback", exchange);
        }
        try {
            if (failure == null) {
                delivery.ack();
                succeeded();
            } else {
                failed(failure, delivery);
            }
        } finally {
            doneUoW(exchange);
            releaseExchange(exchange, false);
        }
    }

    private void failed(Exception failure, Delivery delivery) {
        Duration delay = isOfBroker(failure) ? Duration.ofMillis(endpoint.getRequeueDelay()) : requeueDelay(delivery);
        requeueLater(delivery, delay);
        if (isOfBroker(failure)) {
            backOff((BrokerException) failure);
        } else {
            log(failure, delay);
        }
    }

    private void requeueLater(Delivery delivery, Duration delay) {
        ScheduledExecutorService later = requeues;
        if (later == null) {
            return;
        }
        try {
            later.schedule(delivery::requeue, delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // The consumer is being stopped: the delivery is requeued when its channel is closed.
            LOG.debug("Queue '{}' is consumed no more", queue, e);
        }
    }

    @Override
    protected void doSuspend() {
        flowing = false;
        if (subscriptions != null) {
            subscriptions.drain();
        }
    }

    @Override
    protected void doResume() {
        if (subscriptions != null) {
            subscriptions.resume();
        }
        synchronized (flow) {
            flowing = true;
            flow.notifyAll();
        }
    }

    @Override
    protected void doStop() throws Exception {
        flowing = false;
        if (subscriptions != null) {
            subscriptions.close();
            subscriptions = null;
        }
        var executors = endpoint.getCamelContext().getExecutorServiceManager();
        // A route that was never started is stopped, too.
        Stream.of(threads, requeues).filter(Objects::nonNull).forEach(executors::shutdownNow);
        super.doStop();
    }
}
