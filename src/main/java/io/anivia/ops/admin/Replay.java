package io.anivia.ops.admin;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.anivia.broker.browse.QueueBrowser;
import io.anivia.broker.connection.BrokerException;
import io.anivia.broker.publish.OutboundMessage;
import io.anivia.broker.publish.Publisher;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pass through a queue that sends the selected letters on their way again. Each is taken out of the queue once the
 * broker has confirmed it at its target, so a crash leaves at most a few of them in both places, and none in neither.
 *
 * <p>It passes over as many messages as there were when it began: what dies again meanwhile lies behind them.
 */
final class Replay implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Replay.class);
    private static final int WINDOW = 100;
    /** RabbitMQ closes a channel over a delivery that was not acknowledged for 30 minutes. */
    private static final Duration LONGEST_HOLD = Duration.ofMinutes(10);

    /** What has become of it. */
    enum State {
        RUNNING, DONE, STOPPED, FAILED
    }

    private final String id = UUID.randomUUID().toString();
    private final ReplaySource queue;
    private final DeadLetterFilter selection;
    private final int rate;
    private final int hold;
    private final QueueBrowser visit;
    private final Publisher publisher;
    private final AdminMetrics metrics;
    private final ReplayRate pace;
    private final Semaphore window = new Semaphore(WINDOW);
    private final long total;
    private final Instant startedAt = Instant.now();
    private final AtomicLong replayed = new AtomicLong();
    private final AtomicLong moved = new AtomicLong();
    private volatile long kept;
    /** Whether a pass is to be begun again, so that nothing is held for longer than the broker allows. */
    private boolean isHeldTooLong;
    private volatile long unsendable;
    private volatile State state = State.RUNNING;
    private volatile @Nullable Instant endedAt;
    private volatile @Nullable String failure;

    /** @param visit closed when the replay ends */
    Replay(ReplaySource queue, DeadLetterFilter selection, int rate, int hold, QueueBrowser visit, Publisher publisher,
            AdminMetrics metrics) throws IOException {
        this.queue = queue;
        this.selection = selection;
        this.rate = rate;
        this.hold = hold;
        this.visit = visit;
        this.publisher = publisher;
        this.metrics = metrics;
        this.pace = new ReplayRate(rate);
        this.total = visit.count();
    }

    String id() {
        return id;
    }

    ReplaySource queue() {
        return queue;
    }

    boolean isRunning() {
        return state == State.RUNNING;
    }

    void stop() {
        pace.stop();
    }

    @Override
    public void run() {
        LOG.info("Replay {} of '{}' begins: {} messages to look at", id, queue.queue(), total);
        State end;
        try (visit) {
            while (!isOver() && total > settled()) {
                pass();
                settle();
                visit.giveBack();
                if (!isOver() && !isHeldTooLong) {
                    break;
                }
            }
            end = failure != null ? State.FAILED : pace.isStopped() ? State.STOPPED : State.DONE;
        } catch (IOException | RuntimeException e) {
            failure = String.valueOf(e.getMessage());
            end = State.FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end = State.STOPPED;
        }
        endedAt = Instant.now();
        state = end;
        LOG.info("Replay {} of '{}': {}, {} replayed{}", id, queue.queue(), end, replayed,
                failure == null ? "" : ", " + failure);
    }

    private boolean isOver() {
        return failure != null || pace.isStopped();
    }

    private long settled() {
        return replayed.get() + moved.get();
    }

    private void pass() throws IOException, InterruptedException {
        long until = System.nanoTime() + LONGEST_HOLD.toNanos();
        kept = 0;
        unsendable = 0;
        isHeldTooLong = false;
        for (long left = total - settled(); left > 0 && !isOver() && !isHeldTooLong; left--) {
            QueueBrowser.BrowsedMessage next = visit.next();
            if (next == null) {
                return;
            }
            if (selection.matches(DeadLetterView.of(queue, next.message()))) {
                pace.await();
                if (!isOver()) {
                    send(queue.replayed(next.message()), next, replayed, true);
                }
            } else if (kept >= hold) {
                send(queue.moved(next.message()), next, moved, false);
            } else {
                kept++;
            }
            isHeldTooLong = System.nanoTime() - until > 0;
        }
    }

    private void send(OutboundMessage message, QueueBrowser.BrowsedMessage letter, AtomicLong count, boolean isReplay)
            throws InterruptedException {
        window.acquire();
        try {
            publisher.publish(message, refused -> {
                if (refused == null) {
                    if (isReplay) {
                        metrics.replayed(queue);
                    }
                    count.incrementAndGet();
                    letter.done();
                } else {
                    failure = refused.getMessage();
                }
                window.release();
            });
        } catch (BrokerException.Unsendable e) {
            unsendable++;
            LOG.warn("Replay {} of '{}': a message is left where it is: {}", id, queue.queue(), e.getMessage());
            window.release();
        } catch (BrokerException e) {
            failure = e.getMessage();
            window.release();
        }
    }

    /** Waits for what is on its way; the publisher gives each message up after a time of its own. */
    private void settle() throws InterruptedException {
        if (!window.tryAcquire(WINDOW, 2 * Replays.CONFIRM.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("the broker has confirmed nothing for "
                    + 2 * Replays.CONFIRM.toSeconds() + " s");
        }
        window.release(WINDOW);
    }

    JsonObject toJson() {
        Instant end = endedAt;
        return new JsonObject()
                .put("id", id)
                .put("queue", queue.queue())
                .put("target", queue.target())
                .put("selection", selection.toJson())
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
