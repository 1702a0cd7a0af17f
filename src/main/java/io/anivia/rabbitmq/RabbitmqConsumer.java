package io.anivia.rabbitmq;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.Suspendable;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultMessage;
import org.apache.camel.util.CaseInsensitiveMap;
import org.jspecify.annotations.Nullable;

/**
 * Hands deliveries to the route, one or a batch in an exchange, and acknowledges them when the route has completed.
 *
 * <p>Exchanges are processed asynchronously: up to {@code prefetchCount} are on their way for each consumer, with one
 * thread to start them. The deliveries of an exchange that fails are held for {@code requeueDelay} and given back.
 */
class RabbitmqConsumer extends DefaultConsumer implements Suspendable {

    private final RabbitmqEndpoint endpoint;
    private final List<QueueSubscription> subscriptions = new ArrayList<>();
    private @Nullable ExecutorService threads;
    private @Nullable ScheduledExecutorService requeues;

    RabbitmqConsumer(RabbitmqEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        var executors = endpoint.getCamelContext().getExecutorServiceManager();
        ExecutorService started =
                executors.newFixedThreadPool(this, "rabbitmq-" + endpoint.getQueue(), endpoint.getConcurrentConsumers());
        threads = started;
        requeues = executors.newSingleThreadScheduledExecutor(this, "rabbitmq-requeue-" + endpoint.getQueue());
        for (int i = 0; i < endpoint.getConcurrentConsumers(); i++) {
            // Bounded by the prefetch count: the broker sends no more.
            BlockingQueue<Delivery> inHand = new LinkedBlockingQueue<>();
            subscriptions.add(endpoint.broker().subscribe(endpoint.declaration(), endpoint.getPrefetchCount(),
                    inHand::add));
            started.execute(() -> consume(inHand));
        }
    }

    private void consume(BlockingQueue<Delivery> inHand) {
        try {
            while (isRunAllowed()) {
                List<Delivery> batch = nextBatch(inHand);
                if (!batch.isEmpty()) {
                    process(batch);
                }
            }
        } catch (InterruptedException e) {
            // The consumer is being stopped; what is left in hand goes back with the channel.
            Thread.currentThread().interrupt();
        }
    }

    private List<Delivery> nextBatch(BlockingQueue<Delivery> inHand) throws InterruptedException {
        List<Delivery> batch = new ArrayList<>();
        Delivery first = inHand.poll(1, TimeUnit.SECONDS);
        if (first == null) {
            return batch;
        }
        batch.add(first);
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(endpoint.getBatchInterval());
        while (batch.size() < endpoint.getBatchSize()) {
            inHand.drainTo(batch, endpoint.getBatchSize() - batch.size());
            if (batch.size() == endpoint.getBatchSize()) {
                break;
            }
            Delivery next = inHand.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (next == null) {
                break;
            }
            batch.add(next);
        }
        return batch;
    }

    private void process(List<Delivery> batch) {
        Exchange exchange = createExchange(false);
        if (endpoint.getBatchSize() == 1) {
            fill(exchange.getIn(), batch.get(0));
        } else {
            exchange.getIn().setBody(batch.stream().map(delivery -> {
                Message message = new DefaultMessage(exchange);
                fill(message, delivery);
                return message;
            }).toList());
        }
        try {
            createUoW(exchange);
        } catch (Exception e) {
            exchange.setException(e);
            complete(exchange, batch);
            return;
        }
        getAsyncProcessor().process(exchange, doneSync -> complete(exchange, batch));
    }

    private static void fill(Message message, Delivery delivery) {
        message.setBody(delivery.body());
        message.setHeaders(new CaseInsensitiveMap(delivery.headers()));
        message.setHeader(RabbitmqConstants.REDELIVERED, delivery.redelivered());
        if (delivery.contentType() != null) {
            message.setHeader(Exchange.CONTENT_TYPE, delivery.contentType());
        }
        if (delivery.contentEncoding() != null) {
            message.setHeader(Exchange.CONTENT_ENCODING, delivery.contentEncoding());
        }
    }

    private void complete(Exchange exchange, List<Delivery> batch) {
        Exception failure = exchange.getException();
        try {
            if (failure == null) {
                batch.forEach(Delivery::ack);
            } else {
                getExceptionHandler().handleException("Queue '" + endpoint.getQueue() + "': " + batch.size()
                        + " message(s) not processed, given back in " + endpoint.getRequeueDelay() + " ms", exchange,
                        failure);
                giveBack(batch);
            }
        } finally {
            doneUoW(exchange);
            releaseExchange(exchange, false);
        }
    }

    private void giveBack(List<Delivery> batch) {
        ScheduledExecutorService later = requeues;
        if (later != null && !later.isShutdown()) {
            later.schedule(() -> batch.forEach(Delivery::requeue), endpoint.getRequeueDelay(), TimeUnit.MILLISECONDS);
        }
    }

    @Override
    protected void doSuspend() {
        subscriptions.forEach(QueueSubscription::drain);
    }

    @Override
    protected void doResume() {
        subscriptions.forEach(QueueSubscription::resume);
    }

    @Override
    protected void doStop() throws Exception {
        subscriptions.forEach(QueueSubscription::close);
        subscriptions.clear();
        var executors = endpoint.getCamelContext().getExecutorServiceManager();
        executors.shutdownNow(threads);
        executors.shutdownNow(requeues);
        super.doStop();
    }
}
