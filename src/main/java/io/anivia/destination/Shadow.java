package io.anivia.destination;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

import io.anivia.common.KnownWords;
import io.anivia.common.SampleRate;
import io.anivia.common.SecretMask;
import io.anivia.contract.EventJson;
import io.anivia.destination.delivery.DeliveryLoop;
import io.anivia.destination.delivery.DeliveryResult;
import io.anivia.destination.delivery.QueuedEvent;
import io.anivia.destination.http.HttpRecorder;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A destination that builds its requests out of live events and sends none of them. Events are handed to it in the
 * process that routes them, and wait in memory, up to {@code prefetch} and {@code prefetchBytes}; what comes beyond is
 * left out. So nothing waits for it, nothing is left behind when it is removed, and a crash loses what it had.
 *
 * <p>One thread looks at {@code accept} and {@code consent}, fills batches and runs the route. Thread-safe.
 */
public final class Shadow {

    private static final Logger LOG = LoggerFactory.getLogger(Shadow.class);
    /** A route that has not ended by then has failed. */
    private static final long ROUTE_SECONDS = 30;

    /**
     * How many events it was given in this process.
     *
     * @param shadowed whose requests were built
     * @param filtered that it does not want, by accept, consent or a step
     * @param failed at which its route has failed
     * @param skipped for which it had no time
     */
    public record ShadowCounts(long shadowed, long filtered, long failed, long skipped) {
    }

    private record OfferedEvent(String id, byte[] json) {
    }

    private final String name;
    private final String share;
    private final SampleRate rate;
    private final Destination destination;
    private final DeliveryLoop.Route route;
    private final ShadowLog log = new ShadowLog(SecretMask.of(ConfigProvider.getConfig()));
    private final int batchSize;
    private final long batchBytes;
    private final long batchNanos;
    private final long mostBytes;
    private final BlockingQueue<OfferedEvent> waiting;
    private final AtomicLong waitingBytes = new AtomicLong();
    private final Counter shadowed;
    private final LongAdder filtered = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder skipped = new LongAdder();
    private volatile boolean isRunning;

    Shadow(DestinationEndpoint endpoint, DeliveryLoop.Route route) {
        this.name = endpoint.getName();
        this.share = endpoint.getSample();
        this.rate = endpoint.share();
        this.destination = new Destination(endpoint);
        this.route = route;
        this.batchSize = endpoint.getBatchSize();
        this.batchBytes = endpoint.getBatchBytes();
        this.batchNanos = TimeUnit.MILLISECONDS.toNanos(endpoint.getBatchInterval());
        this.mostBytes = endpoint.getPrefetchBytes();
        this.waiting = new ArrayBlockingQueue<>(endpoint.prefetch().messages());
        MeterRegistry meters = endpoint.getComponent().metersOrNone();
        this.shadowed = Counter.builder("anivia.events.shadowed").tag("destination", name)
                .description("Events whose requests a shadow has built and not sent").register(meters);
    }

    public String name() {
        return name;
    }

    /** Of the events that it gets, as it is written in its file. */
    public String share() {
        return share;
    }

    /** Its last requests, the newest first. */
    public List<ShadowedRequest> latest() {
        return log.latest();
    }

    public ShadowCounts counts() {
        return new ShadowCounts((long) shadowed.count(), filtered.sum(), failed.sum(), skipped.sum());
    }

    HttpRecorder recorder() {
        return log;
    }

    void start(Executor thread) {
        waitingBytes.set(0);
        isRunning = true;
        thread.execute(this::run);
    }

    void stop() {
        isRunning = false;
        waiting.clear();
    }

