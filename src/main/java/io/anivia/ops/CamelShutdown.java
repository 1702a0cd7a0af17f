package io.anivia.ops;

import java.time.Duration;

import jakarta.enterprise.event.Observes;

import org.apache.camel.CamelContext;
import org.apache.camel.quarkus.main.events.BeforeStart;

/** Gives what is under way its time when the process is told to stop. */
class CamelShutdown {

    /** What it takes to give up on routes that do not end by themselves, and to let go of the broker. */
    private static final Duration GIVING_UP = Duration.ofSeconds(5);
    /** For a thread that hangs in somebody's answer: its events are the broker's again, and come to another process. */
    private static final Duration LAST_MOMENT = Duration.ofSeconds(1);

    void configure(@Observes BeforeStart starting, CamelContext context, ProcessConfig config) {
        Duration patience = config.shutdownTimeout().minus(GIVING_UP);
        context.getShutdownStrategy().setTimeout(Math.max(1, patience.toSeconds()));
        context.getExecutorServiceManager().setShutdownAwaitTermination(LAST_MOMENT.toMillis());
    }
}
