package io.anivia.broker.publish;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * The queues that have refused the last message published to them, and why. A queue is taken out when it confirms a
 * message, or when it has refused none for a while: without messages nothing shows that it takes them again.
 * Thread-safe.
 */
public final class QueueRefusals {

    private static final Duration REPORTED = Duration.ofMinutes(1);
    /** There are a few for each destination; exchanges apart, names come from no client. */
    private static final int MOST_QUEUES = 1000;

    private record Refusal(String reason, long at) {
        boolean isRecent() {
            return System.nanoTime() - at < REPORTED.toNanos();
        }
    }

    private final Map<String, Refusal> refusals = new ConcurrentHashMap<>();
    private volatile Consumer<String> onAdded = queue -> { };

    /** @param listener called for each queue that begins to refuse; on a thread of a publisher, must not block */
    public void onAdded(Consumer<String> listener) {
        onAdded = listener;
        refusals.keySet().forEach(listener);
    }

    void refused(@Nullable String queue, String reason) {
        if (queue == null || refusals.size() >= MOST_QUEUES && !removeOld()) {
            return;
        }
        if (refusals.put(queue, new Refusal(reason, System.nanoTime())) == null) {
            onAdded.accept(queue);
        }
    }

    private boolean removeOld() {
        return refusals.values().removeIf(refusal -> !refusal.isRecent());
    }

    void confirmed(@Nullable String queue) {
        // Nearly always there are none, and this is called for every message.
        if (queue != null && !refusals.isEmpty()) {
            refusals.remove(queue);
        }
    }

    /** By queue, the reason. */
    public Map<String, String> current() {
        Map<String, String> current = new TreeMap<>();
        refusals.forEach((queue, refusal) -> {
            if (refusal.isRecent()) {
                current.put(queue, refusal.reason());
            }
        });
        return current;
    }
}
