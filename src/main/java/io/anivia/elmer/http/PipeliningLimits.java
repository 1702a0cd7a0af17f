package io.anivia.elmer.http;

import io.anivia.elmer.ElmerConfig;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Puts a {@link PipeliningLimit} on each connection, whatever it asks for first. */
@ApplicationScoped
class PipeliningLimits {

    void register(@Observes Router router, ElmerConfig config) {
        int limit = config.maxPipelined();
        router.route().order(Integer.MIN_VALUE).handler(context -> {
            PipeliningLimit.install(context.request(), limit);
            context.next();
        });
    }
}
