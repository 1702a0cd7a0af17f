package io.anivia.ops.services;

import java.util.List;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.ops.fleet.FleetOperation;
import io.anivia.source.counts.ServiceCounts;
import io.anivia.source.counts.ServiceCounts.ServiceHealth;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Asks a process for the services whose events it has read. */
@Singleton
class ServicesOperation implements FleetOperation {

    static final String NAME = "services";

    private final ServiceCounts services;

    @Inject
    ServicesOperation(ServiceCounts services) {
        this.services = services;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public JsonObject answer(JsonObject arguments) {
        List<JsonObject> rows = services.all().stream().map(ServicesOperation::row).toList();
        return new JsonObject().put("services", new JsonArray(rows)).put("more", services.othersCount());
    }

    private static JsonObject row(ServiceHealth service) {
        return new JsonObject().put("name", service.name()).put("perSecond", service.perSecond())
                .put("recentEvents", service.recentEvents()).put("recentErrors", service.recentErrors())
                .put("events", service.events()).put("errors", service.errors())
                .put("lastSeen", service.lastSeen());
    }
}
