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

import io.anivia.broker.browse.QueueBrowser;
import io.anivia.broker.connection.BrokerException;
import io.anivia.broker.publish.OutboundMessage;
import io.anivia.broker.publish.Publisher;
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
 */
final class Replay implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Replay.class);
    static final int MAX_UNCONFIRMED = 100;
    /** RabbitMQ closes a channel over a delivery that is not acknowledged for 30 minutes. */
    private static final Duration LONGEST_PASS = Duration.ofMinutes(10);

    /** From the start of a replay to its end. */
    enum ReplayState {
        RUNNING, DONE, STOPPED, FAILED
    }

    private final String id = UUID.randomUUID().toString();
    private final ReplaySource source;
    private final DeadLetterFilter filter;
    private final int rate;
    private final int maxKept;
    private final QueueBrowser browser;
    private final Publisher publisher;
    private final DeadLetterService letters;
    private final Bucket pace;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Semaphore unconfirmed = new Semaphore(MAX_UNCONFIRMED);
    private final long total;
    private final Instant startedAt = Instant.now();
    private final AtomicLong replayed = new AtomicLong();
    private final AtomicLong moved = new AtomicLong();
    private volatile long kept;
    private volatile long unsendable;
    private volatile ReplayState state = ReplayState.RUNNING;
    private volatile @Nullable Instant endedAt;
    private volatile @Nullable String failure;

    /**
     * @param rate letters a second
     * @param maxKept how many letters that are not selected stay unacknowledged
     * @param browser closed when the replay ends
     */
    Replay(ReplaySource source, DeadLetterFilter filter, int rate, int maxKept, QueueBrowser browser,
            Publisher publisher, DeadLetterService letters) throws IOException {
        this.source = source;
        this.filter = filter;
        this.rate = rate;
        this.maxKept = maxKept;
        this.browser = browser;
        this.publisher = publisher;
        this.letters = letters;
        this.pace = Bucket.builder().addLimit(limit -> limit.capacity(Math.max(1, rate / 10))
                .refillGreedy(rate, Duration.ofSeconds(1)).initialTokens(1))
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

    void stop() {
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
        LOG.info("Replay {} of '{}': {}, {} replayed{}", id, source.queue(), end, replayed,
                failure == null ? "" : ", " + failure);
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
        for (long left = total - replayed.get() - moved.get(); left > 0 && !isOver(); left--) {
            if (System.nanoTime() - until > 0) {
                return false;
            }
            QueueBrowser.BrowsedMessage next = browser.next();
            if (next == null) {
                return true;
            }
            if (filter.matches(DeadLetterView.of(source, next.message()))) {
                if (awaitTurn() && !publish(source.replayed(next.message()), next.removal(), replayed)) {
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
        long nanos = pace.consumeIgnoringRateLimits(1);
        return (nanos == 0 || !stopped.await(nanos, TimeUnit.NANOSECONDS)) && !isOver();
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

    JsonObject toJson() {
        Instant end = endedAt;
        return new JsonObject()
                .put("id", id)
                .put("queue", source.queue())
                .put("target", source.target())
                .put("selection", filter.toJson())
                .put("rate", rate)
                .put("state", state.name().toLowerCase(Locale.ROOT))
                .put("startedAt", startedAt.toString())
                .put("endedAt", end == null ? null : end.toString())
                .put("total", total)
                .put("replayed", replayed.get())
                .put("kept", kept)
                .put("movedToEnd", moved.get())
                .put("unsendable", unsendable)
                .put("error", failure);
    }
}
