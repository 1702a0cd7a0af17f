package io.anivia.ops.fleet;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.vertx.core.json.JsonObject;

/**
 * What became of a destination in all processes.
 *
 * @param seen the destination as each process sees it that has it
 */
record DestinationOutcome(List<JsonObject> seen, JsonObject shortcomings) {

    private static final String STATE = "state";
    private static final String PAUSED = "paused";
    /** The worst first. */
    private static final List<String> STATES = List.of("suspended", "backing off", PAUSED);

    static DestinationOutcome of(FleetAnswers answers) {
        return new DestinationOutcome(answers.results().stream()
                .map(result -> result.getValue("destination") instanceof JsonObject destination ? destination : null)
                .filter(Objects::nonNull).toList(), answers.shortcomings());
    }

    /** How many processes have the destination. */
    int count() {
        return seen.size();
    }

    boolean isPaused() {
        return !seen.isEmpty() && seen.stream().allMatch(each -> PAUSED.equals(each.getValue(STATE)));
    }

    private static int rank(JsonObject destination) {
        int index = STATES.indexOf(String.valueOf(destination.getValue(STATE)));
        return index < 0 ? STATES.size() : index;
    }

    private JsonObject worst() {
        Map<String, Object> states = new LinkedHashMap<>();
        seen.forEach(each -> states.merge(String.valueOf(each.getValue(STATE)), 1L,
                (before, one) -> (Long) before + (Long) one));
        return seen.stream().min(Comparator.comparingInt(DestinationOutcome::rank)).map(JsonObject::copy)
                .orElseGet(JsonObject::new).put("states", new JsonObject(states));
    }

    /** The destination as the process sees it where it is worst. */
    JsonObject toJson() {
        return new JsonObject().put("destination", worst()).put("answered", count()).mergeIn(shortcomings);
    }

    /** As the paths below {@code /admin/destinations} answer, which are older. */
    JsonObject toFormerJson() {
        return worst().put("answered", count()).mergeIn(shortcomings).put("scope", "all processes, also after a restart");
    }
}
