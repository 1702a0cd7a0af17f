package io.anivia.ops.admin;

import java.util.List;
import java.util.Map;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.common.ReplayFates.ReplayFate;
import io.anivia.destination.Destinations;
import io.anivia.ops.fleet.FleetOperation;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * Asks a process for the replays that it runs or has run, and for what became, in this process, of what any replay has
 * sent. With {@code id}: for one of them; with {@code stop}: that it stops it, if it runs it.
 */
@Singleton
class ReplayJobsOperation implements FleetOperation {

    static final String NAME = "jobs";

    private final Replays replays;
    private final Destinations destinations;

    @Inject
    ReplayJobsOperation(Replays replays, Destinations destinations) {
        this.replays = replays;
        this.destinations = destinations;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public JsonObject answer(JsonObject arguments) {
        Object id = arguments.getValue("id");
        if (id != null && Boolean.TRUE.equals(arguments.getValue("stop"))) {
            replays.find(id.toString()).ifPresent(job -> job.stop("an operator has stopped it"));
        }
        List<JsonObject> jobs = replays.all().stream().filter(job -> id == null || id.equals(job.getValue("id")))
                .toList();
        JsonObject fates = new JsonObject();
        for (Map.Entry<String, ReplayFate> each : destinations.replayFates().all().entrySet()) {
            if (id == null || id.equals(each.getKey())) {
                fates.put(each.getKey(), new JsonObject().put("delivered", each.getValue().delivered())
                        .put("deadAgain", each.getValue().deadAgain()));
            }
        }
        return new JsonObject().put("jobs", new JsonArray(jobs)).put("fates", fates);
    }
}
