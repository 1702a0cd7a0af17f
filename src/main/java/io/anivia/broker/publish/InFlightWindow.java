package io.anivia.broker.publish;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import io.anivia.broker.batch.BatchingPolicy;
import io.anivia.broker.connection.BrokerException;
import org.jspecify.annotations.Nullable;

/**
 * Unconfirmed messages of a publisher, written or not, and their bound.
 *
 * <p>Operations return the messages they complete; their callbacks are called outside of any lock. Not thread-safe.
 */
final class InFlightWindow {

    /** A completed message: a callback, and what to call it with. */
    record Completion(Publisher.ConfirmCallback receiver, @Nullable BrokerException failure) {
        void tell() {
            receiver.settled(failure);
        }
    }

    private final PublisherLimits limits;
    private final SendQueue unwritten;
    private final OutstandingConfirms unconfirmed = new OutstandingConfirms();
    private int messages;
    private long bytes;
    private int untold;

    InFlightWindow(PublisherLimits limits, BatchingPolicy batching) {
        this.limits = limits;
        this.unwritten = new SendQueue(batching);
    }

    int messages() {
        return messages;
    }

    long bytes() {
        return bytes;
    }

    /** Messages whose callbacks are pending; fewer than those in flight once some have timed out. */
    int pendingCallbacks() {
        return untold;
    }

    /** A message larger than the bound fits alone; it would never fit otherwise. */
    boolean hasRoomFor(int sizeBytes) {
        return messages < limits.maxMessages() && (messages == 0 || bytes + sizeBytes <= limits.maxBytes());
    }

    /** @return whether the writer has to be woken */
    boolean add(OutstandingMessage pending, long now) {
        messages++;
        untold++;
        bytes += pending.sizeBytes();
        return unwritten.add(pending, now);
    }

    boolean hasUnwritten() {
        return !unwritten.isEmpty();
    }

    /** Time until the next message is to be written; 0 if there is one now. */
    long waitNanos(long now) {
        return unwritten.waitNanos(now);
    }

    /**
     * Removes the messages to be written now, in order; those of an inner list share one message of the broker.
     *
     * @return the sequence number of the first; those of the others follow
     */
    long takeUnwritten(int most, long now, List<List<OutboundMessage>> into) {
        long first = unconfirmed.next();
        unwritten.take(most, now, batch -> {
            unconfirmed.add(batch);
            into.add(batch.pendings().stream().map(OutstandingMessage::takeMessage).toList());
        });
        return first;
    }

    /** The broker has confirmed or refused a message, or all up to it. */
    List<Completion> answered(long sequence, boolean multiple, Function<OutstandingMessage, @Nullable BrokerException> failure) {
        List<Completion> settled = new ArrayList<>();
        unconfirmed.settle(sequence, multiple, batch -> batch.pendings()
                .forEach(pending -> settle(settled, pending, failure.apply(pending))));
        return settled;
    }

    /** The broker has returned a message; its confirm is still to come. */
    void returned(long sequence, BrokerException why) {
        PublishBatch batch = unconfirmed.get(sequence);
        if (batch != null) {
            batch.pendings().forEach(pending -> pending.fail(why));
        }
    }

    /** The channel is closed: no confirm will come. */
    List<Completion> failAll(BrokerException failure) {
        List<Completion> settled = new ArrayList<>();
        unconfirmed.settleAll(batch -> batch.pendings().forEach(pending -> settle(settled, pending, failure)));
        unconfirmed.restart();
        settled.addAll(failUnwritten(failure));
        return settled;
    }

    /** Fails messages that are not written: the publisher is closed. */
    List<Completion> failUnwritten(BrokerException failure) {
        List<Completion> settled = new ArrayList<>();
        unwritten.removeAll().forEach(pending -> settle(settled, pending, failure));
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
        unconfirmed.forEach(batch -> batch.pendings().stream().filter(pending -> pending.isLate(now))
                .forEach(pending -> tell(settled, pending, failure)));
        unwritten.remove(pending -> pending.isLate(now)).forEach(pending -> settle(settled, pending, failure));
        return settled;
    }

    private void settle(List<Completion> settled, OutstandingMessage pending, @Nullable BrokerException failure) {
        messages--;
        bytes -= pending.sizeBytes();
        tell(settled, pending, pending.failure() != null ? pending.failure() : failure);
    }

    private void tell(List<Completion> settled, OutstandingMessage pending, @Nullable BrokerException failure) {
        Publisher.ConfirmCallback receiver = pending.takeReceiver();
        if (receiver != null) {
            untold--;
            settled.add(new Completion(receiver, failure));
        }
    }
}
