package io.anivia.ops;

import jakarta.enterprise.event.Observes;

import org.apache.camel.CamelContext;
import org.apache.camel.quarkus.main.events.BeforeStart;

/** Gives what is under way its time when the process is told to stop. */
class CamelShutdown {

    void configure(@Observes BeforeStart starting, CamelContext context, ProcessConfig config) {
        context.getShutdownStrategy().setTimeout(Math.max(1, config.shutdownTimeout().toSeconds()));
    }
}
