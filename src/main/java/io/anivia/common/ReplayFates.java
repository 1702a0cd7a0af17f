package io.anivia.common;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What became, in this process, of messages that replays have sent again, by the id of the replay. Of the last
 * {@value #MAX_REPLAYS} replays, in the order of their last message: an id comes with a message, so there may be any
 * number of them. Thread-safe.
 */
public final class ReplayFates {

    static final int MAX_REPLAYS = 20;
    /** An id is a UUID. */
    private static final int MAX_ID_CHARACTERS = 36;

    /**
     * What became of the messages of one replay.
     *
     * @param delivered delivered, or dropped by what the destination's route says; a payload: read
     * @param deadAgain dead or rejected once more
     */
    public record ReplayFate(long delivered, long deadAgain) {

        public static final ReplayFate NONE = new ReplayFate(0, 0);

        public ReplayFate plus(ReplayFate other) {
            return new ReplayFate(delivered + other.delivered, deadAgain + other.deadAgain);
        }
    }

    private final Map<String, ReplayFate> byReplay = new LinkedHashMap<>(2 * MAX_REPLAYS, 0.75f, true);

    /** @param replay the header of the message; {@code null}: no replay has sent it, and nothing is counted */
    public void delivered(@Nullable Object replay) {
        add(replay, new ReplayFate(1, 0));
    }

    /** @param replay the header of the message; {@code null}: no replay has sent it, and nothing is counted */
    public void deadAgain(@Nullable Object replay) {
        add(replay, new ReplayFate(0, 1));
    }

    private void add(@Nullable Object replay, ReplayFate fate) {
        if (replay == null || !(replay instanceof String id) || id.length() > MAX_ID_CHARACTERS) {
            return;
        }
        synchronized (byReplay) {
            byReplay.merge(id, fate, ReplayFate::plus);
            if (byReplay.size() > MAX_REPLAYS) {
                byReplay.remove(byReplay.keySet().iterator().next());
            }
        }
    }

    /** By the ids of the replays. */
    public Map<String, ReplayFate> all() {
        synchronized (byReplay) {
            return new HashMap<>(byReplay);
        }
    }
}
