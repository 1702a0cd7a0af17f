package io.anivia.ops.fleet;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.ops.admin.AdminCaller;
import io.anivia.ops.admin.AdminEndpoints;
import io.anivia.ops.admin.AdminPaths;
import io.anivia.ops.admin.AdminRole;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** What is asked of all processes at once. */
@Singleton
class FleetEndpoints implements AdminEndpoints {

    private final ThisProcess process;

    @Inject
    FleetEndpoints(ThisProcess process) {
        this.process = process;
    }

    @Override
    public void mount(AdminPaths paths) {
        paths.on("/session", HttpMethod.GET, AdminRole.VIEW, request -> session(request.caller()));
    }

    /** The roles of the token, by which a console shows what can be done. */
    private JsonObject session(AdminCaller caller) {
        return new JsonObject().put("name", caller.name()).put("roles", new JsonArray(caller.roleWords()))
                .put("process", process.id()).put("version", process.version()).put("fleet", true);
    }
}
