package io.anivia.ops.tap;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.ops.fleet.FleetOperation;
import io.vertx.core.json.JsonObject;

/** Ends a live tap of another process before its lease does. */
@Singleton
class TapStopOperation implements FleetOperation {

    static final String NAME = "tap-stop";

    private final LeasedTaps leases;

    @Inject
    TapStopOperation(LeasedTaps leases) {
        this.leases = leases;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public JsonObject answer(JsonObject arguments) {
        leases.close(String.valueOf(arguments.getValue("id")));
        return new JsonObject();
    }
}
