package io.anivia.ops.tap;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.broker.Broker;
import io.anivia.broker.control.TapPublisher;
import io.anivia.common.NamedThreads;
import io.anivia.ops.admin.HttpProblem;
import io.anivia.ops.fleet.ThisProcess;
import io.anivia.tap.Tap;
import io.anivia.tap.TapQuery;
import io.anivia.tap.Taps;
import io.anivia.tap.TooManyTapsException;
import io.vertx.core.json.JsonObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this process shows to live taps of others: as long as it is asked again, and so not for long after the other one
 * is gone. Thread-safe.
 */
@Singleton
class LeasedTaps {

    private static final Logger LOG = LoggerFactory.getLogger(LeasedTaps.class);
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,64}");
    private static final long TICK_MILLIS = 1000;

    private final TapConfig config;
    private final String process;
    private final TapPublisher publisher;
    private final Map<String, LeasedTap> open = new ConcurrentHashMap<>();
    /** One thread ends what has run out, and must not wait for the one that writes. */
    private final ScheduledExecutorService threads =
            Executors.newScheduledThreadPool(2, NamedThreads.daemons("tap-leases"));

    @Inject
    LeasedTaps(TapConfig config, ThisProcess process, Broker broker) {
        this.config = config;
        this.process = process.id();
        this.publisher = broker.tapPublisher();
        threads.scheduleWithFixedDelay(this::endOld, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        threads.scheduleWithFixedDelay(this::reportDropped, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Shows a tap's lines to the process that asked for it. */
    private final class LeaseSink implements Tap.TapSink {

        private final String id;
        private final AtomicLong unwritten = new AtomicLong();

        LeaseSink(String id) {
            this.id = id;
        }

        @Override
        public void line(String json) {
            if (!publisher.publish(id, json.getBytes(StandardCharsets.UTF_8))) {
                unwritten.incrementAndGet();
            }
        }

        /** When it is asked for again it is another one. */
        @Override
        public void broken() {
            open.remove(id);
        }
    }

    /** @param renewedAt when it was asked for last, in nanoseconds */
    private record LeasedTap(Tap tap, LeaseSink sink, AtomicLong renewedAt) {
    }

    /**
     * Opens a tap of another process, or lets it go on.
     *
     * @param rate of the lines of each process
     * @throws HttpProblem 429 if too many are open, 400 if it is none that this version knows
     */
    synchronized void open(String id, TapQuery query, int rate) {
        if (!ID.matcher(id).matches()) {
            throw new HttpProblem(400, "the id of a tap becomes a part of a queue's name, which this does not fit");
        }
        LeasedTap known = open.get(id);
        if (known != null) {
            known.renewedAt().set(System.nanoTime());
            return;
        }
        LeaseSink sink = new LeaseSink(id);
        try {
            Tap tap = Taps.open(process, query, config.limits(Math.max(1, Math.min(rate, config.rate()))), sink,
                    config.maxOpen());
            open.put(id, new LeasedTap(tap, sink, new AtomicLong(System.nanoTime())));
        } catch (TooManyTapsException e) {
            throw new HttpProblem(429, String.valueOf(e.getMessage()));
        }
    }

    /** Nothing if it is not open. */
    void close(String id) {
        LeasedTap known = open.remove(id);
        if (known != null) {
            known.tap().close();
        }
    }

    private void endOld() {
        try {
            long now = System.nanoTime();
            long lease = config.lease().toNanos();
            open.forEach((id, each) -> {
                if (now - each.renewedAt().get() > lease) {
                    LOG.info("A live tap of another process has ended: it was not asked for any more");
                    close(id);
                }
            });
        } catch (RuntimeException | Error e) {
            // The timer never runs a task again that has thrown.
            LOG.warn("Live taps of other processes could not be looked after", e);
        }
    }

    private void reportDropped() {
        try {
            open.forEach((id, each) -> {
                long dropped = each.tap().takeDropped() + each.sink().unwritten.getAndSet(0);
                byte[] line = new JsonObject().put("process", process).put("dropped", dropped).encode()
                        .getBytes(StandardCharsets.UTF_8);
                if (dropped > 0 && !publisher.publish(id, line)) {
                    each.sink().unwritten.addAndGet(dropped);
                }
            });
        } catch (RuntimeException | Error e) {
            LOG.warn("A live tap of another process could not be told what was dropped", e);
        }
    }

    @PreDestroy
    void stop() {
        threads.shutdownNow();
        open.keySet().forEach(this::close);
    }
}
