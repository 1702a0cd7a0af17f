package io.anivia.ops.admin;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * Selects letters: all, those with one reason, or those with one of some ids.
 *
 * @param reason the exact reason, or the reason as it is shown without values; {@code null}: any
 * @param ids {@code null}: any
 * @param before only those that failed earlier; epoch milliseconds
 */
record DeadLetterFilter(@Nullable String reason, @Nullable Set<String> ids, long before) {

    private static final int MOST_SHOWN_IDS = 20;
    private static final String USAGE =
            "say which: exactly one of \"all\": true, \"reason\": \"…\" or \"ids\": [\"…\"]";

    /**
     * Reads a filter from a request.
     *
     * @throws HttpProblem 400 if it is none
     */
    static DeadLetterFilter of(JsonObject json) {
        Object all = json.getValue("all");
        Object reason = json.getValue("reason");
        Object ids = json.getValue("ids");
        int given = (all == null ? 0 : 1) + (reason == null ? 0 : 1) + (ids == null ? 0 : 1);
        if (given != 1 || all != null && !Boolean.TRUE.equals(all) || reason != null && !(reason instanceof String)) {
            throw new HttpProblem(400, USAGE);
        }
        return new DeadLetterFilter((String) reason, ids == null ? null : ids(ids), before(json.getValue("before")));
    }

    private static Set<String> ids(Object given) {
        Set<String> ids = new HashSet<>();
        if (given instanceof JsonArray array) {
            for (Object id : array) {
                if (!(id instanceof String text)) {
                    throw new HttpProblem(400, "\"ids\" are strings");
                }
                ids.add(text);
            }
        }
        if (ids.isEmpty()) {
            throw new HttpProblem(400, USAGE);
        }
        return ids;
    }

    private static long before(@Nullable Object given) {
        try {
            return given == null ? Long.MAX_VALUE : Instant.parse(String.valueOf(given)).toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            throw new HttpProblem(400, "\"before\" is a time such as 2026-11-25T16:00:00Z, not '" + given + "'");
        }
    }

    boolean matches(DeadLetterView letter) {
        return letter.failedAt() < before && (reason == null || letter.hasReason(reason))
                && (ids == null || letter.id() != null && ids.contains(letter.id()));
    }

    /** The same, but only those that failed before a time, unless it says so already. */
    DeadLetterFilter unlessLaterThan(long now) {
        return new DeadLetterFilter(reason, ids, Math.min(now, before));
    }

    /** How many of the letters of a queue there are at most; empty if only their reasons or times can tell. */
    OptionalLong most(long total) {
        return ids != null ? OptionalLong.of(Math.min(ids.size(), total))
                : reason != null ? OptionalLong.empty() : OptionalLong.of(total);
    }

    JsonObject toJson() {
        return toJson(Integer.MAX_VALUE);
    }

    /** To be shown and kept: of more than a few ids the first, and how many there are. */
    JsonObject summary() {
        JsonObject json = toJson(MOST_SHOWN_IDS);
        return ids == null || ids.size() <= MOST_SHOWN_IDS ? json : json.put("idsInAll", ids.size());
    }

    private JsonObject toJson(int mostIds) {
        JsonObject json = new JsonObject();
        if (ids != null) {
            json.put("ids", new JsonArray(ids.stream().sorted().limit(mostIds).toList()));
        } else if (reason != null) {
            json.put("reason", reason);
        } else {
            json.put("all", true);
        }
        return before == Long.MAX_VALUE ? json : json.put("before", Instant.ofEpochMilli(before).toString());
    }
}
