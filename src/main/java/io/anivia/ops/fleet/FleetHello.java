package io.anivia.ops.fleet;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.ops.admin.HttpProblem;
import io.vertx.core.json.JsonObject;

/** Another process says that it is there, or that it stops. */
@Singleton
class FleetHello implements FleetOperation {

    static final String NAME = "hello";
    private static final String LEAVING = "leaving";

    private final FleetMembers members;

    @Inject
    FleetHello(FleetMembers members) {
        this.members = members;
    }

    static JsonObject arguments(ThisProcess process, boolean isLeaving) {
        return process.toJson().put(LEAVING, isLeaving);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public JsonObject answer(JsonObject arguments) {
        if (!(arguments.getValue("id") instanceof String id)) {
            throw new HttpProblem(400, "\"id\" is no text");
        }
        JsonObject other = arguments.copy();
        if (Boolean.TRUE.equals(other.remove(LEAVING))) {
            members.left(id);
        } else {
            members.heardOf(other);
        }
        return new JsonObject();
    }
}
