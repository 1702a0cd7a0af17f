package io.anivia.rabbitmq;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Messages that go as one message of the broker's, and share its confirm. Guarded by the lock of the publisher. */
final class Parcel {

    private final List<Pending> pendings;
    private final long since;
    private long bytes;

    private Parcel(List<Pending> pendings, long since) {
        this.pendings = pendings;
        this.since = since;
    }

    /** One message by itself. */
    static Parcel of(Pending pending) {
        return new Parcel(List.of(pending), 0);
    }

    /** For messages to be added. */
    static Parcel open(long now) {
        return new Parcel(new ArrayList<>(), now);
    }

    void add(Pending pending) {
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

    List<Pending> pendings() {
        return pendings;
    }

    /** Without some of its messages. */
    Parcel without(Predicate<Pending> gone) {
        Parcel rest = open(since);
        pendings.stream().filter(gone.negate()).forEach(rest::add);
        return rest;
    }
}
