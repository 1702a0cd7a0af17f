package io.anivia.ops.admin;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Letters that failed for the same reason. For one thread. */
final class ReasonGroup {

    private static final int MAX_TYPES = 10;
    private static final int MAX_SAMPLES = 5;
    private static final String OTHERS = "others";
    private static final String NO_TYPE = "";

    private final String reason;
    private final String stage;
    private final boolean holdsPayloads;
    private final boolean withValues;
    private final @Nullable Instant lastReplay;
    private final Map<String, Long> types = new TreeMap<>();
    private final List<JsonObject> samples = new ArrayList<>();
    private long count;
    private long sinceLastReplay;
    private long oldest = Long.MAX_VALUE;
    private long newest;
    /** The last answer as it came, so that the same one is not looked through again. */
    private @Nullable String lastAnswer;
    private @Nullable String shownAnswer;

    /**
     * @param withValues whether the destination's words are shown as they are
     * @param lastReplay when the queue was replayed last; {@code null} if that is not known
     */
    ReasonGroup(String reason, String stage, boolean holdsPayloads, boolean withValues, @Nullable Instant lastReplay) {
        this.reason = reason;
        this.stage = stage;
        this.holdsPayloads = holdsPayloads;
        this.withValues = withValues;
        this.lastReplay = lastReplay;
    }

    void add(DeadLetterView letter) {
        count++;
        oldest = Math.min(oldest, letter.failedAt());
        if (lastReplay != null && letter.failedAt() >= lastReplay.toEpochMilli()) {
            sinceLastReplay++;
        }
        if (holdsPayloads) {
            if (samples.size() < MAX_SAMPLES) {
                samples.add(letter.sample());
            }
        } else {
            String type = letter.type() == null ? NO_TYPE : letter.type();
            types.merge(types.size() < MAX_TYPES || types.containsKey(type) ? type : OTHERS, 1L, Long::sum);
        }
        if (letter.failedAt() >= newest) {
            newest = letter.failedAt();
            takeAnswer(letter);
        }
    }

    private void takeAnswer(DeadLetterView letter) {
        String answer = letter.answer();
        if (answer != null && !answer.equals(lastAnswer)) {
            lastAnswer = answer;
            shownAnswer = withValues ? answer : letter.shownAnswer();
        }
    }

    long count() {
        return count;
    }

    JsonObject toJson() {
        JsonObject json = new JsonObject().put("reason", reason).put("stage", stage).put("answer", shownAnswer)
                .put("count", count).put("first", DeadLetterView.time(oldest))
                .put("last", DeadLetterView.time(newest))
                .put("sinceLastReplay", lastReplay == null ? null : sinceLastReplay);
        return holdsPayloads ? json.put("samples", new JsonArray(samples))
                : json.put("types", new JsonObject(new TreeMap<>(types)));
    }
}
