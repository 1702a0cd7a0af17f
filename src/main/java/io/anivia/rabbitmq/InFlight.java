package io.anivia.rabbitmq;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * The messages of a publisher that the broker has not answered for, written or not, and how many there may be.
 *
 * <p>What an operation settles it returns, to be told to the receivers outside of any lock. Not thread-safe.
 */
final class InFlight {

    /** What to tell whom. */
    record Settled(Publisher.Receiver receiver, @Nullable BrokerException failure) {
        void tell() {
            receiver.settled(failure);
        }
    }

    private final PublisherLimits limits;
    private final ArrayDeque<Pending> unwritten = new ArrayDeque<>();
    private final Unconfirmed unconfirmed = new Unconfirmed();
    private int messages;
    private long bytes;

    InFlight(PublisherLimits limits) {
        this.limits = limits;
    }

    int messages() {
        return messages;
    }

    long bytes() {
        return bytes;
    }

    /** A message larger than the bound passes alone, or it would never. */
    boolean hasRoomFor(int sizeBytes) {
        return messages < limits.maxMessages() && (messages == 0 || bytes + sizeBytes <= limits.maxBytes());
    }

    void add(Pending pending) {
        messages++;
        bytes += pending.sizeBytes();
        unwritten.add(pending);
    }

    boolean hasUnwritten() {
        return !unwritten.isEmpty();
    }

    /**
     * Takes messages to write now, in order.
     *
     * @return the sequence number of the first; those of the others follow
     */
    long takeUnwritten(int most, List<OutboundMessage> into) {
        long first = unconfirmed.next();
        while (into.size() < most && !unwritten.isEmpty()) {
            Pending pending = unwritten.remove();
            unconfirmed.add(pending);
            into.add(pending.takeMessage());
        }
        return first;
    }

    /** The broker has answered for a message, or for all up to it. */
    List<Settled> answered(long sequence, boolean multiple, Function<Pending, @Nullable BrokerException> failure) {
        List<Settled> settled = new ArrayList<>();
        unconfirmed.settle(sequence, multiple, pending -> settle(settled, pending, failure.apply(pending)));
        return settled;
    }

    /** The broker has returned a message; its answer for it is still to come. */
    void returned(long sequence, BrokerException why) {
        Pending pending = unconfirmed.get(sequence);
        if (pending != null) {
            pending.fail(why);
        }
    }

    /** The channel is gone, and with it every answer. */
    List<Settled> failAll(BrokerException failure) {
        List<Settled> settled = new ArrayList<>();
        unconfirmed.settleAll(pending -> settle(settled, pending, failure));
        unconfirmed.restart();
        settled.addAll(failUnwritten(failure));
        return settled;
    }

    /** Nothing more can be written. */
    List<Settled> failUnwritten(BrokerException failure) {
        List<Settled> settled = new ArrayList<>();
        unwritten.forEach(pending -> settle(settled, pending, failure));
        unwritten.clear();
        return settled;
    }

    /**
     * Gives up the messages whose time is over. Written ones go on counting until the broker answers, because it still
     * holds them.
     */
    List<Settled> expire(long now) {
        List<Settled> settled = new ArrayList<>();
        BrokerException failure =
                new BrokerException.ConfirmTimeout("no confirm from the broker within " + limits.confirmTimeout());
        unconfirmed.forEach(pending -> {
            if (pending.isLate(now)) {
                tell(settled, pending, failure);
            }
        });
        for (Iterator<Pending> each = unwritten.iterator(); each.hasNext();) {
            Pending pending = each.next();
            if (pending.isLate(now)) {
                each.remove();
                settle(settled, pending, failure);
            }
        }
        return settled;
    }

    private void settle(List<Settled> settled, Pending pending, @Nullable BrokerException failure) {
        messages--;
        bytes -= pending.sizeBytes();
        tell(settled, pending, pending.failure() != null ? pending.failure() : failure);
    }

    private static void tell(List<Settled> settled, Pending pending, @Nullable BrokerException failure) {
        Publisher.Receiver receiver = pending.takeReceiver();
        if (receiver != null) {
            settled.add(new Settled(receiver, failure));
        }
    }
}
