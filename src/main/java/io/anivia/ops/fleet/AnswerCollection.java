package io.anivia.ops.fleet;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.vertx.core.json.JsonObject;

/**
 * The answers to one question, as they come. What is in memory is bounded in number and bytes; a process that answers
 * twice is heard once. Any thread may offer, one collects.
 */
final class AnswerCollection {

    static final int MAX_ANSWERS = FleetMembers.MAX;
    static final long MAX_BYTES = 32L << 20;

    /** Called on the collecting thread. */
    interface AnswerListener {
        void unreadable(String why);

        /** @param process as the answer describes it */
        void answered(JsonObject process);
    }

    private final BlockingQueue<byte[]> offered = new ArrayBlockingQueue<>(MAX_ANSWERS);
    private final AtomicLong bytes = new AtomicLong();
    private final Map<String, JsonObject> messages = new LinkedHashMap<>();

    /** @return whether it was taken; there may be too many, or they may be too large together */
    boolean offer(byte[] answer) {
        return bytes.addAndGet(answer.length) <= MAX_BYTES && offered.offer(answer);
    }

    /**
     * Collects until the time is over.
     *
     * @param expected the processes whose answers end it before
     * @param others that may answer and did not before: for these there is a short time left once all expected have
     * @param isComplete whether there can be no other processes than these
     * @param deadline of {@link System#nanoTime}
     * @param graceNanos that short time
     */
    void collect(Set<String> expected, Set<String> others, boolean isComplete, long deadline, long graceNanos,
            AnswerListener listener) throws InterruptedException {
        Set<String> missing = new HashSet<>(expected);
        Set<String> doubtful = new HashSet<>(others);
        doubtful.removeAll(expected);
        long end = deadline;
        boolean isInGrace = false;
        while (messages.size() < MAX_ANSWERS) {
            if (isComplete && missing.isEmpty()) {
                if (doubtful.isEmpty()) {
                    return;
                }
                if (!isInGrace) {
                    isInGrace = true;
                    end = Math.min(end - System.nanoTime(), graceNanos) + System.nanoTime();
                }
            }
            byte[] next = offered.poll(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (next == null) {
                return;
            }
            try {
                JsonObject message = FleetMessages.readAnswer(next);
                JsonObject process = message.getJsonObject("process");
                messages.putIfAbsent(process.getString("id"), message);
                missing.remove(process.getString("id"));
                doubtful.remove(process.getString("id"));
                listener.answered(process);
            } catch (FleetMessages.UnreadableException e) {
                listener.unreadable(String.valueOf(e.getMessage()));
            }
        }
    }

    /** By process, in the order in which they came; as {@link FleetMessages#readAnswer} returns them. */
    Map<String, JsonObject> messages() {
        return messages;
    }
}
