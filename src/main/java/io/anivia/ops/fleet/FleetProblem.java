package io.anivia.ops.fleet;

import io.vertx.core.json.JsonObject;

/**
 * Why one process could not answer.
 *
 * @param process its id
 * @param status as of HTTP; 501: it does not know the operation
 */
public record FleetProblem(String process, int status, String detail) {

    public JsonObject toJson() {
        return new JsonObject().put("process", process).put("status", status).put("detail", detail);
    }
}
