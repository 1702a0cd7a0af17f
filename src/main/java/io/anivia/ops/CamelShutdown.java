package io.anivia.ops;

import java.time.Duration;

import jakarta.enterprise.event.Observes;

import org.apache.camel.CamelContext;
import org.apache.camel.quarkus.main.events.BeforeStart;

/** Bounds how long deliveries under way may take when the process stops. */
class CamelShutdown {

    /** Part of the shutdown timeout, kept to force routes to end and to close the broker connections. */
    private static final Duration GIVING_UP = Duration.ofSeconds(5);
    /** For a thread that hangs in a response: its events are requeued and go to another process. */
    private static final Duration LAST_MOMENT = Duration.ofSeconds(1);

    void configure(@Observes BeforeStart starting, CamelContext context, ProcessConfig config) {
        Duration patience = config.shutdownTimeout().minus(GIVING_UP);
        context.getShutdownStrategy().setTimeout(Math.max(1, patience.toSeconds()));
        context.getExecutorServiceManager().setShutdownAwaitTermination(LAST_MOMENT.toMillis());
    }
}
