package io.anivia.ops;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.common.RenamedSettings;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.HttpsServerStart;
import io.vertx.core.http.HttpServerOptions;
import org.eclipse.microprofile.config.Config;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs at the start where events are taken, and which settings have to be renamed. */
@Singleton
class StartReport {

    private static final Logger LOG = LoggerFactory.getLogger(StartReport.class);

    private final ProcessConfig config;

    @Inject
    StartReport(ProcessConfig config) {
        this.config = config;
    }

    void started(@Observes StartupEvent started, Config settings) {
        RenamedSettings.warnings(name -> settings.getConfigValue(name).getValue() != null)
                .forEach(warning -> LOG.warn("Setting {}", warning));
    }

    void serving(@ObservesAsync HttpServerStart server) {
        report("http", server.options());
    }

    void serving(@ObservesAsync HttpsServerStart server) {
        report("https", server.options());
    }

    private void report(String scheme, HttpServerOptions options) {
        // A port below zero stands for any free one, as in tests.
        if (config.roles().contains(ProcessConfig.Role.ELMER) && options.getPort() >= 0) {
            LOG.info("Takes events: POST {}://localhost:{}/v1/events", scheme, options.getPort());
        }
    }
}
