package io.anivia.contract;

/** Queues that do not belong to a destination; see {@link DestinationQueues} for those that do. */
public final class Queues {

    /** Payloads as Elmer received them. */
    public static final String COLLECTED = "anivia.collected";
    /** Payloads, and parts of them, that Prospector cannot read, each with the reason. */
    public static final String REJECTED = "anivia.rejected";

    private Queues() {
    }
}
