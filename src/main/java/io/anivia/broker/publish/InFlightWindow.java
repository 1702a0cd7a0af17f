package io.anivia.broker.publish;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

import io.anivia.broker.connection.BrokerException;
import org.jspecify.annotations.Nullable;

/**
 * Unconfirmed messages of a publisher, written or not, and their bound.
 *
 * <p>Operations return the messages they complete; their callbacks are called outside of any lock. Not thread-safe.
 */
final class InFlightWindow {

    /** A completed message: a callback, and what to call it with. */
    record Completion(Publisher.ConfirmCallback callback, @Nullable BrokerException failure) {
        void call() {
            callback.settled(failure);
        }
    }

    private final PublisherLimits limits;
    private final ArrayDeque<OutstandingMessage> unwritten = new ArrayDeque<>();
    private final OutstandingConfirms unconfirmed = new OutstandingConfirms();
    private int messages;
    private long bytes;
    private int pendingCallbacks;

    InFlightWindow(PublisherLimits limits) {
        this.limits = limits;
    }

    int messages() {
        return messages;
    }

    long bytes() {
        return bytes;
    }

    /** Messages whose callbacks are pending; fewer than those in flight once some have timed out. */
    int pendingCallbacks() {
        return pendingCallbacks;
    }

    /** A message larger than the bound fits alone; it would never fit otherwise. */
    boolean hasRoomFor(int sizeBytes) {
        return messages < limits.maxMessages() && (messages == 0 || bytes + sizeBytes <= limits.maxBytes());
    }

    /** @return whether the writer has to be woken */
    boolean add(OutstandingMessage message) {
        boolean isFirst = unwritten.isEmpty();
        messages++;
        pendingCallbacks++;
        bytes += message.sizeBytes();
        unwritten.add(message);
        return isFirst;
    }

    boolean hasUnwritten() {
        return !unwritten.isEmpty();
    }

    /** Whether the broker has yet to answer messages that are written. */
    boolean hasUnanswered() {
        return messages > unwritten.size();
    }

    /**
     * Removes the messages to be written now, in order.
     *
     * @return the sequence number of the first; those of the others follow
     */
    long takeUnwritten(int most, List<OutboundMessage> into) {
        long first = unconfirmed.next();
        for (int i = 0; i < most && !unwritten.isEmpty(); i++) {
            OutstandingMessage message = unwritten.remove();
            unconfirmed.add(message);
            into.add(message.message());
        }
        return first;
    }

    /** The broker has confirmed or refused a message, or all up to it. */
    List<Completion> answered(long sequence, boolean multiple,
            Function<OutstandingMessage, @Nullable BrokerException> failure) {
        List<Completion> settled = new ArrayList<>();
        unconfirmed.settle(sequence, multiple, message -> settle(settled, message, failure.apply(message)));
        return settled;
    }

    /** The broker has returned a message; its confirm is still to come. */
    void returned(long sequence, BrokerException why) {
        OutstandingMessage message = unconfirmed.get(sequence);
        if (message != null) {
            message.fail(why);
        }
    }

    /** The channel is closed: no confirm will come. */
    List<Completion> failAll(BrokerException failure) {
        List<Completion> settled = new ArrayList<>();
        unconfirmed.settleAll(message -> settle(settled, message, failure));
        unconfirmed.restart();
        settled.addAll(failUnwritten(failure));
        return settled;
    }

    /** The size of the largest message, in bytes. */
    int largest() {
        int[] largest = {0};
        Consumer<OutstandingMessage> compare = message -> largest[0] = Math.max(largest[0], message.sizeBytes());
        unconfirmed.forEach(compare);
        unwritten.forEach(compare);
        return largest[0];
    }

    /**
     * There will be another channel for a reason that concerns few messages or none: all others are to be written on
     * it, in their order.
     *
     * @param failure why a message cannot be; {@code null} if it can
     */
    List<Completion> writeAgain(Function<OutstandingMessage, @Nullable BrokerException> failure) {
        List<Completion> settled = new ArrayList<>();
        List<OutstandingMessage> all = new ArrayList<>();
        unconfirmed.settleAll(all::add);
        unconfirmed.restart();
        all.addAll(unwritten);
        unwritten.clear();
        for (OutstandingMessage message : all) {
            BrokerException why = message.failure() != null ? message.failure() : failure.apply(message);
            if (why == null && message.isPending()) {
                unwritten.add(message);
            } else {
                settle(settled, message, why);
            }
        }
        return settled;
    }

    /** Fails messages that are not written: the publisher is closed. */
    List<Completion> failUnwritten(BrokerException failure) {
        List<Completion> settled = new ArrayList<>();
        unwritten.forEach(message -> settle(settled, message, failure));
        unwritten.clear();
        return settled;
    }

    /**
     * Fails the messages whose confirm timeout is over. Written ones go on counting until the broker answers, because
     * it still has them.
     */
    List<Completion> expire(long now) {
        List<Completion> settled = new ArrayList<>();
        BrokerException failure =
                new BrokerException.ConfirmTimeout("no confirm from the broker within " + limits.confirmTimeout());
        unconfirmed.forEach(message -> {
            if (message.isLate(now)) {
                complete(settled, message, failure);
            }
        });
        unwritten.removeIf(message -> {
            boolean isLate = message.isLate(now);
            if (isLate) {
                settle(settled, message, failure);
            }
            return isLate;
        });
        return settled;
    }

    private void settle(List<Completion> settled, OutstandingMessage message, @Nullable BrokerException failure) {
        messages--;
        bytes -= message.sizeBytes();
        complete(settled, message, message.failure() != null ? message.failure() : failure);
    }

    private void complete(List<Completion> settled, OutstandingMessage message, @Nullable BrokerException failure) {
        Publisher.ConfirmCallback callback = message.takeCallback();
        if (callback != null) {
            pendingCallbacks--;
            settled.add(new Completion(callback, failure));
        }
    }
}
