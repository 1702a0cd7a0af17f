package io.anivia.ops.tap;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.ops.admin.HttpProblem;
import io.anivia.ops.fleet.FleetOperation;
import io.anivia.ops.fleet.ThisProcess;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * Asked every few seconds for all live taps whose readers are connected to another process, so that a process takes
 * part from its start on.
 */
@Singleton
class TapStartOperation implements FleetOperation {

    static final String NAME = "tap-start";

    private final LeasedTaps leases;
    private final ThisProcess process;

    @Inject
    TapStartOperation(LeasedTaps leases, ThisProcess process) {
        this.leases = leases;
        this.process = process;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public JsonObject answer(JsonObject arguments) {
        try {
            if (process.id().equals(arguments.getString("watcher"))) {
                return new JsonObject();
            }
            openAll(arguments.getJsonArray("taps", new JsonArray()));
            return new JsonObject();
        } catch (ClassCastException e) {
            throw new HttpProblem(400, "this is no tap that this version knows");
        }
    }

    /** One that cannot be opened keeps no other from being asked for. */
    private void openAll(JsonArray taps) {
        HttpProblem problem = null;
        for (int at = 0; at < taps.size(); at++) {
            JsonObject tap = taps.getJsonObject(at);
            try {
                leases.open(String.valueOf(tap.getValue("id")), TapQueries.fromJson(tap), tap.getInteger("rate", 1));
            } catch (HttpProblem e) {
                problem = e;
            }
        }
        if (problem != null) {
            throw problem;
        }
    }
}
