package io.anivia.broker;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;

import io.anivia.broker.batch.BatchSplitter;
import io.anivia.broker.batch.BatchingPolicy;
import io.anivia.broker.batch.BatchingPublisher;
import io.anivia.broker.batch.MessageBatch;
import io.anivia.broker.browse.QueueBrowser;
import io.anivia.broker.connection.BrokerConfig;
import io.anivia.broker.connection.BrokerConnection;
import io.anivia.broker.connection.Connector;
import io.anivia.broker.connection.Topology;
import io.anivia.broker.consume.Delivery;
import io.anivia.broker.consume.Prefetch;
import io.anivia.broker.consume.QueueSubscription;
import io.anivia.broker.control.ControlBus;
import io.anivia.broker.control.ControlHandler;
import io.anivia.broker.control.PauseFlags;
import io.anivia.broker.control.TapPublisher;
import io.anivia.broker.control.TapQueue;
import io.anivia.broker.publish.ConfirmingPublisher;
import io.anivia.broker.publish.MessageSizeLimit;
import io.anivia.broker.publish.PublishConnection;
import io.anivia.broker.publish.Publisher;
import io.anivia.broker.publish.PublisherLimits;
import io.anivia.broker.publish.QueueRefusals;
import io.anivia.common.CertificateExpiries;
import io.anivia.common.NamedThreads;
import io.quarkus.runtime.configuration.MemorySize;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Access to the broker over three connections: one for interactive publishers, such as Elmer's, one for bulk
 * publishers, and one to consume on. RabbitMQ throttles a connection as a whole, so a slow queue behind one of them
 * holds up neither the messages nor the acknowledgements on the others.
 *
 * <p>Starts without a broker to connect to, and goes on trying. Thread-safe.
 */
