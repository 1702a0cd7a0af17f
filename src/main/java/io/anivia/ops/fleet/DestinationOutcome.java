package io.anivia.ops.fleet;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;

import io.vertx.core.json.JsonObject;

/**
 * What became of a destination in all processes.
 *
 * @param seen the destination as each process sees it that has it
 */
record DestinationOutcome(List<JsonObject> seen, JsonObject shortcomings) {

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
        return !seen.isEmpty() && seen.stream().allMatch(SeenStates::isPaused);
    }

    private JsonObject worst() {
        return seen.stream().min(Comparator.comparingInt(SeenStates::rank)).map(JsonObject::copy)
                .orElseGet(JsonObject::new).put("states", SeenStates.count(seen));
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
