package io.anivia.destination;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.anivia.broker.control.PauseFlag;
import io.anivia.broker.control.PauseFlags;
import io.anivia.broker.control.PauseNote;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether an operator has paused a destination, in all processes and for as long as the broker keeps it. Nothing is
 * known until the broker has answered once; what it has said holds while it is away. Thread-safe.
 */
final class OperatorPause {

    private static final Logger LOG = LoggerFactory.getLogger(OperatorPause.class);
    /** A net, beside being told to look. */
    private static final Duration INTERVAL = Duration.ofSeconds(30);
    /** While it is not paused: RabbitMQ logs an error each time it is asked for a queue that is not there. */
    private static final Duration INTERVAL_NOT_PAUSED = Duration.ofMinutes(5);
    private static final Duration FIRST_INTERVAL = Duration.ofMillis(100);

    private enum LastAnswer {
        UNKNOWN, NOT_PAUSED, PAUSED
    }

    private final String destination;
    private final PauseFlags flags;
    private final Consumer<OperatorPause> changed;
    private volatile LastAnswer answer = LastAnswer.UNKNOWN;
    private volatile Optional<PauseNote> note = Optional.empty();
    private volatile long lookedAt = System.nanoTime();

    /** @param changed called when deliveries may begin, or may no longer */
    OperatorPause(String destination, PauseFlags flags, Consumer<OperatorPause> changed) {
        this.destination = destination;
        this.flags = flags;
        this.changed = changed;
    }

    /** Asks until there is an answer, and from then on now and then. */
    void start(ScheduledExecutorService timer) {
        timer.execute(() -> lookFirst(timer));
        timer.scheduleWithFixedDelay(this::lookIfDue, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void lookFirst(ScheduledExecutorService timer) {
        lookSafely();
        if (answer == LastAnswer.UNKNOWN) {
            try {
                timer.schedule(() -> lookFirst(timer), FIRST_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                LOG.debug("Destination '{}' is being stopped", destination, e);
            }
        }
    }

    private void lookIfDue() {
        if (answer != LastAnswer.NOT_PAUSED || System.nanoTime() - lookedAt >= INTERVAL_NOT_PAUSED.toNanos()) {
            lookSafely();
        }
    }

    private void lookSafely() {
        try {
            look();
        } catch (RuntimeException | Error e) {
            // The timer never runs a task again that has thrown.
            LOG.warn("Destination '{}': whether it is paused cannot be asked", destination, e);
        }
    }

    /** Asks now; blocks. One at a time, so that an older answer does not undo a newer one. */
    synchronized void look() {
        lookedAt = System.nanoTime();
        Optional<PauseFlag> flag = flags.read(destination, note.isEmpty());
        if (flag.isEmpty() || isPaused() && !flag.get().isReadable()) {
            return;
        }
        LastAnswer before = answer;
        answer = flag.get().isSet() ? LastAnswer.PAUSED : LastAnswer.NOT_PAUSED;
        note = isPaused() ? flag.get().note().or(() -> note) : Optional.empty();
        if (answer != before) {
            if (isPaused() || before == LastAnswer.PAUSED) {
                LOG.info("Destination '{}' is {}", destination, isPaused() ? "paused: " + reason() : "resumed");
            }
            changed.accept(this);
        }
    }

    boolean isPaused() {
        return answer == LastAnswer.PAUSED;
    }

    /** Whether no delivery may begin: it is paused, or that is not known yet. */
    boolean holdsDeliveries() {
        return answer != LastAnswer.NOT_PAUSED;
    }

    /** The operator, the time and the reason; empty if it is not paused, or if that is not known. */
    Optional<PauseNote> note() {
        return note;
    }

    /** The note in words. */
    String reason() {
        return note.map(known -> known.by() + " has paused it" + (known.reason().isEmpty() ? "" : ": " + known.reason()))
                .orElse("an operator has paused it");
    }
}
