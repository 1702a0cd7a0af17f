package io.anivia.elmer.spool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.broker.Broker;
import io.anivia.broker.FallbackStore;
import io.anivia.broker.connection.BrokerConfig;
import io.anivia.broker.connection.BrokerException;
import io.anivia.broker.publish.Publisher;
import io.anivia.broker.publish.PublisherLimits;
import io.anivia.contract.CollectedConfig;
import io.anivia.contract.QueueShards;
import io.anivia.contract.Queues;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process' spool with its drain and metrics, between {@link #open} and {@link #close}. Does nothing if no
 * directory is set. {@link #append}, {@link #hasBacklog} and {@link #canAccept} are thread-safe and do not block.
 */
@Singleton
public final class ElmerSpool implements FallbackStore {

    /** Its name in {@code spool:elmer}. */
    static final String NAME = "elmer";

    /** The directory, in that of the spool, for payloads that are larger than the broker takes. */
    private static final String UNSENDABLE = "unsendable";
    private static final Logger LOG = LoggerFactory.getLogger(ElmerSpool.class);
    @SuppressWarnings("StaticAssignmentOfThrowable")
    private static final SpoolException CLOSED =
            new SpoolException("there is no spool (anivia.elmer.spool.dir), or it is not open", null);

    /** The parts that are opened and closed together. */
    private record OpenSpool(Spool spool, SpoolDrain drain, Publisher publisher, SpoolCounters counters,
            List<Gauge> gauges, Duration confirmTimeout) {
    }

    private final SpoolConfig config;
    private final QueueShards collected;
    private final BrokerConfig.Reconnect reconnect;
    private final Instance<Broker> broker;
    private final MeterRegistry meters;
    private volatile @Nullable OpenSpool current;

    @Inject
    ElmerSpool(SpoolConfig config, CollectedConfig collected, BrokerConfig brokerConfig, Instance<Broker> broker,
            MeterRegistry meters) {
        this.config = config;
        this.collected = Queues.collected(collected.shards());
        this.reconnect = brokerConfig.reconnect();
        this.broker = broker;
        this.meters = meters;
    }

    /**
     * Opens the spool, and goes on draining the payloads in it.
     *
     * @param confirmTimeout how long a published payload may wait for its confirm
     * @throws UncheckedIOException if the directory cannot be read or written
     * @throws IllegalStateException if another process uses it
     */
    synchronized void open(Duration confirmTimeout) {
        if (config.dir().isPresent() && current == null) {
            current = open(config.dir().get(), confirmTimeout);
        }
    }

    private OpenSpool open(Path directory, Duration confirmTimeout) {
        Spool spool;
        try {
            spool = new Spool(directory, config.maxSize().asLongValue(), config.maxWaiting(), this::wakeDrain);
        } catch (IOException e) {
            throw new UncheckedIOException("anivia.elmer.spool.dir: no spool in '" + directory + "': " + e.getMessage(),
                    e);
        }
        collected.names().forEach(broker.get()::declare);
        broker.get().declare(SpoolDrain.REJECTED_QUEUE);
        SpoolConfig.SpoolDrainConfig limits = config.drain();
        // On the connection of Elmer's route: new payloads are published there once the spool is empty, behind these.
        Publisher publisher = broker.get().interactivePublisher("spool", new PublisherLimits(limits.maxInFlight(),
                limits.maxInFlightBytes().asLongValue(), confirmTimeout, true));
        SpoolCounters counters = new SpoolCounters(meters);
        SpoolDrain drain = new SpoolDrain(spool, publisher::publish, collected, limits.maxInFlight(),
                new SpoolDrain.DrainBackoff(reconnect.first(), reconnect.longest()), counters,
                new UnsendablePayloads(directory.resolve(UNSENDABLE)));
        LOG.info("Spool in '{}': {} payload(s) to drain", directory, spool.unpublished());
        drain.start();
        return new OpenSpool(spool, drain, publisher, counters, List.of(
                gauge("anivia.elmer.spool.payloads", "Payloads in the spool", spool::unconfirmed),
                gauge("anivia.elmer.spool.bytes", "Bytes of the disk that the spool takes", spool::sizeBytes),
                gauge("anivia.elmer.spool.max.bytes", "Bytes of the disk that the spool may take",
                        () -> config.maxSize().asLongValue())),
                confirmTimeout);
    }

    private Gauge gauge(String name, String description, Supplier<Number> value) {
        return Gauge.builder(name, value).description(description).register(meters);
    }

    private void wakeDrain() {
        OpenSpool open = current;
        if (open != null) {
            open.drain().wake();
        }
    }

    /** Waits for outstanding confirms; the other payloads stay for the next {@link #open}. */
    synchronized void close() throws IOException {
        OpenSpool last = current;
        current = null;
        if (last != null) {
            last.gauges().forEach(meters::remove);
            last.drain().stop(last.confirmTimeout());
            last.publisher().close();
            last.spool().close();
        }
    }

    /** Whether payloads wait, so that a new one has to go behind them. */
    boolean hasBacklog() {
        OpenSpool open = current;
        return open != null && open.drain().hasBacklog();
    }

    /** @throws BrokerException.TooLarge if the payload could not be published from the spool either */
    void check(SpooledPayload payload) throws BrokerException.TooLarge {
        broker.get().sizeLimit().check(payload.body().length);
    }

    /** Puts a payload onto the disk. */
    void append(SpooledPayload payload, Spool.AppendCallback callback) {
        OpenSpool open = current;
        if (open == null) {
            callback.completed(CLOSED);
            return;
        }
        open.spool().append(payload.toBytes(), failure -> {
            if (failure == null) {
                open.counters().spooled.increment();
            }
            callback.completed(failure);
        });
    }

    @Override
    public boolean canAccept() {
        OpenSpool open = current;
        return open != null && open.spool().hasRoom();
    }

    private static final class SpoolCounters implements SpoolDrain.DrainListener {

        private final Counter spooled;
        private final Counter drained;
        private final Counter rejected;
        private final Counter kept;

        SpoolCounters(MeterRegistry meters) {
            spooled = Counter.builder("anivia.elmer.spool.spooled")
                    .description("Payloads put into the spool").register(meters);
            drained = Counter.builder("anivia.elmer.spool.drained")
                    .description("Payloads of the spool that the broker has confirmed").register(meters);
            rejected = Counter.builder("anivia.elmer.spool.rejected")
                    .description("Payloads of the spool that cannot be published and went to anivia.rejected")
                    .register(meters);
            kept = Counter.builder("anivia.elmer.spool.unsendable")
                    .description("Payloads of the spool that are larger than the broker takes, kept in files beside it")
                    .register(meters);
        }

        @Override
        public void drained(int payloads) {
            drained.increment(payloads);
        }

        @Override
        public void rejected() {
            rejected.increment();
        }

        @Override
        public void kept() {
            kept.increment();
        }
    }
}
