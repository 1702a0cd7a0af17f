package io.anivia.ops.fleet;

import java.util.List;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * What the processes answered in time.
 *
 * @param answers of those that did it, this process's first
 * @param problems of those that could not
 * @param silent ids of processes that are known, have not said that they stop, and did not answer
 */
public record FleetAnswers(List<FleetAnswer> answers, List<FleetProblem> problems, List<String> silent) {

    public List<JsonObject> results() {
        return answers.stream().map(FleetAnswer::result).toList();
    }

    /** {@code problems} and {@code silent}, as every answer of the admin API shows them. */
    public JsonObject shortcomings() {
        return new JsonObject().put("silent", new JsonArray(silent))
                .put("problems", new JsonArray(problems.stream().map(FleetProblem::toJson).toList()));
    }
}
