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
        if (process.id().equals(arguments.getValue("watcher"))) {
            return new JsonObject();
        }
        if (!(arguments.getValue("taps", new JsonArray()) instanceof JsonArray taps)) {
            throw unknown();
        }
        openAll(taps);
        return new JsonObject();
    }

    /** One that cannot be opened keeps no other from being asked for. */
    private void openAll(JsonArray taps) {
        HttpProblem problem = null;
        for (int at = 0; at < taps.size(); at++) {
            try {
                if (!(taps.getValue(at) instanceof JsonObject tap)) {
                    throw unknown();
                }
                leases.open(String.valueOf(tap.getValue("id")), TapQueries.fromJson(tap),
                        tap.getValue("rate") instanceof Integer rate ? rate : 1);
            } catch (HttpProblem e) {
                problem = e;
            }
        }
        if (problem != null) {
            throw problem;
        }
    }

    private static HttpProblem unknown() {
        return new HttpProblem(400, "this is no tap that this version knows");
    }
}
