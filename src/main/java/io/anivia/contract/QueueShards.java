package io.anivia.contract;

import java.util.List;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

/**
 * Queues that stand for one, so that each can have a leader of its own: the queue itself, which is shard 0, and
 * {@code <queue>.1} to {@code <queue>.<n-1>}. One shard is the queue and nothing else.
 *
 * @param queue the queue that they stand for
 * @param shards how many there are
 */
public record QueueShards(String queue, int shards) {

    /** Most shards of a queue. */
    public static final int MOST = 64;

    /** @throws IllegalArgumentException if there are not from 1 to {@value #MOST} */
    public QueueShards {
        if (shards < 1 || shards > MOST) {
            throw new IllegalArgumentException("queue '" + queue + "' has 1 to " + MOST + " shards, not " + shards);
        }
    }

    /** A queue that is no other's shard. */
    public static QueueShards one(String queue) {
        return new QueueShards(queue, 1);
    }

    /** The queues; the first is {@link #queue}. */
    public List<String> names() {
        return names(0, shards);
    }

    /** Queues that there may be from a time when there were more shards, in order. */
    public List<String> former() {
        return names(shards, MOST);
    }

    private List<String> names(int from, int to) {
        return IntStream.range(from, to).mapToObj(this::name).toList();
    }

    private String name(int shard) {
        return shard == 0 ? queue : queue + "." + shard;
    }

    /**
     * The shard of a key, in every process that counts as many: by the hash of its text, which Java specifies.
     *
     * @param key the receipt of a payload; without one it is shard 0
     */
    public String of(@Nullable Object key) {
        return key == null ? queue : name(Math.floorMod(key.toString().hashCode(), shards));
    }

    /** The shard behind one, and behind the last one the first, for what a shard refuses; itself if it is alone. */
    public String next(String shard) {
        return name((names().indexOf(shard) + 1) % shards);
    }
}
