package io.anivia.ops.fleet;

import java.time.Duration;
import java.util.LinkedHashMap;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.ops.admin.AdminEndpoints;
import io.anivia.ops.admin.AdminPaths;
import io.anivia.ops.admin.AdminRequest;
import io.anivia.ops.admin.AdminRole;
import io.anivia.ops.admin.HttpProblem;
import io.anivia.ops.reload.ReloadConfig;
import io.anivia.ops.reload.ReloadOutcome;
import io.anivia.ops.reload.ReloadRefusedException;
import io.anivia.ops.reload.RouteReload;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Reloads the route files of this process, or of all, each its own. */
@Singleton
class ReloadEndpoints implements AdminEndpoints, FleetOperation {

    /** For the checks before a reload, and what is put back after one that fails. */
    private static final Duration BESIDE_RELOAD = Duration.ofSeconds(30);

    private final RouteReload reload;
    private final ReloadConfig config;
    private final Fleet fleet;

    @Inject
    ReloadEndpoints(RouteReload reload, ReloadConfig config, Fleet fleet) {
        this.reload = reload;
        this.config = config;
        this.fleet = fleet;
    }

    @Override
    public void mount(AdminPaths paths) {
        paths.on("/reload", HttpMethod.POST, AdminRole.OPERATE,
                request -> run().put("scope", "this process: POST /admin/fleet/reload is for all"));
        paths.on("/fleet/reload", HttpMethod.POST, AdminRole.OPERATE, this::runAll);
    }

    private JsonObject runAll(AdminRequest request) {
        FleetAnswers all = fleet.ask(name(), new JsonObject(), config.reloadTimeout().plus(BESIDE_RELOAD));
        request.audit("all processes", all.answers().size());
        return new JsonObject().put("answers", new JsonArray(all.answers().stream().map(
                        each -> new JsonObject().put("process", each.processId()).put("outcome", each.result())).toList()))
                .mergeIn(all.shortcomings());
    }

    @Override
    public String name() {
        return "reload";
    }

    @Override
    public JsonObject answer(JsonObject arguments) throws InterruptedException {
        return run();
    }

    /** @throws HttpProblem if it is refused */
    private JsonObject run() throws InterruptedException {
        try {
            ReloadOutcome outcome = reload.reload();
            return new JsonObject()
                    .put("added", new JsonArray(outcome.added()))
                    .put("changed", new JsonArray(outcome.changed()))
                    .put("removed", new JsonArray(outcome.removed()))
                    .put("unchanged", new JsonArray(outcome.unchanged()))
                    .put("leftInQueues", new JsonObject(new LinkedHashMap<>(outcome.leftBehind())))
                    .put("tookMillis", outcome.took().toMillis());
        } catch (ReloadRefusedException e) {
            throw e.isBusy() ? new HttpProblem(409, String.valueOf(e.getMessage()))
                    : new HttpProblem(422, String.valueOf(e.getMessage()),
                            new JsonObject().put("problems", new JsonArray(e.problems())));
        }
    }
}
