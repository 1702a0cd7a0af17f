package io.anivia.ops;

import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.HttpsServerStart;
import io.vertx.core.http.HttpServerOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells whoever has just started it where to send something. */
@Singleton
class StartReport {

    private static final Logger LOG = LoggerFactory.getLogger(StartReport.class);

    private final ProcessConfig config;

    @Inject
    StartReport(ProcessConfig config) {
        this.config = config;
    }

    void serving(@ObservesAsync HttpServerStart server) {
        tell("http", server.options());
    }

    void serving(@ObservesAsync HttpsServerStart server) {
        tell("https", server.options());
    }

    private void tell(String scheme, HttpServerOptions options) {
        // Below zero: any port that is free, as in tests.
        if (config.roles().contains(ProcessConfig.Role.ELMER) && options.getPort() >= 0) {
            LOG.info("Takes events: POST {}://localhost:{}/v1/events", scheme, options.getPort());
        }
    }
}
