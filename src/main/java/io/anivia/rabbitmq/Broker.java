package io.anivia.rabbitmq;

import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import javax.net.ssl.SSLContext;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.ShutdownSignalException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The broker, as this process sees it: one connection to publish on and one to consume on, so that a broker that holds
 * publishers back goes on taking acknowledgements.
 *
 * <p>It starts without a broker to connect to, and goes on trying. Thread-safe.
 */
public final class Broker implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Broker.class);
    private static final int CONFIRM_THREADS = 2;
    private static final int DELIVERY_THREADS = 2;
    private static final long CLOCK_MILLIS = 100;

    private final BrokerConfig config;
    private final SSLContext tls;
    private final List<String> uris;
    private final @Nullable LocalBroker local;
    private final Topology topology;
    private final ExecutorService confirms = Executors.newFixedThreadPool(CONFIRM_THREADS, Threads.daemons("confirms"));
    private final ExecutorService deliveries =
            Executors.newFixedThreadPool(DELIVERY_THREADS, Threads.daemons("deliveries"));
    private final ExecutorService acknowledgements = Executors.newSingleThreadExecutor(Threads.daemons("acks"));
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(Threads.daemons("broker-clock"));
    private final List<Publisher> publishers = new CopyOnWriteArrayList<>();
    private final BrokerConnection publishing;
    private final BrokerConnection consuming;

    /**
     * @param tls for {@code amqps://}
     * @param localBroker starts the embedded broker when no address is set; {@code null} if this build has none
     */
    public Broker(BrokerConfig config, SSLContext tls, @Nullable LocalBrokerFactory localBroker) {
        this.config = config;
        this.tls = tls;
        this.local = config.uri().isPresent() ? null : startLocal(localBroker);
        this.uris = local == null ? config.uri().orElseThrow() : List.of(local.uri());
        uris.forEach(Broker::check);
        this.topology = new Topology(config.queueType());
        this.publishing = new BrokerConnection("publish", this::open, config.reconnect());
        this.consuming = new BrokerConnection("consume", this::open, config.reconnect());
        publishing.join(topology);
        clock.scheduleWithFixedDelay(this::tick, CLOCK_MILLIS, CLOCK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private LocalBroker startLocal(@Nullable LocalBrokerFactory factory) {
        if (factory == null) {
            throw new IllegalStateException("anivia.broker.uri is not set and this build has no embedded broker: set"
                    + " ANIVIA_BROKER_URI=amqp://user:password@host:5672");
        }
        LocalBroker started = factory.start(config.embedded().dir());
        LOG.warn("anivia.broker.uri is not set: using the embedded broker, durable under '{}'. It serves this process"
                + " alone and is fit for one machine; set ANIVIA_BROKER_URI for a RabbitMQ cluster.",
                config.embedded().dir());
        return started;
    }

    private static void check(String uri) {
        URI parsed;
        try {
            parsed = URI.create(uri.strip());
        } catch (IllegalArgumentException e) {
            // The cause would show the password.
            throw new IllegalArgumentException("anivia.broker.uri is not a URI; expected"
                    + " amqp://user:password@host:5672/vhost, with special characters percent-encoded");
        }
        boolean amqp = "amqp".equals(parsed.getScheme()) || "amqps".equals(parsed.getScheme());
        if (!amqp || parsed.getHost() == null) {
            throw new IllegalArgumentException("anivia.broker.uri must look like"
                    + " amqp://user:password@host:5672/vhost or amqps://…; several are separated by commas");
        }
    }

    /** Tries the addresses in turn. */
    private Connection open(String name) throws IOException {
        List<Exception> failures = new ArrayList<>();
        for (String uri : uris) {
            try {
                return factory(uri.strip()).newConnection(name);
            } catch (IOException | TimeoutException e) {
                failures.add(e);
                LOG.debug("No connection to {}", withoutCredentials(uri), e);
            }
        }
        IOException failure = new IOException("no broker could be reached at " + address(), failures.get(0));
        failures.stream().skip(1).forEach(failure::addSuppressed);
        throw failure;
    }

    private ConnectionFactory factory(String uri) throws IOException {
        ConnectionFactory factory = new ConnectionFactory();
        try {
            factory.setUri(uri);
        } catch (GeneralSecurityException | java.net.URISyntaxException e) {
            throw new IOException("not an AMQP URI: " + withoutCredentials(uri), e);
        }
        if (uri.startsWith("amqps")) {
            // What setUri installs trusts every certificate.
            factory.useSslProtocol(tls);
            factory.enableHostnameVerification();
        }
        int timeout = Math.toIntExact(config.connectTimeout().toMillis());
        factory.setConnectionTimeout(timeout);
        factory.setHandshakeTimeout(timeout);
        factory.setRequestedHeartbeat(Math.toIntExact(config.heartbeat().toSeconds()));
        factory.setAutomaticRecoveryEnabled(false);
        factory.setSharedExecutor(deliveries);
        return factory;
    }

    private static String withoutCredentials(String uri) {
        URI parsed = URI.create(uri.strip());
        return parsed.getHost() + (parsed.getPort() < 0 ? "" : ":" + parsed.getPort());
    }

    private void tick() {
        publishers.forEach(Publisher::expire);
    }

    /** Sees to it that a queue or exchange is there, now or as soon as there is a connection, and ever after. */
    public void declare(Declaration declaration) {
        topology.add(declaration);
        publishing.reopen(topology);
    }

    /** A publisher with a channel and bounds of its own. */
    public Publisher publisher(String name, PublisherLimits limits) {
        Publisher publisher = new Publisher(name, publishing, limits, confirms);
        publishing.join(publisher);
        publishers.add(publisher);
        return publisher;
    }

    /**
     * Declares a queue and consumes it.
     *
     * @param prefetch most deliveries that are not acknowledged
     * @param handler takes deliveries, in order, and must not block
     */
    public QueueSubscription subscribe(Declaration declaration, int prefetch, Consumer<Delivery> handler) {
        QueueSubscription subscription =
                new QueueSubscription(declaration, prefetch, handler, consuming, topology, acknowledgements);
        consuming.join(subscription);
        return subscription;
    }

    /** Messages in a queue that nobody has in hand; empty if there is no connection or no such queue. */
    public OptionalLong messageCount(String queue) {
        Connection connection = consuming.connection();
        if (connection == null || !connection.isOpen()) {
            return OptionalLong.empty();
        }
        try {
            Channel channel = Channels.open(connection);
            long count = channel.messageCount(queue);
            Channels.abort(channel);
            return OptionalLong.of(count);
        } catch (IOException | ShutdownSignalException e) {
            boolean missing = e.getCause() instanceof ShutdownSignalException signal
                    && signal.getReason() instanceof AMQP.Channel.Close close
                    && close.getReplyCode() == AMQP.NOT_FOUND;
            LOG.debug("Queue '{}' {}", queue, missing ? "does not exist" : "could not be counted", e);
            return OptionalLong.empty();
        }
    }

    /** Whether both connections are open and the broker takes messages. */
    public boolean isReady() {
        return publishing.isOpen() && consuming.isOpen() && publishing.blocked() == null;
    }

    /** What people want to know, without credentials. */
    public Map<String, String> state() {
        String reason = publishing.blocked();
        return Map.of("address", address(),
                "publish", reason == null ? publishing.state() : "blocked: " + reason,
                "consume", consuming.state());
    }

    private String address() {
        return local != null ? "embedded" : String.join(", ", uris.stream().map(Broker::withoutCredentials).toList());
    }

    @Override
    public void close() {
        clock.shutdownNow();
        consuming.close();
        publishing.close();
        List.of(deliveries, acknowledgements, confirms).forEach(ExecutorService::shutdown);
        if (local != null) {
            local.close();
        }
    }
}
