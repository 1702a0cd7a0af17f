package io.anivia.ops.fleet;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.anivia.destination.BriefCause;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * What came of trying a destination at once in the processes that held it back, told from what they knew of it before
 * and know now. Each tries for itself, with an event that it has in hand.
 *
 * @param results by process
 */
record ProbeOutcome(Map<String, ProbeResult> results) {

    /**
     * What came of it in one process.
     *
     * @param words why it has failed, or why it was not tried yet; {@code null} if it was delivered
     */
    record ProbeResult(ResultKind kind, @Nullable String words) {
    }

    /** What can come of it, in the order in which it is told. */
    enum ResultKind {
        DELIVERED("delivered"), FAILED("failed"), OPEN("not known yet");

        private final String word;

        ResultKind(String word) {
            this.word = word;
        }
    }

    private static final String DESTINATION = "destination";
    private static final String LAST_SUCCESS = "lastSuccess";
    private static final String LAST_FAILURE = "lastFailure";

    /** The destination as each of these processes sees it, of those that hold it back, by process. */
    static Map<String, JsonObject> heldBack(FleetAnswers answers) {
        Map<String, JsonObject> seen = seen(answers);
        seen.values().removeIf(each -> !SeenStates.isHeldBack(each));
        return seen;
    }

    private static Map<String, JsonObject> seen(FleetAnswers answers) {
        Map<String, JsonObject> seen = new LinkedHashMap<>();
        answers.answers().forEach(answer -> {
            if (answer.result().getValue(DESTINATION) instanceof JsonObject destination) {
                seen.put(answer.processId(), destination);
            }
        });
        return seen;
    }

    /**
     * The outcome so far.
     *
     * @param before {@link #heldBack} before they were told to try
     * @param now what they answer now
     */
    static ProbeOutcome of(Map<String, JsonObject> before, FleetAnswers now) {
        Map<String, JsonObject> seen = seen(now);
        Map<String, ProbeResult> results = new LinkedHashMap<>();
        before.forEach((process, then) -> results.put(process, result(then, seen.get(process))));
        return new ProbeOutcome(results);
    }

    private static ProbeResult result(JsonObject before, @Nullable JsonObject now) {
        if (now == null) {
            return new ProbeResult(ResultKind.OPEN, "the process does not answer");
        }
        boolean isHeldBack = SeenStates.isHeldBack(now);
        if (!isHeldBack && !Objects.equals(now.getValue(LAST_SUCCESS), before.getValue(LAST_SUCCESS))) {
            return new ProbeResult(ResultKind.DELIVERED, null);
        }
        JsonObject failure = FleetJson.object(now, LAST_FAILURE);
        if (isHeldBack && !failure.equals(FleetJson.object(before, LAST_FAILURE))) {
            return new ProbeResult(ResultKind.FAILED, BriefCause.of(failure.getString("words")));
        }
        return new ProbeResult(ResultKind.OPEN, FleetJson.number(now.getValue("inHand")) > 0
                ? "there is no answer yet" : "it has no event to try");
    }

    /** Whether nothing is to be waited for. */
    boolean isComplete() {
        return results.values().stream().noneMatch(each -> each.kind() == ResultKind.OPEN);
    }

    /** In a sentence, such as {@code failed in 2 of 3 processes: HTTP 401}. */
    String inWords() {
        if (results.isEmpty()) {
            return "no process held it back";
        }
        return Stream.of(ResultKind.values()).map(this::inWords).filter(words -> !words.isEmpty())
                .collect(Collectors.joining("; "));
    }

    private String inWords(ResultKind kind) {
        List<ProbeResult> those = results.values().stream().filter(each -> each.kind() == kind).toList();
        if (those.isEmpty()) {
            return "";
        }
        String where = results.size() == 1 ? "" : " in " + those.size() + " of " + results.size() + " processes";
        String why = those.stream().map(ProbeResult::words).filter(words -> words != null).distinct()
                .collect(Collectors.joining("; "));
        return kind.word + where + (why.isEmpty() ? "" : ": " + why);
    }

    /** A row for each process: {@code process}, {@code result}, {@code words}. */
    JsonArray toJson() {
        JsonArray rows = new JsonArray();
        results.forEach((process, result) -> rows.add(new JsonObject().put("process", process)
                .put("result", result.kind().word).put("words", result.words())));
        return rows;
    }
}
