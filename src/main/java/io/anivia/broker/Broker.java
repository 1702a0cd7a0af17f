package io.anivia.broker;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import javax.net.ssl.SSLContext;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import io.anivia.broker.batch.BatchingPolicy;
import io.anivia.broker.browse.QueueBrowser;
import io.anivia.broker.connection.BrokerConfig;
import io.anivia.broker.connection.BrokerConnection;
import io.anivia.broker.connection.Channels;
import io.anivia.broker.connection.Connector;
import io.anivia.broker.connection.Declaration;
import io.anivia.broker.consume.Delivery;
import io.anivia.broker.consume.Prefetch;
import io.anivia.broker.consume.QueueSubscription;
import io.anivia.broker.publish.PublishConnection;
import io.anivia.broker.publish.Publisher;
import io.anivia.broker.publish.PublisherLimits;
import io.anivia.common.NamedThreads;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The broker, as this process sees it, on three connections: one for publishers that somebody waits for, one for the
 * others, and one to consume on, so that a broker that holds some of them back goes on taking messages and
 * acknowledgements from the rest.
 *
 * <p>It starts without a broker to connect to, and goes on trying. Thread-safe.
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
    private final List<Publisher> publishers = new CopyOnWriteArrayList<>();
    /** By queue: one browser of this process at a time. */
    private final Map<String, Semaphore> browserLocks = new ConcurrentHashMap<>();
    /** For publishers that do not wait for room, because somebody waits for their confirms, such as a device. */
    private final PublishConnection prompt;
    private final PublishConnection patient;
    private final BrokerConnection consuming;

    /**
     * @param tls for {@code amqps://}
     * @param localBroker starts the embedded broker when no address is set; {@code null} if this build has none
     */
    public Broker(BrokerConfig config, SSLContext tls, @Nullable EmbeddedBrokerFactory localBroker) {
        this.local = config.uri().isPresent() ? null : startLocal(config, localBroker);
        List<String> uris = local == null ? config.uri().orElseThrow() : List.of(local.uri());
        Map<String, Object> clientProperties = local == null ? Map.of() : local.clientProperties();
        this.connector = new Connector(uris, clientProperties, config, tls, deliveries, shutdowns);
        this.prompt = PublishConnection.open("publish-promptly", connector, config);
        this.patient = PublishConnection.open("publish", connector, config);
        this.consuming = new BrokerConnection("consume", connector, config.reconnect());
        clock.scheduleWithFixedDelay(this::tick, CLOCK_MILLIS, CLOCK_MILLIS, TimeUnit.MILLISECONDS);
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
        publishers.forEach(Publisher::expire);
    }

    /** Sees to it that a queue or exchange is there, now or as soon as there is a connection, and ever after. */
    public void declare(Declaration declaration) {
        prompt.declare(declaration);
        patient.declare(declaration);
    }

    /** A publisher with a channel and bounds of its own, that packs nothing. */
    public Publisher publisher(String name, PublisherLimits limits) {
        return publisher(name, limits, BatchingPolicy.NONE);
    }

    /** One that shares its connection with those that do not wait for room, though it may itself. */
    public Publisher promptPublisher(String name, PublisherLimits limits) {
        return publisher(prompt, name, limits, BatchingPolicy.NONE);
    }

    /** A publisher with a channel and bounds of its own. */
    public Publisher publisher(String name, PublisherLimits limits, BatchingPolicy packing) {
        return publisher(limits.waitForRoom() ? patient : prompt, name, limits, packing);
    }

    private Publisher publisher(PublishConnection outlet, String name, PublisherLimits limits, BatchingPolicy packing) {
        Publisher publisher = new Publisher(name, outlet.connection(), limits, packing, outlet::redeclare,
                publishers::remove);
        publishers.add(publisher);
        outlet.connection().register(publisher);
        return publisher;
    }

    /**
     * Declares a queue and consumes it.
     *
     * @param handler takes deliveries, in order, and must not block
     */
    public QueueSubscription subscribe(Declaration declaration, Prefetch prefetch, Consumer<Delivery> handler) {
        return subscribe(declaration, true, prefetch, handler);
    }

    /** @param declare whether to declare the queue, or to rely on its being there */
    public QueueSubscription subscribe(Declaration declaration, boolean declare, Prefetch prefetch,
            Consumer<Delivery> handler) {
        QueueSubscription subscription = new QueueSubscription(declaration, prefetch, handler, consuming,
                declare ? patient.topology() : null, (write, soon) -> acknowledgements.schedule(write,
                        soon ? ACKNOWLEDGE_WITHIN_MILLIS : 0, TimeUnit.MILLISECONDS));
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
                queue);
    }

    /** Messages in a queue; on RabbitMQ those that nobody has in hand; empty if there is no connection or no such queue. */
    public OptionalLong messageCount(String queue) {
        Connection connection = consuming.connection();
        if (connection == null || !connection.isOpen()) {
            return OptionalLong.empty();
        }
        Channel channel = null;
        try {
            channel = Channels.open(connection);
            return OptionalLong.of(channel.messageCount(queue));
        } catch (IOException | ShutdownSignalException e) {
            LOG.debug("Queue '{}' could not be counted", queue, e);
            return OptionalLong.empty();
        } finally {
            if (channel != null) {
                Channels.abort(channel);
            }
        }
    }

    /** Whether {@link #messageCount} counts what is handed out, too, as the embedded broker does. */
    public boolean countsHandedOut() {
        return local != null;
    }

    /** Whether all connections are open and the broker takes messages. */
    public boolean isReady() {
        return prompt.isReady() && patient.isReady() && consuming.isOpen();
    }

    /** What people want to know, without credentials. */
    public Map<String, String> state() {
        return Map.of("address", local != null ? "embedded" : connector.address(),
                "publish", (prompt.isReady() ? patient : prompt).state(),
                "consume", consuming.state());
    }

    /** Ends what is under way, with a failure, and lets go of the broker. */
    @Override
    public void close() {
        clock.shutdownNow();
        consuming.close();
        publishers.forEach(Publisher::abort);
        List.of(prompt, patient).forEach(outlet -> outlet.connection().close());
        // The client may still close what a stalled socket holds up; those threads end by themselves.
        List.of(deliveries, acknowledgements).forEach(ExecutorService::shutdown);
        if (local != null) {
            local.close();
        }
    }
}
