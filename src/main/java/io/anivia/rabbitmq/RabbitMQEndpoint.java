package io.anivia.rabbitmq;

import java.time.Duration;
import java.util.Objects;

import io.anivia.broker.Broker;
import io.anivia.broker.batch.BatchingPolicy;
import io.anivia.broker.connection.BrokerException;
import io.anivia.broker.consume.Prefetch;
import io.anivia.broker.publish.OutboundMessage;
import io.anivia.broker.publish.Publisher;
import io.anivia.broker.publish.PublisherLimits;
import io.anivia.contract.QueueShards;
import org.apache.camel.AsyncEndpoint;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;
import org.jspecify.annotations.Nullable;

/**
 * Send messages to and receive messages from RabbitMQ (AMQP 0-9-1), with every publish confirmed and every delivery
 * acknowledged after the route has completed.
 *
 * <p>The producer is asynchronous: an exchange completes when the broker has confirmed its message, or fails with a
 * {@link BrokerException}. A body that is a collection of {@link OutboundMessage} is published as so many messages, and
 * the exchange completes when the last of them is confirmed.
 */
@UriEndpoint(firstVersion = "0.1.0", scheme = "rabbitmq", title = "RabbitMQ", syntax = "rabbitmq:exchangeName",
             category = { Category.MESSAGING }, headersClass = RabbitMQConstants.class)
public class RabbitMQEndpoint extends DefaultEndpoint implements AsyncEndpoint {

    /** Stands for AMQP's default exchange, which routes to the queue named by the routing key. */
    static final String DEFAULT_EXCHANGE = "default";

    @UriPath(description = "The exchange; 'default' is AMQP's default exchange, where the routing key names a queue.")
    @Metadata(required = true)
    private final String exchangeName;
    @UriParam(description = "The queue, declared durable: required to consume, and what messages are published to on the"
            + " default exchange.")
    private @Nullable String queue;
    @UriParam(description = "Number of queues that stand for the queue, from 1 to 64: itself, and others that have '.1',"
            + " '.2' and so on behind its name. All are consumed, and so are those of a former, larger number while they"
            + " exist. 0: the queue is alone, and others by such names are none of its.", defaultValue = "0")
    private int shards;
    @UriParam(label = "producer", description = "Name of the header that says which of the 'shards' a message goes to:"
            + " by the hash of its text. A message without it goes to the first.")
    private @Nullable String shardBy;
    @UriParam(label = "producer", description = "Routing key to publish with on an exchange that is not the default one.")
    private @Nullable String routingKey;

    @UriParam(label = "producer", description = "How long a message may wait for its confirm, in milliseconds or as a"
            + " duration such as 5s.", javaType = "java.time.Duration", defaultValue = "10000")
    private long confirmTimeout = 10_000;
    @UriParam(label = "producer", description = "Most messages without a confirm; a batch counts as one.", defaultValue = "10000")
    private int maxInFlightMessages = 10_000;
    @UriParam(label = "producer", description = "Most bytes of bodies without a confirm.", defaultValue = "67108864")
    private long maxInFlightBytes = 64L << 20;
    @UriParam(label = "producer", description = "What to do with a message when as many as allowed are in flight: fail"
            + " it at once, or wait for room (blocks the caller, never longer than confirmTimeout).",
              defaultValue = "fail", enums = "fail,wait")
    private String whenFull = "fail";
    @UriParam(label = "producer", description = "Most messages for one queue that share one message of the broker and"
            + " its confirm; of the default exchange only. A consumer of this component unpacks them.",
              defaultValue = "1")
    private int batchSize = 1;
    @UriParam(label = "producer", description = "Most bytes of bodies that share one message; a larger one goes alone.", defaultValue = "65536")
    private long batchBytes = 64L << 10;
    @UriParam(label = "producer", description = "How long a message may wait for others to share a message with, in milliseconds"
            + " or as a duration such as 5ms; shorter than confirmTimeout.", javaType = "java.time.Duration", defaultValue = "5")
    private long batchLinger = 5;

    @UriParam(label = "consumer", description = "Most unacknowledged messages of each consumer; with batches, up to two"
            + " batches more.",
              defaultValue = "200")
    private int prefetchCount = 200;
    @UriParam(label = "consumer", description = "Most bytes of unacknowledged messages of each consumer. A larger message"
            + " is taken alone.", defaultValue = "16777216")
    private long prefetchBytes = Prefetch.DEFAULT_BYTES;
    @UriParam(label = "consumer", description = "Number of consumers, each with a channel and a thread of its own.",
              defaultValue = "1")
    private int concurrentConsumers = 1;
    @UriParam(label = "consumer", description = "How long after its exchange has failed for the first time a message is"
            + " requeued, in milliseconds or as a duration such as 1s. It doubles with each time that the queue counts"
            + " (quorum queues do).",
              javaType = "java.time.Duration", defaultValue = "1000")
    private long requeueDelay = 1000;
    @UriParam(label = "consumer", description = "The longest time after which a message is requeued whose exchanges go"
            + " on failing, in milliseconds or as a duration such as 1m.",
              javaType = "java.time.Duration", defaultValue = "60000")
    private long maxRequeueDelay = 60_000;

    public RabbitMQEndpoint(String uri, RabbitMQComponent component, String exchangeName) {
        super(uri, component);
        this.exchangeName = exchangeName;
    }