    /**
     * Hands it an event, which it leaves out if it is none of its share, or if too many wait. Never blocks.
     *
     * @param json not to be changed
     */
    public void offer(String id, byte[] json) {
        if (!isRunning || !rate.has(hash(id))) {
            return;
        }
        long bytes = waitingBytes.addAndGet(json.length);
        boolean isTooMuch = bytes > mostBytes && bytes > json.length;
        if (isTooMuch || !waiting.offer(new OfferedEvent(id, json))) {
            waitingBytes.addAndGet(-json.length);
            skipped.increment();
        }
    }

    /** Of ids that follow one another, too, all bits differ (splitmix64, Steele et al. 2014). */
    private static long hash(String id) {
        long hash = id.hashCode() * 0x9E3779B97F4A7C15L;
        hash = (hash ^ hash >>> 30) * 0xBF58476D1CE4E5B9L;
        hash = (hash ^ hash >>> 27) * 0x94D049BB133111EBL;
        return hash ^ hash >>> 31;
    }

    private void run() {
        OfferedEvent first = null;
        while (isRunning && !Thread.currentThread().isInterrupted()) {
            List<OfferedEvent> batch = new ArrayList<>();
            try {
                first = fill(batch, first);
                deliver(batch);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException | Error e) {
                // An Error of a step, too: the next events may pass.
                fail(batch, KnownWords.of(e));
                LOG.debug("Shadow '{}'", name, e);
            }
        }
    }

    /**
     * Waits for events that it wants until the batch is full or its time is over.
     *
     * @param first of the batch; {@code null}: it is waited for
     * @return the first one of the next batch, for which there was no room; {@code null}: none
     */
    private @Nullable OfferedEvent fill(List<OfferedEvent> batch, @Nullable OfferedEvent first)
            throws InterruptedException {
        OfferedEvent next = first;
        while (next == null) {
            next = ifWanted(waiting.take());
        }
        batch.add(next);
        long bytes = next.json().length;
        long deadline = System.nanoTime() + batchNanos;
        while (batch.size() < batchSize) {
            OfferedEvent offered = waiting.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (offered == null) {
                return null;
            }
            next = ifWanted(offered);
            if (next != null && bytes + next.json().length > batchBytes) {
                return next;
            }
            if (next != null) {
                batch.add(next);
                bytes += next.json().length;
            }
        }
        return null;
    }

    /** {@code null} if it is filtered, or its accept fails on it. */
    private @Nullable OfferedEvent ifWanted(OfferedEvent event) {
        waitingBytes.addAndGet(-event.json().length);
        if (destination.expression().isEmpty() && !destination.needsConsent()) {
            return event;
        }
        try {
            if (destination.accepts(EventJson.read(event.json()))) {
                return event;
            }
            filtered.increment();
        } catch (IOException | RuntimeException e) {
            fail(List.of(event), "accept cannot be evaluated: " + KnownWords.ofCause(e));
        }
        return null;
    }

    private void deliver(List<OfferedEvent> batch) throws InterruptedException {
        List<QueuedEvent> items = batch.stream().map(event -> QueuedEvent.ofTrial(event.json(), Map.of())).toList();
        CompletableFuture<DeliveryResult> result = new CompletableFuture<>();
        route.deliver(items, result::complete);
        try {
            DeliveryResult delivered = result.get(ROUTE_SECONDS, TimeUnit.SECONDS);
            if (delivered.failure() != null) {
                fail(batch, String.valueOf(delivered.failure().getMessage()));
                return;
            }
            int dropped = Math.min(delivered.filtered(), batch.size());
            filtered.add(dropped);
            shadowed.increment(batch.size() - dropped);
            if (dropped < batch.size()) {
                log.ended(ids(batch), null);
            }
        } catch (TimeoutException | ExecutionException e) {
            fail(batch, "the route has not ended within " + ROUTE_SECONDS + " s");
        }
    }

    private void fail(List<OfferedEvent> events, String why) {
        failed.add(events.size());
        log.ended(ids(events), why);
    }

    private static List<String> ids(List<OfferedEvent> events) {
        return events.stream().map(OfferedEvent::id).toList();
    }
}
