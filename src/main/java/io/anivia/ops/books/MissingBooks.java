package io.anivia.ops.books;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.ops.fleet.FleetAnswer;
import io.anivia.ops.fleet.FleetJson;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * Processes that have stopped answering without a word, killed or hung: what they have counted is missing in the sum,
 * also when the fleet has forgotten them. One is missing until it answers again, or all processes that answer have begun to
 * count after it. Bounded, and thread-safe.
 *
 * <p>A process passes on those that it misses with its own books: one that is new cannot know what was before.
 */
@Singleton
final class MissingBooks {

    /** In its own books, and in the overview; so that neither grows without bound. */
    static final String MEMBER = "missing";
    private static final String LAST_ANSWER = "lastAnswer";
    private static final String SINCE = "missingSince";
    private static final int MAX = 1000;
    private static final int MAX_PASSED_ON = 20;
    /** The fleet keeps a process so long after an answer at least: gone before, it has said that it stops. */
    private static final Duration KNOWN_FOR = Duration.ofSeconds(30);

    /**
     * @param lastAnswer or, if there was none, when it did not answer first
     * @param missingSince when it did not answer first; {@code null} if it has answered
     */
    private record SeenProcess(JsonObject process, Instant lastAnswer, @Nullable Instant missingSince) {

        SeenProcess missing(Instant now) {
            return missingSince == null ? new SeenProcess(process, lastAnswer, now) : this;
        }

        boolean isMissing() {
            return missingSince != null;
        }

        JsonObject toJson() {
            return process.copy().put(LAST_ANSWER, time(lastAnswer))
                    .put(SINCE, missingSince == null ? null : time(missingSince));
        }

        private static String time(Instant at) {
            return DestinationBook.time(at.toEpochMilli());
        }
    }

    /** By id, the one that was seen longest ago first. */
    private final Map<String, SeenProcess> processes = new LinkedHashMap<>();

    @Inject
    MissingBooks() {
    }

    /**
     * Takes what a question for the books has brought.
     *
     * @param answers of {@link BooksOperation}
     * @param silent processes that did not answer, as they described themselves before
     * @return the processes whose books are missing, by id, each with {@code lastAnswer} and {@code missingSince}
     */
    synchronized List<JsonObject> update(List<FleetAnswer> answers, List<JsonObject> silent, Instant now) {
        Map<String, JsonObject> silentById = new HashMap<>();
        silent.forEach(process -> silentById.put(process.getString("id", ""), process));
        Map<String, SeenProcess> passedOn = passedOn(answers);
        answers.forEach(answer -> passedOn.remove(answer.processId()));
        processes.forEach((id, seen) -> passedOn.remove(id));
        processes.putAll(passedOn);
        answers.forEach(answer -> {
            processes.remove(answer.processId());
            processes.put(answer.processId(), new SeenProcess(answer.process(), now, null));
        });
        silentById.forEach((id, process) -> processes.merge(id, new SeenProcess(process, now, now),
                (before, same) -> before.missing(now)));
        Instant since = answers.stream().map(answer -> instant(answer.process().getValue("startedAt")))
                .min(Comparator.naturalOrder()).orElse(Instant.MIN);
        processes.entrySet().removeIf(entry -> !silentById.containsKey(entry.getKey())
                && (!passedOn.containsKey(entry.getKey()) && hasStopped(entry.getValue(), now)
                        || isBefore(entry.getValue(), since)));
        bound();
        return missing();
    }

    /** In order, as far as that can be told: the fleet knows it no more, and it has not just answered. */
    private static boolean hasStopped(SeenProcess seen, Instant now) {
        boolean hasSaidGoodbye = Duration.between(seen.lastAnswer(), now).compareTo(KNOWN_FOR) < 0;
        return !seen.lastAnswer().equals(now) && (hasSaidGoodbye || !seen.isMissing());
    }

    /** Whether all that answer have begun to count after it. */
    private static boolean isBefore(SeenProcess seen, Instant since) {
        Instant end = seen.missingSince();
        return end != null && end.isBefore(since);
    }

    private static Map<String, SeenProcess> passedOn(List<FleetAnswer> answers) {
        Map<String, SeenProcess> passedOn = new HashMap<>();
        answers.forEach(answer -> FleetJson.rows(answer.result(), MEMBER).limit(MAX_PASSED_ON).forEach(process -> {
            if (process.getValue("id") instanceof String id) {
                passedOn.put(id, new SeenProcess(process.copy(), instant(process.getValue(LAST_ANSWER)),
                        instant(process.getValue(SINCE))));
            }
        }));
        return passedOn;
    }

    private static Instant instant(@Nullable Object value) {
        try {
            return value instanceof String text ? Instant.parse(text) : Instant.EPOCH;
        } catch (DateTimeParseException otherVersion) {
            return Instant.EPOCH;
        }
    }

    private void bound() {
        Iterator<SeenProcess> oldest = processes.values().iterator();
        for (int excess = processes.size() - MAX; excess > 0; excess--) {
            oldest.next();
            oldest.remove();
        }
    }

    private List<JsonObject> missing() {
        return processes.values().stream().filter(SeenProcess::isMissing).map(SeenProcess::toJson)
                .sorted(Comparator.comparing(process -> process.getString("id", ""))).toList();
    }

    /** What others are told of it. */
    synchronized JsonArray toJson() {
        return new JsonArray(missing().stream().limit(MAX_PASSED_ON).toList());
    }
}