    @Override
    public Producer createProducer() {
        if (queue != null && !amqpExchange().isEmpty()) {
            throw new IllegalArgumentException("endpoint " + this + " has the option 'queue', which belongs to the"
                    + " exchange 'default': use 'routingKey'");
        }
        return new RabbitMQProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        if (queue == null) {
            throw new IllegalArgumentException("endpoint " + this + " needs the option 'queue' to consume");
        }
        if (concurrentConsumers < 1 || prefetchCount < 1 || prefetchCount > 0xffff) {
            throw new IllegalArgumentException("endpoint " + this + " needs concurrentConsumers from 1 on, and"
                    + " prefetchCount from 1 to 65535");
        }
        RabbitMQConsumer consumer = new RabbitMQConsumer(this, queueShards(), processor);
        configureConsumer(consumer);
        return consumer;
    }

    Broker broker() {
        return Objects.requireNonNull(((RabbitMQComponent) getComponent()).getBroker(), "the component was not started");
    }

    /** The exchange's name on the wire. */
    String amqpExchange() {
        return DEFAULT_EXCHANGE.equals(exchangeName) ? "" : exchangeName;
    }

    /** For logs, threads and spans: where messages go that name no queue of their own, or else the exchange. */
    String destinationName() {
        return routingKeyOrQueue().isEmpty() ? exchangeName : routingKeyOrQueue();
    }

    String routingKeyOrQueue() {
        return queue != null ? queue : Objects.requireNonNullElse(routingKey, "");
    }

    /** The queues where messages go, and come from; without a queue, the routing key. */
    QueueShards queueShards() {
        return queue == null ? QueueShards.one(routingKeyOrQueue()) : new QueueShards(queue, Math.max(1, shards));
    }

    Prefetch prefetch() {
        return new Prefetch(prefetchCount, prefetchBytes);
    }

    /** A publisher of its own for each producer, and its queue declared. */
    Publisher newPublisher() {
        if (queue != null) {
            queueShards().names().forEach(broker()::declare);
        }
        PublisherLimits limits = new PublisherLimits(maxInFlightMessages, maxInFlightBytes,
                Duration.ofMillis(confirmTimeout), "wait".equals(whenFull));
        return batchSize == 1 ? broker().publisher(destinationName(), limits)
                : broker().batchingPublisher(destinationName(), limits, batchingPolicy());
    }

    private BatchingPolicy batchingPolicy() {
        if (batchLinger >= confirmTimeout) {
            throw new IllegalArgumentException("batchLinger must be shorter than confirmTimeout, not " + batchLinger
                    + " ms of " + confirmTimeout + " ms");
        }
        return new BatchingPolicy(batchSize, batchBytes, Duration.ofMillis(batchLinger));
    }

    public String getExchangeName() {
        return exchangeName;
    }

    public @Nullable String getRoutingKey() {
        return routingKey;
    }

    public void setRoutingKey(String routingKey) {
        this.routingKey = routingKey;
    }

    public @Nullable String getQueue() {
        return queue;
    }

    public void setQueue(String queue) {
        this.queue = queue;
    }

    public int getShards() {
        return shards;
    }

    public void setShards(int shards) {
        this.shards = shards;
    }

    public @Nullable String getShardBy() {
        return shardBy;
    }

    public void setShardBy(String shardBy) {
        this.shardBy = shardBy;
    }

    public long getConfirmTimeout() {
        return confirmTimeout;
    }

    public void setConfirmTimeout(long confirmTimeout) {
        this.confirmTimeout = confirmTimeout;
    }

    public int getMaxInFlightMessages() {
        return maxInFlightMessages;
    }

    public void setMaxInFlightMessages(int maxInFlightMessages) {
        this.maxInFlightMessages = maxInFlightMessages;
    }

    public long getMaxInFlightBytes() {
        return maxInFlightBytes;
    }

    public void setMaxInFlightBytes(long maxInFlightBytes) {
        this.maxInFlightBytes = maxInFlightBytes;
    }

    public String getWhenFull() {
        return whenFull;
    }

    public void setWhenFull(String whenFull) {
        if (!"fail".equals(whenFull) && !"wait".equals(whenFull)) {
            throw new IllegalArgumentException("whenFull is 'fail' or 'wait', not '" + whenFull + "'");
        }
        this.whenFull = whenFull;
    }

    public int getBatchSize() {
        return batchSize;
    }

    public void setBatchSize(int batchSize) {
        this.batchSize = batchSize;
    }

    public long getBatchBytes() {
        return batchBytes;
    }

    public void setBatchBytes(long batchBytes) {
        this.batchBytes = batchBytes;
    }

    public long getBatchLinger() {
        return batchLinger;
    }

    public void setBatchLinger(long batchLinger) {
        this.batchLinger = batchLinger;
    }

    public int getPrefetchCount() {
        return prefetchCount;
    }

    public void setPrefetchCount(int prefetchCount) {
        this.prefetchCount = prefetchCount;
    }

    public long getPrefetchBytes() {
        return prefetchBytes;
    }

    public void setPrefetchBytes(long prefetchBytes) {
        this.prefetchBytes = prefetchBytes;
    }

    public int getConcurrentConsumers() {
        return concurrentConsumers;
    }

    public void setConcurrentConsumers(int concurrentConsumers) {
        this.concurrentConsumers = concurrentConsumers;
    }

    public long getRequeueDelay() {
        return requeueDelay;
    }

    public void setRequeueDelay(long requeueDelay) {
        this.requeueDelay = requeueDelay;
    }

    public long getMaxRequeueDelay() {
        return maxRequeueDelay;
    }

    public void setMaxRequeueDelay(long maxRequeueDelay) {
        this.maxRequeueDelay = maxRequeueDelay;
    }
}
