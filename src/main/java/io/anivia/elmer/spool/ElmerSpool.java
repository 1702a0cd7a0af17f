package io.anivia.elmer.spool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import io.anivia.broker.Broker;
import io.anivia.broker.FallbackStore;
import io.anivia.broker.connection.BrokerConfig;
import io.anivia.broker.connection.Declaration;
import io.anivia.broker.publish.Publisher;
import io.anivia.broker.publish.PublisherLimits;
import io.anivia.elmer.ElmerConfig;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This process' spool and its drain, from when Elmer's route starts until it stops; none if no directory is set. */
@Singleton
final class ElmerSpool implements FallbackStore {

    private static final Logger LOG = LoggerFactory.getLogger(ElmerSpool.class);

    /** What runs, all of it or nothing. */
    private record Running(Spool spool, SpoolDrain drain, Publisher publisher, List<Gauge> gauges) {
    }

    private final SpoolConfig config;
    private final Duration confirmTimeout;
    private final BrokerConfig.Reconnect pace;
    private final Instance<Broker> broker;
    private final MeterRegistry meters;
    private volatile @Nullable Running running;

    @Inject
    ElmerSpool(SpoolConfig config, ElmerConfig elmer, BrokerConfig brokerConfig, Instance<Broker> broker,
            MeterRegistry meters) {
        this.config = config;
        this.confirmTimeout = elmer.confirmTimeout();
        this.pace = brokerConfig.reconnect();
        this.broker = broker;
        this.meters = meters;
    }

    /**
     * Opens the spool and goes on draining what is there.
     *
     * @throws UncheckedIOException if the directory cannot be read or written
     * @throws IllegalStateException if another process has it
     */
    void start() {
        if (config.dir().isPresent() && running == null) {
            start(config.dir().get());
        }
    }

    private void start(Path directory) {
        Spool spool;
        try {
            spool = new Spool(directory, config.maxSize().asLongValue(), config.maxWaiting(), this::wake);
        } catch (IOException e) {
            throw new UncheckedIOException("anivia.elmer.spool.dir: no spool in '" + directory + "': " + e.getMessage(),
                    e);
        }
        broker.get().declare(Declaration.queue(SpoolDrain.QUEUE));
        broker.get().declare(Declaration.queue(SpoolDrain.REJECTED_QUEUE));
        SpoolConfig.Drain limits = config.drain();
        // On Elmer's connection: when the spool is empty, what comes next goes there, too.
        Publisher publisher = broker.get().promptPublisher("spool", new PublisherLimits(limits.maxInFlight(),
                limits.maxInFlightBytes().asLongValue(), confirmTimeout, true, true));
        SpoolDrain drain = new SpoolDrain(spool, publisher::publish, limits.maxInFlight(),
                new SpoolDrain.Pause(pace.first(), pace.longest()), new Counters());
        running = new Running(spool, drain, publisher, List.of(
                gauge("anivia.elmer.spool.payloads", "Payloads in the spool", spool::unforgotten),
                gauge("anivia.elmer.spool.bytes", "What the spool takes of the disk", spool::sizeBytes)));
        LOG.info("Spool in '{}': {} payload(s) to drain", directory, spool.unread());
        drain.start();
    }

    private Gauge gauge(String name, String description, Supplier<Number> value) {
        return Gauge.builder(name, value).description(description).register(meters);
    }

    private void wake() {
        Running now = running;
        if (now != null) {
            now.drain().wake();
        }
    }

    /** Waits for the confirms of what is under way; the rest stays for the next start. */
    void stop() throws IOException {
        Running last = running;
        running = null;
        if (last != null) {
            last.gauges().forEach(meters::remove);
            last.drain().stop(confirmTimeout);
            last.publisher().close();
            last.spool().close();
        }
    }

    boolean isOn() {
        return running != null;
    }

    /** Whether payloads wait, so that new ones must go behind them. */
    boolean isBehind() {
        Running now = running;
        return now != null && now.drain().isBehind();
    }

    /** Keeps a payload on the disk. Never blocks. */
    void append(SpooledPayload payload, Spool.Receiver receiver) {
        Running now = running;
        if (now == null) {
            receiver.settled(new SpoolException("there is no spool", null));
            return;
        }
        now.spool().append(payload.toBytes(), failure -> {
            if (failure == null) {
                meters.counter("anivia.elmer.spool.spooled").increment();
            }
            receiver.settled(failure);
        });
    }

    @Override
    public boolean canAccept() {
        Running now = running;
        return now != null && now.spool().hasRoom();
    }

    /** What has become of payloads in the spool. */
    private final class Counters implements SpoolDrain.Listener {

        private final Counter drained = Counter.builder("anivia.elmer.spool.drained")
                .description("Payloads of the spool that the broker has confirmed").register(meters);
        private final Counter rejected = Counter.builder("anivia.elmer.spool.rejected")
                .description("Payloads of the spool that cannot be published and went to anivia.rejected")
                .register(meters);

        @Override
        public void drained(int payloads) {
            drained.increment(payloads);
        }

        @Override
        public void rejected() {
            rejected.increment();
        }
    }
}
