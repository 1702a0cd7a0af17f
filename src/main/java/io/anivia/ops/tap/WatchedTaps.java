package io.anivia.ops.tap;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Reception;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.broker.Broker;
import io.anivia.broker.control.TapQueue;
import io.anivia.common.NamedThreads;
import io.anivia.ops.admin.HttpProblem;
import io.anivia.ops.fleet.Fleet;
import io.anivia.ops.fleet.FleetAnswers;
import io.anivia.ops.fleet.ThisProcess;
import io.anivia.ops.tap.TapStream.TapEnd;
import io.anivia.tap.Tap;
import io.anivia.tap.TapQuery;
import io.anivia.tap.Taps;
import io.anivia.tap.TooManyTapsException;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The live taps whose readers are connected to this process. What passes here goes to the reader directly, so that one
 * process can be looked at while the broker is away; the other processes are asked to look, again and again, and send
 * what they see to a queue of the tap's own. Thread-safe.
 */
@Singleton
class WatchedTaps {

    private static final Logger LOG = LoggerFactory.getLogger(WatchedTaps.class);
    private static final Duration TICK = Duration.ofSeconds(1);
    /** Processes that have started meanwhile join by then; a lease is three times as long. */
    private static final Duration RENEWAL = Duration.ofSeconds(5);
    /** Redacted lines are far below; one with values is an event of this size at most, and its head. */
    private static final int BESIDE_EVENT_BYTES = 8192;

    private final TapConfig config;
    private final ThisProcess process;
    private final Fleet fleet;
    private final Broker broker;
    private final Map<String, WatchedTap> open = new ConcurrentHashMap<>();
    /** One thread ticks, and must not wait for the one that asks others. */
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(2, NamedThreads.daemons("taps"));
    private final AtomicBoolean isRenewing = new AtomicBoolean();
    /** That took part when they were last asked, this one too. */
    private volatile int processes = 1;
    private volatile boolean isStopping;

    @Inject
    WatchedTaps(TapConfig config, ThisProcess process, Fleet fleet, Broker broker, MeterRegistry meters) {
        this.config = config;
        this.process = process;
        this.fleet = fleet;
        this.broker = broker;
        Gauge.builder("anivia.taps", Taps::count).description("Live taps that are open in this process")
                .register(meters);
        FunctionCounter.builder("anivia.taps.failures", this, any -> Taps.failures())
                .description("Live taps that have ended by a fault of their own").register(meters);
        threads.scheduleWithFixedDelay(this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
        threads.scheduleWithFixedDelay(this::renew, RENEWAL.toMillis(), RENEWAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** @param queue {@code null} if there are no other processes */
    private record WatchedTap(String id, TapQuery query, TapStream stream, Tap tap, @Nullable TapQueue queue) {
    }

    /** The reader is there as soon as the tap is. */
    private static final class ReaderSink implements Tap.TapSink {

        private final TapStream stream;

        ReaderSink(TapStream stream) {
            this.stream = stream;
        }

        @Override
        public void line(String json) {
            stream.line(json);
        }

        @Override
        public void broken() {
            stream.end(TapEnd.STOPPED);
        }
    }

    /**
     * Opens a tap, which ends by itself or when its reader does.
     *
     * @throws HttpProblem 429 if too many are open, 503 if the process is being stopped
     */
    TapStream watch(TapQuery query, Duration duration, int limit, LineOutput out) {
        if (isStopping) {
            throw new HttpProblem(503, "the process is being stopped");
        }
        String id = UUID.randomUUID().toString();
        TapStream stream = new TapStream(out, duration, limit, config.stallTimeout(), System::nanoTime, () -> ended(id));
        Tap tap;
        try {
            tap = Taps.open(process.id(), query, config.limits(config.rate()), new ReaderSink(stream),
                    config.maxOpen());
        } catch (TooManyTapsException e) {
            throw new HttpProblem(429, String.valueOf(e.getMessage()));
        }
        TapQueue queue = broker.isShared() ? broker.tapQueue(id, bytes -> fromOther(stream, bytes)) : null;
        open.put(id, new WatchedTap(id, query, stream, tap, queue));
        stream.begin();
        if (isStopping) {
            stream.end(TapEnd.STOPPED);
        }
        if (stream.hasEnded()) {
            // Perhaps before it was found here.
            ended(id);
        } else if (queue != null) {
            soon(this::renew);
        }
        return stream;
    }

    private void ended(String id) {
        WatchedTap ended = open.remove(id);
        if (ended == null) {
            return;
        }
        ended.tap().close();
        if (ended.queue() != null) {
            ended.queue().close();
            soon(() -> stopElsewhere(id));
        }
    }

    private void stopElsewhere(String id) {
        try {
            fleet.ask(TapStopOperation.NAME, new JsonObject().put("id", id));
        } catch (HttpProblem e) {
            LOG.debug("Other processes end the tap when its lease does", e);
        }
    }

    /** A line of another process: one object on one line, whatever was sent. */
    private void fromOther(TapStream stream, byte[] bytes) {
        if (bytes.length > config.maxEvent().asLongValue() + BESIDE_EVENT_BYTES) {
            stream.addDropped(1);
            return;
        }
        try {
            JsonObject line = new JsonObject(new String(bytes, StandardCharsets.UTF_8));
            Long dropped = line.getLong("dropped");
            if (dropped != null) {
                stream.addDropped(dropped);
            } else {
                stream.line(line.encode());
            }
        } catch (DecodeException | ClassCastException e) {
            LOG.debug("Another program writes to the queue of a live tap", e);
            stream.addDropped(1);
        }
    }

    private void tick() {
        open.values().forEach(each -> {
            try {
                each.stream().addDropped(each.tap().takeDropped());
                each.stream().tick();
            } catch (RuntimeException | Error e) {
                // The timer never runs a task again that has thrown.
                LOG.warn("A live tap could not go on", e);
                ended(each.id());
            }
        });
    }

    private void renew() {
        List<WatchedTap> shared = open.values().stream().filter(each -> each.queue() != null).toList();
        if (shared.isEmpty() || !isRenewing.compareAndSet(false, true)) {
            return;
        }
        try {
            // So that all together show about as much as one alone, as far as it is known how many there are.
            int rate = Math.max(1, config.rate() / processes);
            JsonArray taps = new JsonArray();
            shared.forEach(each -> taps.add(TapQueries.toJson(each.query()).put("id", each.id()).put("rate", rate)));
            FleetAnswers answers = fleet.ask(TapStartOperation.NAME,
                    new JsonObject().put("watcher", process.id()).put("taps", taps));
            processes = Math.max(1, answers.answers().size());
            int absent = answers.silent().size() + answers.problems().size();
            shared.forEach(each -> each.stream().fleet(processes, absent));
        } catch (RuntimeException | Error e) {
            LOG.warn("Other processes could not be asked for their part of a live tap; tried again in {} s",
                    RENEWAL.toSeconds(), e);
        } finally {
            isRenewing.set(false);
        }
    }

    private void soon(Runnable task) {
        try {
            threads.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("The process is being stopped", e);
        }
    }

    /** The HTTP server waits for the requests under way before it closes. */
    void stopping(@Observes(notifyObserver = Reception.IF_EXISTS) ShutdownDelayInitiatedEvent event) {
        stop();
    }

    @PreDestroy
    void stop() {
        isStopping = true;
        open.values().forEach(each -> each.stream().end(TapEnd.STOPPED));
        threads.shutdown();
    }
}
