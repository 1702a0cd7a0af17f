package io.anivia.ops;

import jakarta.enterprise.event.ObservesAsync;

import io.quarkus.vertx.http.HttpServerStart;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells whoever has just started it where to send something. */
class StartReport {

    private static final Logger LOG = LoggerFactory.getLogger(StartReport.class);

    void serving(@ObservesAsync HttpServerStart server, ProcessConfig config) {
        if (config.roles().contains(ProcessConfig.Role.ELMER)) {
            LOG.info("Takes events: POST http://localhost:{}/v1/events", server.options().getPort());
        }
    }
}
