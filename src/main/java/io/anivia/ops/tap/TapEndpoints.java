package io.anivia.ops.tap;

import java.time.Duration;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.ops.admin.AdminEndpoints;
import io.anivia.ops.admin.AdminPaths;
import io.anivia.ops.admin.AdminRequest;
import io.anivia.ops.admin.AdminRole;
import io.anivia.tap.TapFilter;
import io.anivia.tap.TapQuery;
import io.vertx.core.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/** {@code GET /admin/tap}: what passes now, a line each. */
@Singleton
class TapEndpoints implements AdminEndpoints {

    private final WatchedTaps taps;
    private final TapConfig config;

    @Inject
    TapEndpoints(WatchedTaps taps, TapConfig config) {
        this.taps = taps;
        this.config = config;
    }

    @Override
    public void mount(AdminPaths paths) {
        paths.on("/tap", HttpMethod.GET, AdminRole.VIEW, this::watch);
    }

    private @Nullable Object watch(AdminRequest request) {
        boolean values = "true".equals(request.parameter("values"));
        TapQuery query = TapQueries.of(request.parameters("point"), request.parameter("destination"),
                request.parameter("source"), request.parameters("where"), values);
        int seconds = request.number("seconds", Math.toIntExact(config.duration().toSeconds()),
                Math.toIntExact(config.maxDuration().toSeconds()));
        int limit = request.number("limit", config.limit(), config.maxLimit());
        if (values || !query.filters().stream().allMatch(TapFilter::asksForShownOnly)) {
            // A filter tells a value by what it lets through, and part of a value after part.
            request.requireValues();
            request.audit("live tap of " + query.points() + (values ? " with values" : " by values"), limit);
        }
        taps.watch(query, Duration.ofSeconds(seconds), limit, LineOutput.of(request.response()));
        return null;
    }
}
