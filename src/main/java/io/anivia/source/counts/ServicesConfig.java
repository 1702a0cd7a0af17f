package io.anivia.source.counts;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The view of services, out of what they send by OTLP and HEC. */
@ConfigMapping(prefix = "anivia.services")
public interface ServicesConfig {

    /**
     * How many services have a row of their own in {@code GET /admin/fleet/services}, and a label in
     * {@code anivia_service_events_total}; all others are one row. A service that has sent nothing for an hour makes
     * room for a new one.
     */
    @WithDefault("200")
    int max();
}
