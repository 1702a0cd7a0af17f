package io.anivia.ops.admin;

import io.vertx.core.json.JsonObject;

/** A request that is answered with an error: what is wrong, and the way out. */
final class HttpProblem extends RuntimeException {

    private final int status;
    private final transient JsonObject body;

    HttpProblem(int status, String error) {
        this(status, error, new JsonObject());
    }

    /** @param more what the answer says besides */
    HttpProblem(int status, String error, JsonObject more) {
        super(error, null, false, false);
        this.status = status;
        this.body = new JsonObject().put("error", error).mergeIn(more);
    }

    int status() {
        return status;
    }

    JsonObject body() {
        return body;
    }
}
