package io.anivia.ops.input;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.ops.admin.AdminEndpoints;
import io.anivia.ops.admin.AdminPaths;
import io.anivia.ops.admin.AdminRole;
import io.anivia.ops.fleet.Fleet;
import io.anivia.ops.fleet.FleetAnswers;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;

/** What comes in, of all processes. */
@Singleton
class InputEndpoints implements AdminEndpoints {

    private final Fleet fleet;

    @Inject
    InputEndpoints(Fleet fleet) {
        this.fleet = fleet;
    }

    @Override
    public void mount(AdminPaths paths) {
        paths.on("/fleet/input", HttpMethod.GET, AdminRole.VIEW, request -> {
            FleetAnswers answers = fleet.ask(InputOperation.NAME, new JsonObject());
            return InputMerge.merge(answers.results()).mergeIn(answers.shortcomings());
        });
    }
}
