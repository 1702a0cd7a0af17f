package io.anivia.destination;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.net.ssl.SSLContext;

import io.anivia.broker.Broker;
import io.anivia.broker.EmbeddedBrokerFactory;
import io.anivia.broker.batch.BatchingPolicy;
import io.anivia.broker.connection.BrokerConfig;
import io.anivia.broker.connection.BrokerException;
import io.anivia.broker.consume.Delivery;
import io.anivia.broker.consume.Prefetch;
import io.anivia.broker.consume.QueueSubscription;
import io.anivia.broker.publish.OutboundMessage;
import io.anivia.broker.publish.Publisher;
import io.anivia.broker.publish.PublisherLimits;
import io.anivia.contract.DestinationQueues;
import io.anivia.contract.MessageHeaders;
import io.anivia.destination.routes.DestinationFiles;
import io.anivia.destination.simple.JsonSimpleLanguage;
import io.anivia.ops.ErrorInterceptStrategy;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.jspecify.annotations.Nullable;

/** A Camel context that delivers, as a process of Anivia does: from a broker, by files in a directory. */
public final class DestinationContext implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Path files;
    private final Broker broker;
    private final Publisher publisher;
    private final CamelContext camel = new DefaultCamelContext();
    private final Destinations destinations = new Destinations();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private DestinationContext(Path files, Broker broker) {
        this.files = files;
        this.broker = broker;
        this.publisher = broker.publisher("test",
                new PublisherLimits(10_000, 100_000_000, TIMEOUT, true));
        camel.getRegistry().bind("broker", broker);
        camel.getRegistry().bind("destinations", destinations);
        camel.getRegistry().bind("meters", meters);
        camel.getShutdownStrategy().setTimeout(TIMEOUT.toSeconds());
        camel.getRegistry().bind("failedStep", new FailedStepProcessor());
        camel.getRegistry().bind("headerValue", new HeaderValue());
        camel.getRegistry().bind("simple", new JsonSimpleLanguage());
        camel.getCamelContextExtension().addInterceptStrategy(new ErrorInterceptStrategy());
        camel.start();
        loadFailurePolicy();
    }

    public static DestinationContext on(String brokerUri, Path files) {
        return new DestinationContext(files, broker(Map.of("anivia.broker.uri", brokerUri), null));
    }

    static DestinationContext embedded(EmbeddedBrokerFactory factory, Path data, Path files) {
        return new DestinationContext(files, broker(Map.of("anivia.broker.embedded.dir", data.toString()), factory));
    }

    private static Broker broker(Map<String, String> settings, @Nullable EmbeddedBrokerFactory factory) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("anivia.broker.reconnect.longest", "500ms");
        BrokerConfig config = new SmallRyeConfigBuilder().addDiscoveredConverters()
                .withMapping(BrokerConfig.class).withDefaultValues(all).build()
                .getConfigMapping(BrokerConfig.class);
        try {
            return new Broker(config, SSLContext.getDefault(), factory);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void loadFailurePolicy() {
        try {
            PluginHelper.getRoutesLoader(camel).loadRoutes(ResourceHelper.resolveMandatoryResource(camel,
                    "file:routes/error-handling.camel.yaml"));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Writes a destination's file. */
    public DestinationContext file(String name, String yaml) {
        try {
            Files.writeString(files.resolve(name + ".camel.yaml"), yaml, UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return this;
    }

    public DestinationContext load() {
        new DestinationFiles(camel, () -> files, destinations).load();
        return this;
    }

    /** Routes an event to a destination, as Prospector does; again, if need be, until its queue is there. */
    void route(String destination, String id, String json) {
        Map<String, Object> headers = Map.of(MessageHeaders.RECEIPT, "receipt-" + id, MessageHeaders.RECEIVED_AT,
                System.currentTimeMillis());
        OutboundMessage event = OutboundMessage.json(DestinationQueues.of(destination).events(), headers,
                json.getBytes(UTF_8));
        await().atMost(TIMEOUT).pollInterval(Duration.ofMillis(5)).until(() -> isTaken(event));
    }

    /** Publishes messages as one batch; again, if need be, until the broker has it. */
    void publishBatch(OutboundMessage... messages) {
        try (Publisher batching = broker.batchingPublisher("test-batches",
                new PublisherLimits(10_000, 100_000_000, TIMEOUT, true),
                new BatchingPolicy(messages.length, 1_000_000, TIMEOUT))) {
            await().atMost(TIMEOUT).until(() -> areTaken(batching, messages));
        }
    }

    private static boolean areTaken(Publisher batching, OutboundMessage... messages) throws InterruptedException {
        BlockingQueue<Optional<BrokerException>> settled = new ArrayBlockingQueue<>(messages.length);
        for (OutboundMessage message : messages) {
            try {
                batching.publish(message.batchable(), failure -> settled.add(Optional.ofNullable(failure)));
            } catch (BrokerException e) {
                return false;
            }
        }
        boolean areTaken = true;
        for (int i = 0; i < messages.length; i++) {
            areTaken &= settled.take().isEmpty();
        }
        return areTaken;
    }

    private boolean isTaken(OutboundMessage event) throws InterruptedException {
        BlockingQueue<Optional<BrokerException>> settled = new ArrayBlockingQueue<>(1);
        try {
            publisher.publish(event, failure -> settled.add(Optional.ofNullable(failure)));
        } catch (BrokerException e) {
            return false;
        }
        return settled.take().isEmpty();
    }

    /** Takes the dead letters of a destination as they come. */
    List<Delivery> deadLetters(String destination) {
        List<Delivery> dead = new CopyOnWriteArrayList<>();
        broker.subscribe(DestinationQueues.of(destination).dead(), Prefetch.of(1000), letter -> {
            dead.add(letter);
            letter.ack();
        });
        return dead;
    }

    /** Somebody else who has taken everything that the broker gives for a destination, until it is closed. */
    QueueSubscription takeAll(String queue, List<Delivery> into) {
        return broker.subscribe(queue, Prefetch.of(1000), into::add);
    }

    DestinationStatus status(String destination) {
        return destinations.status().get(destination);
    }

    public Destinations destinations() {
        return destinations;
    }

    Broker broker() {
        return broker;
    }

    public CamelContext camel() {
        return camel;
    }

    SimpleMeterRegistry meters() {
        return meters;
    }

    @Override
    public void close() {
        camel.stop();
        broker.close();
    }
}
