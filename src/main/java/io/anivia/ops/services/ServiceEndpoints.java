package io.anivia.ops.services;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.ops.admin.AdminEndpoints;
import io.anivia.ops.admin.AdminPaths;
import io.anivia.ops.admin.AdminRole;
import io.anivia.ops.fleet.Fleet;
import io.anivia.ops.fleet.FleetAnswers;
import io.anivia.source.counts.ServiceCounts;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;

/** The health of services, of all processes. */
@Singleton
class ServiceEndpoints implements AdminEndpoints {

    private final Fleet fleet;
    private final ServiceCounts services;

    @Inject
    ServiceEndpoints(Fleet fleet, ServiceCounts services) {
        this.fleet = fleet;
        this.services = services;
    }

    @Override
    public void mount(AdminPaths paths) {
        paths.on("/fleet/services", HttpMethod.GET, AdminRole.VIEW, request -> {
            FleetAnswers answers = fleet.ask(ServicesOperation.NAME, new JsonObject());
            return ServicesMerge.merge(answers.results(), services.max()).mergeIn(answers.shortcomings());
        });
    }
}
