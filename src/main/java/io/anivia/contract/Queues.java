package io.anivia.contract;

/** Queues that do not belong to a destination; see {@link DestinationQueues} for those that do. */
public final class Queues {

    /** Payloads as Elmer received them; the first of {@link #collected}. */
    private static final String COLLECTED = "anivia.collected";
    /** Payloads, and parts of them, that Prospector cannot read, each with the reason. */
    public static final String REJECTED = "anivia.rejected";

    private Queues() {
    }

    /**
     * The queues of payloads as Elmer received them.
     *
     * @param shards how many, {@link CollectedConfig#shards}
     */
    public static QueueShards collected(int shards) {
        return new QueueShards(COLLECTED, shards);
    }
}
