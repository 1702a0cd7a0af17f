package io.anivia.rabbitmq;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import io.anivia.broker.connection.BrokerException;
import io.anivia.broker.publish.OutboundMessage;
import io.anivia.broker.publish.Publisher;
import io.anivia.common.Backoff;
import io.anivia.common.LogThrottle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes several messages until each is confirmed. Those that are confirmed are not published again while others are
 * not: a queue that refuses its messages makes no duplicates in other queues. The pause between two attempts grows.
 *
 * <p>From the {@value #ATTEMPTS}rd attempt on, messages that their queues refuse go to their alternate queues, if they
 * have any, so that they do not hold up the messages behind them.
 *
 * <p>All fail together if none is confirmed and the broker itself is the reason, if a message can never be published, or
 * if it takes longer than {@link #LONGEST}, which is shorter than RabbitMQ's consumer timeout.
 */
final class FanOut {

    private static final Logger LOG = LoggerFactory.getLogger(FanOut.class);
    private static final LogThrottle RETRIES = new LogThrottle(Duration.ofSeconds(10));
    private static final int ATTEMPTS = 3;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final Publisher publisher;
    private final ScheduledExecutorService timer;
    private final BooleanSupplier isStopping;
    private final Set<FanOut> waiting;
    private final Consumer<@Nullable BrokerException> done;
    private final long deadline = System.nanoTime() + LONGEST.toNanos();
    private boolean isPartlyConfirmed;
    private int attempts;

    /** Messages that are not confirmed, of the attempt under way; guarded by this, like the next two fields. */
    private List<OutboundMessage> failed = new ArrayList<>();
    private @Nullable BrokerException failure;
    private int outstanding;
    /** Why it waits to try again; {@code null} if it does not. */
    private @Nullable BrokerException waitsFor;

    /**
     * @param isStopping whether to fail rather than to try again
     * @param waiting contains this while it waits to try again
     * @param done called once: with nothing when all messages are confirmed, else with the reason
     */
    FanOut(Publisher publisher, ScheduledExecutorService timer, BooleanSupplier isStopping, Set<FanOut> waiting,
            Consumer<@Nullable BrokerException> done) {
        this.publisher = publisher;
        this.timer = timer;
        this.isStopping = isStopping;
        this.waiting = waiting;
        this.done = done;
    }

    /** Publishes messages, of which there is at least one. */
    void publish(List<OutboundMessage> messages) {
        synchronized (this) {
            failed = new ArrayList<>();
            failure = null;
            outstanding = messages.size();
        }
        publisher.publish(messages, (message, why) -> settled(messages.size(), message, why));
    }

    private void settled(int messages, OutboundMessage message, @Nullable BrokerException why) {
        List<OutboundMessage> again;
        BrokerException reason;
        synchronized (this) {
            if (why != null) {
                failed.add(message);
                failure = failure == null || failure instanceof BrokerException.Refused ? why : failure;
            }
            if (--outstanding > 0) {
                return;
            }
            again = failed;
            reason = failure;
        }
        isPartlyConfirmed |= again.size() < messages;
        if (reason == null) {
            done.accept(null);
        } else if (mayTryAgain(reason)) {
            tryAgain(again, reason);
        } else {
            done.accept(reason);
        }
    }

    private boolean mayTryAgain(BrokerException reason) {
        return !(reason instanceof BrokerException.Unsendable)
                && (isPartlyConfirmed || isOfOneQueue(reason))
                && System.nanoTime() - deadline < 0 && !isStopping.getAsBoolean();
    }

    /** Whether other queues may take messages nonetheless. */
    private static boolean isOfOneQueue(BrokerException reason) {
        return reason instanceof BrokerException.Refused || reason instanceof BrokerException.Unroutable;
    }

    private void tryAgain(List<OutboundMessage> messages, BrokerException reason) {
        Duration pause = Backoff.fullJitter(FIRST_PAUSE, LONGEST_PAUSE, attempts++);
        boolean toAlternate = attempts >= ATTEMPTS && isOfOneQueue(reason);
        RETRIES.now().ifPresent(others -> LOG.warn("{} message(s) are published again in {} ms{}: {}; and {} such failures"
                + " before", messages.size(), pause.toMillis(), toAlternate ? ", to the alternate queue" : "",
                reason.getMessage(), others));
        List<OutboundMessage> next = toAlternate ? messages.stream().map(OutboundMessage::toAlternate).toList()
                : messages;
        synchronized (this) {
            waitsFor = reason;
        }
        waiting.add(this);
        try {
            timer.schedule(() -> goOn(next), pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("The producer is stopped", e);
            giveUp();
        }
    }

    private void goOn(List<OutboundMessage> messages) {
        if (isStopping.getAsBoolean()) {
            giveUp();
        } else if (endWait() != null) {
            publish(messages);
        }
    }

    /** Fails, if it waits to try again. */
    void giveUp() {
        BrokerException reason = endWait();
        if (reason != null) {
            done.accept(reason);
        }
    }

    private @Nullable BrokerException endWait() {
        waiting.remove(this);
        synchronized (this) {
            BrokerException reason = waitsFor;
            waitsFor = null;
            return reason;
        }
    }
}
