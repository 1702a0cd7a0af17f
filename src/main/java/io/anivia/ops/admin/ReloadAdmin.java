package io.anivia.ops.admin;

import java.util.LinkedHashMap;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.ops.reload.ReloadOutcome;
import io.anivia.ops.reload.ReloadRefusedException;
import io.anivia.ops.reload.RouteReload;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Reloads the route files of this process, as people ask for it. */
@Singleton
class ReloadAdmin implements AdminEndpoints {

    private final RouteReload reload;

    @Inject
    ReloadAdmin(RouteReload reload) {
        this.reload = reload;
    }

    @Override
    public void mount(AdminPaths paths) {
        paths.on("/reload", HttpMethod.POST, AdminRole.OPERATE, request -> run());
    }

    /** @throws HttpProblem if it is refused */
    JsonObject run() throws InterruptedException {
        try {
            ReloadOutcome outcome = reload.reload();
            return new JsonObject()
                    .put("added", new JsonArray(outcome.added()))
                    .put("changed", new JsonArray(outcome.changed()))
                    .put("removed", new JsonArray(outcome.removed()))
                    .put("unchanged", new JsonArray(outcome.unchanged()))
                    .put("leftInQueues", new JsonObject(new LinkedHashMap<>(outcome.leftBehind())))
                    .put("tookMillis", outcome.took().toMillis())
                    .put("scope", "this process: call each");
        } catch (ReloadRefusedException e) {
            throw e.isBusy() ? new HttpProblem(409, String.valueOf(e.getMessage()))
                    : new HttpProblem(422, String.valueOf(e.getMessage()),
                            new JsonObject().put("problems", new JsonArray(e.problems())));
        }
    }
}