public final class Broker implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Broker.class);
    private static final int DELIVERY_THREADS = 2;
    private static final long CLOCK_MILLIS = 100;
    private static final long ACKNOWLEDGE_WITHIN_MILLIS = 5;

    private final @Nullable EmbeddedBroker local;
    private final Connector connector;
    private final ExecutorService deliveries =
            Executors.newFixedThreadPool(DELIVERY_THREADS, NamedThreads.daemons("deliveries"));
    private final ScheduledExecutorService acknowledgements =
            Executors.newSingleThreadScheduledExecutor(NamedThreads.daemons("acks"));
    private final ExecutorService shutdowns = Executors.newCachedThreadPool(NamedThreads.daemons("broker-shutdown"));
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(NamedThreads.daemons("broker-clock"));
    /** Of subscriptions: a thread for each that waits for the broker, at most. */
    private final ExecutorService openings = Executors.newCachedThreadPool(NamedThreads.daemons("broker-open"));
    private final Duration browseTimeout;
    private final List<ConfirmingPublisher> publishers = new CopyOnWriteArrayList<>();
    /** By queue: RabbitMQ 3.10 closes a connection that consumes a quorum queue which is being declared elsewhere. */
    private final Map<String, Object> openingLocks = new ConcurrentHashMap<>();
    /** By queue: one browser of this process at a time. */
    private final Map<String, Semaphore> browserLocks = new ConcurrentHashMap<>();
    private final MessageSizeLimit sizeLimit;
    private final QueueRefusals refusals = new QueueRefusals();
    /** For publishers that do not wait for room: an HTTP client waits for their confirms. */
    private final PublishConnection interactive;
    private final PublishConnection bulk;
    private final BrokerConnection consuming;
    private final QueueCounter counter;
    private final PauseFlags pauses;

    /**
     * @param tls for {@code amqps://}
     * @param localBroker starts the embedded broker when no address is set; {@code null} if this build has none
     */
    public Broker(BrokerConfig config, SSLContext tls, @Nullable EmbeddedBrokerFactory localBroker) {
        this(config, tls, localBroker, sizeLimit(config), CertificateExpiries.notMeasured());
    }

    /**
     * @param sizeLimit shared with those that ask before there is a broker
     * @param certificates measures those that the broker shows
     */
    Broker(BrokerConfig config, SSLContext tls, @Nullable EmbeddedBrokerFactory localBroker,
            MessageSizeLimit sizeLimit, CertificateExpiries certificates) {
        this.browseTimeout = config.browseTimeout();
        this.local = config.uri().isPresent() ? null : startLocal(config, localBroker);
        List<String> uris = local == null ? config.uri().orElseThrow() : List.of(local.uri());
        Map<String, Object> clientProperties = local == null ? Map.of() : local.clientProperties();
        this.connector = new Connector(uris, clientProperties, config, tls, deliveries, shutdowns,
                certificates);
        this.sizeLimit = sizeLimit;
        this.interactive = PublishConnection.open("publish-interactive", connector, config, sizeLimit, refusals);
        this.bulk = PublishConnection.open("publish-bulk", connector, config, sizeLimit, refusals);
        this.consuming = new BrokerConnection("consume", connector, config.reconnect(), openings);
        this.counter = new QueueCounter(consuming);
        this.pauses = new PauseFlags(consuming, interactive.connection(), bulk.topology());
        clock.scheduleWithFixedDelay(this::tick, CLOCK_MILLIS, CLOCK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** What the settings say of it. */
    static MessageSizeLimit sizeLimit(BrokerConfig config) {
        return new MessageSizeLimit(
                config.maxMessage().map(MemorySize::asLongValue).orElse(MessageSizeLimit.UNKNOWN));
    }

    private static EmbeddedBroker startLocal(BrokerConfig config, @Nullable EmbeddedBrokerFactory factory) {
        if (factory == null) {
            throw new IllegalStateException("anivia.broker.uri is not set and this build has no embedded broker: set"
                    + " ANIVIA_BROKER_URI=amqp://user:password@host:5672");
        }
        EmbeddedBroker started = factory.start(config.embedded().dir());
        LOG.warn("anivia.broker.uri is not set: using the embedded broker, durable under '{}'. It serves this process"
                + " alone and is fit for one machine; set ANIVIA_BROKER_URI for a RabbitMQ cluster.",
                config.embedded().dir());
        return started;
    }

    private void tick() {
        try {
            publishers.forEach(ConfirmingPublisher::expire);
        } catch (RuntimeException | Error e) {
            // What leaves this method ends the schedule.
            LOG.error("Messages past their confirm timeout could not be failed", e);
        }
    }

    /** Declares a durable queue, now or as soon as there is a connection, and again after each reconnect. */
    public void declare(String queue) {
        interactive.declare(queue);
        bulk.declare(queue);
    }

    /** A publisher with a channel and bounds of its own, without batching. */
    public Publisher publisher(String name, PublisherLimits limits) {
        return publisher(limits.waitForRoom() ? bulk : interactive, name, limits);
    }

    /** A publisher on the interactive connection, although it may wait for room itself. */
    public Publisher interactivePublisher(String name, PublisherLimits limits) {
        return publisher(interactive, name, limits);
    }

    /** A publisher with a channel and bounds of its own, which batches messages. */
    public Publisher batchingPublisher(String name, PublisherLimits limits, BatchingPolicy policy) {
        return new BatchingPublisher(name, publisher(name, limits), policy, limits.confirmTimeout());
    }

    private Publisher publisher(PublishConnection outlet, String name, PublisherLimits limits) {
        ConfirmingPublisher publisher = new ConfirmingPublisher(name, outlet, limits, publishers::remove);
        publishers.add(publisher);
        outlet.connection().register(publisher);
        return publisher;
    }

    /**
     * Declares a queue and consumes it. The messages of a batch are delivered one by one.
     *
     * @param handler called with deliveries, in order; must not block
     */
    public QueueSubscription subscribe(String queue, Prefetch prefetch, Consumer<Delivery> handler) {
        return subscribe(queue, bulk.topology(), prefetch, handler);
    }

    /** Consumes a queue that is there. */
    public QueueSubscription subscribeUndeclared(String queue, Prefetch prefetch, Consumer<Delivery> handler) {
        return subscribe(queue, null, prefetch, handler);
    }

    private QueueSubscription subscribe(String queue, @Nullable Topology topology, Prefetch prefetch,
            Consumer<Delivery> handler) {
        QueueSubscription subscription = new QueueSubscription(queue, prefetch, MessageBatch::messages,
                new BatchSplitter(queue, handler), consuming, topology,
                openingLocks.computeIfAbsent(queue, absent -> new Object()), (write, soon) -> acknowledgements.schedule(
                        write, soon ? ACKNOWLEDGE_WITHIN_MILLIS : 0, TimeUnit.MILLISECONDS));
        consuming.register(subscription);
        return subscription;
    }

    /**
     * Opens a queue that has no consumer, to be looked through; blocks.
     *
     * @throws QueueBrowser.BusyException if another browser has it, in this process or another
     * @throws QueueBrowser.NoQueueException if there is no such queue
     * @throws IOException if the broker cannot be reached
     */
    public QueueBrowser browse(String queue) throws IOException {
        return QueueBrowser.open(connector, browserLocks.computeIfAbsent(queue, absent -> new Semaphore(1, true)),
                queue, browseTimeout);
    }

    /** The pauses of destinations, which the broker keeps. */
    public PauseFlags pauses() {
        return pauses;
    }

    /**
     * Joins the processes that share the broker, until it is closed.
     *
     * @param process the id of this one, fit for the name of a queue
     * @param threads run the handler of questions
     */
    public ControlBus control(String process, Executor threads, ControlHandler handler) {
        return new ControlBus(process, consuming, interactive.connection(), threads, handler);
    }

    /**
     * Receives what other processes show to a live tap of this one; to be closed.
     *
     * @param id    of the tap, fit for the name of a queue
     * @param lines must not block
     */
    public TapQueue tapQueue(String id, Consumer<byte[]> lines) {
        TapQueue queue = new TapQueue(id, consuming, lines);
        consuming.register(queue);
        return queue;
    }

    /** Shows what passes here to live taps of other processes. */
    public TapPublisher tapPublisher() {
        return new TapPublisher(interactive.connection());
    }

    /** The largest body that the broker takes, as far as that is known. */
    public MessageSizeLimit sizeLimit() {
        return sizeLimit;
    }

    /** By queue, why it takes no messages now: it refuses them, does not exist, or is not used. */
    public Map<String, String> refusingQueues() {
        Map<String, String> all = refusals.current();
        all.putAll(bulk.topology().refusals());
        all.putAll(interactive.topology().refusals());
        return all;
    }

    /** @param listener called for each queue that begins to refuse messages; must not block */
    public void onRefusing(Consumer<String> listener) {
        refusals.onAdded(listener);
    }

    /**
     * Messages in a queue, on RabbitMQ without unacknowledged ones; empty if there is no connection or no such queue.
     */
    public OptionalLong messageCount(String queue) {
        return counter.count(queue);
    }

    /** Whether other processes may be on it, too; the embedded broker serves its own alone. */
    public boolean isShared() {
        return local == null;
    }

    /** Whether {@link #messageCount} counts unacknowledged messages too, as the embedded broker does. */
    public boolean countsHandedOut() {
        return local != null;
    }

    /**
     * Whether all connections and channels are open, all queues keep their messages, and the broker takes those for
     * which HTTP clients wait.
     */
    public boolean isReady() {
        return interactive.isReady() && bulk.isReady() && consuming.isReady() && interactiveRefusals().isEmpty();
    }

    private List<String> interactiveRefusals() {
        return publishers.stream().filter(publisher -> publisher.isOn(interactive)).map(ConfirmingPublisher::refusal)
                .flatMap(Stream::ofNullable).toList();
    }

    /** The state of the connections, for health checks; without credentials. */
    public Map<String, String> state() {
        List<String> refusals = interactiveRefusals();
        return Map.of("address", local != null ? "embedded" : connector.address(),
                "publish", !refusals.isEmpty() ? String.join("; ", refusals)
                        : (interactive.isReady() ? bulk : interactive).state(),
                "consume", consuming.state());
    }

    /** Fails all outstanding messages and closes the connections. */
    @Override
    public void close() {
        clock.shutdownNow();
        consuming.close();
        publishers.forEach(ConfirmingPublisher::abort);
        List.of(interactive, bulk).forEach(outlet -> outlet.connection().close());
        // The client may still close channels behind a stalled socket; these threads end by themselves.
        List.of(deliveries, acknowledgements, openings).forEach(ExecutorService::shutdown);
        if (local != null) {
            local.close();
        }
    }
}
