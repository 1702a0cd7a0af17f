package io.anivia.contract;

import java.util.List;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

/**
 * Queues that stand for one, so that each can have a leader of its own: the queue itself, which is shard 0, and
 * {@code <queue>.1} to {@code <queue>.<n-1>}. One shard is the queue and nothing else.
 */
public final class QueueShards {

    /** Most shards of a queue. */
    public static final int MOST = 64;

    private final List<String> all;
    private final int shards;

    /**
     * Shards of a queue.
     *
     * @param shards how many there are
     * @throws IllegalArgumentException if that is not from 1 to {@value #MOST}
     */
    public QueueShards(String queue, int shards) {
        if (shards < 1 || shards > MOST) {
            throw new IllegalArgumentException("queue '" + queue + "' has 1 to " + MOST + " shards, not " + shards);
        }
        this.all = IntStream.range(0, MOST).mapToObj(shard -> shard == 0 ? queue : queue + "." + shard).toList();
        this.shards = shards;
    }

    /** A queue that is no other's shard. */
    public static QueueShards one(String queue) {
        return new QueueShards(queue, 1);
    }

    /** The queue that they stand for. */
    public String queue() {
        return all.get(0);
    }

    /** The queues; the first is {@link #queue}. */
    public List<String> names() {
        return all.subList(0, shards);
    }

    /** Queues that there may be from a time when there were more shards, in order. */
    public List<String> former() {
        return all.subList(shards, MOST);
    }

    /**
     * The shard of a key, in every process that counts as many: by the hash of its text, which Java specifies.
     *
     * @param key the receipt of a payload; without one it is shard 0
     */
    public String of(@Nullable Object key) {
        return all.get(key == null || shards == 1 ? 0 : Math.floorMod(key.toString().hashCode(), shards));
    }

    /** The shard behind one, and behind the last one the first, for what a shard refuses; itself if it is alone. */
    public String next(String shard) {
        return all.get((all.indexOf(shard) + 1) % shards);
    }
}
