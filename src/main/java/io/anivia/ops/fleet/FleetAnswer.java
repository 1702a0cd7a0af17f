package io.anivia.ops.fleet;

import io.vertx.core.json.JsonObject;

/**
 * What one process answered.
 *
 * @param process {@code id}, {@code host}, {@code roles}, {@code version}, {@code startedAt}
 * @param result of {@link FleetOperation#answer}
 */
public record FleetAnswer(JsonObject process, JsonObject result) {

    public String processId() {
        return process.getString("id");
    }
}
