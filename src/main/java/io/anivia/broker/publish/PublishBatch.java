package io.anivia.broker.publish;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Messages that go as one message of the broker's, and share its confirm. Guarded by the lock of the publisher. */
final class PublishBatch {

    private final List<OutstandingMessage> pendings;
    private final long since;
    private long bytes;

    private PublishBatch(List<OutstandingMessage> pendings, long since) {
        this.pendings = pendings;
        this.since = since;
    }

    /** One message by itself. */
    static PublishBatch of(OutstandingMessage pending) {
        return new PublishBatch(List.of(pending), 0);
    }

    /** For messages to be added. */
    static PublishBatch open(long now) {
        return new PublishBatch(new ArrayList<>(), now);
    }

    void add(OutstandingMessage pending) {
        pendings.add(pending);
        bytes += pending.sizeBytes();
    }

    /** Bodies of what was added. */
    long bytes() {
        return bytes;
    }

    /** When it was opened, by {@link System#nanoTime}. */
    long since() {
        return since;
    }

    List<OutstandingMessage> pendings() {
        return pendings;
    }

    /** Without some of its messages. */
    PublishBatch without(Predicate<OutstandingMessage> gone) {
        PublishBatch rest = open(since);
        pendings.stream().filter(gone.negate()).forEach(rest::add);
        return rest;
    }
}
