package io.anivia.ops.admin;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

import io.anivia.broker.browse.QueueBrowser;
import io.anivia.broker.connection.BrokerException;
import io.anivia.broker.publish.OutboundMessage;
import io.anivia.broker.publish.Publisher;
import io.anivia.common.ReplayFates.ReplayFate;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the selected dead letters of a queue on their way again. Each is removed from the queue once the broker has
 * confirmed it at its target, so a crash leaves at most {@value #MAX_UNCONFIRMED} of them in both places, and none in
 * neither.
 *
 * <p>A letter that is not selected stays unacknowledged until the pass ends; over {@code anivia.admin.max-scan} of
 * them, it is published to the end of the queue. A pass reads as many messages as the queue had when it began, so that
 * it ends although letters die again or move to the end meanwhile.
 *
 * <p>Behind its first letters it waits a moment for what becomes of them. If all of them die again, so would the rest:
 * it stops by itself.
 */
final class Replay implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Replay.class);
    static final int MAX_UNCONFIRMED = 100;
    /** RabbitMQ closes a channel over a delivery that is not acknowledged for 30 minutes. */
    private static final Duration LONGEST_PASS = Duration.ofMinutes(10);
    /** A destination that is suspended says nothing of them; the letters wait in its queue as well as here. */
    private static final Duration FIRST_FATES_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration FATES_INTERVAL = Duration.ofMillis(250);

    /** From the start of a replay to its end. */
    enum ReplayState {
        RUNNING, DONE, STOPPED, FAILED
    }

    private final String id = UUID.randomUUID().toString();
    private final ReplayRequest request;
    private final ReplaySource source;
    private final int maxKept;
    /** How many letters go before the others, to see whether they die again; 0: none. */
    private final int firstLetters;
    private final QueueBrowser browser;
    private final Publisher publisher;
    private final DeadLetterService letters;
    private final Function<String, ReplayFate> fates;
    private final Bucket pace;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Semaphore unconfirmed = new Semaphore(MAX_UNCONFIRMED);
    private final long total;
    private final Instant startedAt = Instant.now();
    private final AtomicLong replayed = new AtomicLong();
    private final AtomicLong moved = new AtomicLong();
    private volatile long looked;
    private volatile long selected;
    private volatile long kept;
    private volatile long unsendable;
    private volatile ReplayState state = ReplayState.RUNNING;
    private volatile @Nullable Instant endedAt;
    private volatile @Nullable String failure;
    private volatile @Nullable String stoppedBecause;
    private boolean areFirstKnown;

    /**
     * @param config of which it takes the bounds
     * @param browser closed when the replay ends
     * @param fates what became of what a replay has sent, in the whole fleet, by its id
     */
    Replay(ReplayRequest request, AdminConfig config, QueueBrowser browser, Publisher publisher,
            DeadLetterService letters, Function<String, ReplayFate> fates) throws IOException {
        this.request = request;
        this.source = request.source();
        this.maxKept = config.maxScan();
        this.firstLetters = config.replay().stopAfterDead();
        this.browser = browser;
        this.publisher = publisher;
        this.letters = letters;
        this.fates = fates;
        this.pace = Bucket.builder().addLimit(limit -> limit.capacity(Math.max(1, request.rate() / 10))
                .refillGreedy(request.rate(), Duration.ofSeconds(1)).initialTokens(1))
                .withCustomTimePrecision(TimeMeter.SYSTEM_NANOTIME).build();
        this.total = browser.count();
    }

    String id() {
        return id;
    }

    ReplaySource source() {
        return source;
    }

    boolean isRunning() {
        return state == ReplayState.RUNNING;
    }

    /** @param because the first reason is the one that is shown */
    synchronized void stop(String because) {
        if (stoppedBecause == null && isRunning()) {
            stoppedBecause = because;
        }
        stopped.countDown();
    }

    @Override
    public void run() {
        LOG.info("Replay {} of '{}' begins: {} messages to look at", id, source.queue(), total);
        ReplayState end;
        try (browser) {
            while (!isOver() && !pass()) {
                awaitConfirms();
                browser.requeueAll();
            }
            awaitConfirms();
            end = failure != null ? ReplayState.FAILED : isStopped() ? ReplayState.STOPPED : ReplayState.DONE;
        } catch (IOException | RuntimeException e) {
            failure = String.valueOf(e.getMessage());
            end = ReplayState.FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end = ReplayState.STOPPED;
        }
        endedAt = Instant.now();
        state = end;
        LOG.info("Replay {} of '{}': {}, {} replayed{}{}", id, source.queue(), end, replayed,
                failure == null ? "" : ", " + failure, stoppedBecause == null ? "" : ", " + stoppedBecause);
    }

    private boolean isStopped() {
        return stopped.getCount() == 0;
    }

    private boolean isOver() {
        return failure != null || isStopped();
    }

    /** Reads the queue from its head; false if the time for one pass was too short to read all of it. */
    private boolean pass() throws IOException, InterruptedException {
        long until = System.nanoTime() + LONGEST_PASS.toNanos();
        long unsent = 0;
        kept = 0;
        looked = 0;
        for (long left = total - replayed.get() - moved.get(); left > 0 && !isOver(); left--) {
            if (selected >= request.limit()) {
                return true;
            }
            if (System.nanoTime() - until > 0) {
                return false;
            }
            QueueBrowser.BrowsedMessage next = browser.next();
            if (next == null) {
                return true;
            }
            looked++;
            if (request.filter().matches(DeadLetterView.of(source, next.message()))) {
                if (awaitTurn() && !publish(source.replayed(next.message(), id), next.removal(), replayed)) {
                    unsendable = ++unsent;
                }
            } else if (kept < maxKept) {
                kept++;
            } else if (!publish(source.moved(next.message()), next.removal(), moved)) {
                unsendable = ++unsent;
            }
        }
        return true;
    }

    /** Whether the replay goes on when the rate allows the next letter. */
    private boolean awaitTurn() throws InterruptedException {
        awaitFirst();
        long nanos = pace.consumeIgnoringRateLimits(1);
        boolean goesOn = (nanos == 0 || !stopped.await(nanos, TimeUnit.NANOSECONDS)) && !isOver();
        if (goesOn) {
            selected++;
        }
        return goesOn;
    }

    /** Behind the first letters, once: waits for what becomes of them, and stops if all of them are dead again. */
    private void awaitFirst() throws InterruptedException {
        if (areFirstKnown || firstLetters == 0 || selected < firstLetters) {
            return;
        }
        long until = System.nanoTime() + FIRST_FATES_TIMEOUT.toNanos();
        while (!areFirstKnown && !isOver()) {
            ReplayFate fate = fates.apply(id);
            if (fate.deadAgain() >= firstLetters) {
                stop("the first " + firstLetters + " are all dead again (anivia.admin.replay.stop-after-dead)");
            }
            // One that does not die again is enough to go on.
            areFirstKnown = fate.delivered() > 0 || System.nanoTime() - until > 0
                    || isOver() || stopped.await(FATES_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Whether the message is on its way; false if it can never be sent, and stays in the queue. */
    private boolean publish(OutboundMessage message, QueueBrowser.Removal original, AtomicLong count)
            throws InterruptedException {
        unconfirmed.acquire();
        try {
            publisher.publish(message, refused -> {
                if (refused == null) {
                    if (count == replayed) {
                        letters.countReplayed(source);
                    }
                    count.incrementAndGet();
                    original.remove();
                } else {
                    failure = refused.getMessage();
                }
                unconfirmed.release();
            });
            return true;
        } catch (BrokerException.Unsendable e) {
            unconfirmed.release();
            LOG.warn("Replay {} of '{}': a message is left where it is: {}", id, source.queue(), e.getMessage());
            return false;
        } catch (BrokerException e) {
            unconfirmed.release();
            failure = e.getMessage();
            return true;
        }
    }

    /** The publisher fails a message that is not confirmed in time. */
    private void awaitConfirms() throws InterruptedException {
        if (!unconfirmed.tryAcquire(MAX_UNCONFIRMED, 2 * Replays.CONFIRM_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("the broker has confirmed nothing for "
                    + 2 * Replays.CONFIRM_TIMEOUT.toSeconds() + " s");
        }
        unconfirmed.release(MAX_UNCONFIRMED);
    }

    /** What this process knows of it; what became of the letters is known to those that deliver them. */
    JsonObject toJson() {
        Instant end = endedAt;
        long sent = replayed.get();
        double seconds = Duration.between(startedAt, end == null ? Instant.now() : end).toMillis() / 1000.0;
        Long known = selectedInAll();
        return new JsonObject()
                .put("id", id)
                .put("queue", source.queue())
                .put("target", source.target().queue())
                .put("selection", request.filter().summary())
                .put("limit", request.limit() == ReplayRequest.NO_LIMIT ? null : request.limit())
                .put("rate", request.rate())
                .put("state", state.name().toLowerCase(Locale.ROOT))
                .put("stoppedBecause", stoppedBecause)
                .put("startedAt", startedAt.toString())
                .put("endedAt", end == null ? null : end.toString())
                .put("total", total)
                .put("selected", known)
                // As in "movedToEnd": moved, but to the target. "replayed" is the name in 0.1.
                .put("moved", sent)
                .put("replayed", sent)
                .put("perSecond", seconds < 1 ? null : Math.round(sent / seconds * 10) / 10.0)
                .put("etaSeconds", end == null ? etaSeconds(known) : null)
                .put("kept", kept)
                .put("movedToEnd", moved.get())
                .put("unsendable", unsendable)
                .put("error", failure);
    }

    /** How many letters it is going to send; {@code null} while only reading all of them can tell. */
    private @Nullable Long selectedInAll() {
        if (state == ReplayState.DONE) {
            return selected;
        }
        return request.filter().most(total).stream().mapToObj(most -> Math.min(most, request.limit())).findFirst()
                .orElse(null);
    }

    /** By its rate; where it is not known how many there are, as if the rest of the queue were like what was read. */
    private long etaSeconds(@Nullable Long known) {
        long read = Math.max(1, looked);
        long all = known != null ? known : Math.min(request.limit(), Math.round((double) selected / read * total));
        return (long) Math.ceil(Math.max(0, all - selected) / (double) request.rate());
    }
}
