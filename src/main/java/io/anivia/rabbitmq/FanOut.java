package io.anivia.rabbitmq;

import java.time.Duration;
import java.util.Comparator;
import java.util.IdentityHashMap;
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
 * <p>A message that its queue has refused {@value #REFUSALS} times goes to its alternate queue, if it has one, so that
 * it does not hold up the messages behind it.
 *
 * <p>All fail together if none is confirmed and the broker itself is the reason, if a message can never be published,
 * or if it takes longer than {@link #LONGEST}, which is shorter than RabbitMQ's consumer timeout.
 */
final class FanOut {

    private static final Logger LOG = LoggerFactory.getLogger(FanOut.class);
    private static final LogThrottle RETRIES = new LogThrottle(Duration.ofSeconds(10));
    private static final int REFUSALS = 3;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final Publisher publisher;
    private final ScheduledExecutorService timer;
    private final BooleanSupplier isStopping;
    private final Set<FanOut> waiting;
    private final Consumer<@Nullable BrokerException> done;
    private final long deadline = System.nanoTime() + LONGEST.toNanos();
    /** How often the queue of a message has refused it; of the attempts so far, which follow one another. */
    private final IdentityHashMap<OutboundMessage, Integer> refusals = new IdentityHashMap<>(0);
    private boolean isPartlyConfirmed;
    private int attempts;

    /** Of the attempt under way; guarded by this, like the next field. */
    private final IdentityHashMap<OutboundMessage, BrokerException> failures = new IdentityHashMap<>(0);
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
            failures.clear();
            outstanding = messages.size();
        }
        publisher.publish(messages, (message, failure) -> settled(messages, message, failure));
    }

    private void settled(List<OutboundMessage> messages, OutboundMessage message, @Nullable BrokerException failure) {
        synchronized (this) {
            if (failure != null) {
                failures.put(message, failure);
            }
            if (--outstanding > 0) {
                return;
            }
        }
        // All have been settled, so nothing changes the failures any more.
        if (failures.isEmpty()) {
            done.accept(null);
            return;
        }
        List<OutboundMessage> again = messages.stream().filter(failures::containsKey).toList();
        isPartlyConfirmed |= again.size() < messages.size();
        if (mayTryAgain()) {
            tryAgain(again);
        } else {
            done.accept(reason());
        }
    }

    private boolean mayTryAgain() {
        return failures.values().stream().noneMatch(BrokerException.Unsendable.class::isInstance)
                && (isPartlyConfirmed || failures.values().stream().anyMatch(FanOut::isOfOneQueue))
                && System.nanoTime() - deadline < 0 && !isStopping.getAsBoolean();
    }

    /** Whether other queues may take messages nonetheless. */
    private static boolean isOfOneQueue(@Nullable BrokerException failure) {
        return failure instanceof BrokerException.Refused || failure instanceof BrokerException.Unroutable;
    }

    /** The failure that says most: that of a message which can never be published, or of the broker, or of a queue. */
    private BrokerException reason() {
        return failures.values().stream().min(Comparator.comparing(
                failure -> failure instanceof BrokerException.Unsendable ? 0 : isOfOneQueue(failure) ? 2 : 1))
                .orElseThrow();
    }

    private void tryAgain(List<OutboundMessage> messages) {
        BrokerException reason = reason();
        Duration pause = Backoff.fullJitter(FIRST_PAUSE, LONGEST_PAUSE, attempts++);
        List<OutboundMessage> next = messages.stream().map(this::elsewhereIfRefused).toList();
        RETRIES.now().ifPresent(others -> LOG.warn("{} message(s) are published again in {} ms{}: {}; and {} such failures"
                + " before", next.size(), pause.toMillis(), next.equals(messages) ? "" : ", to alternate queues",
                reason.getMessage(), others));
        synchronized (this) {
            waitsFor = reason;
        }
        waiting.add(this);
        try {
            timer.schedule(() -> goOn(next), pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("The producer is stopped", e);
        }
        if (isStopping.getAsBoolean() || timer.isShutdown()) {
            // Whether the timer has taken it or not.
            giveUp();
        }
    }

    private OutboundMessage elsewhereIfRefused(OutboundMessage message) {
        if (!isOfOneQueue(failures.get(message))) {
            return message;
        }
        return refusals.merge(message, 1, Integer::sum) < REFUSALS ? message : message.toAlternate();
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
