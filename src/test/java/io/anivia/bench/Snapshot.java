package io.anivia.bench;

import java.io.IOException;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What everything has come to at one moment.
 *
 * @param brokerMessages taken by the broker since it started; 0 on the embedded one, which does not count them
 * @param gcSeconds that Anivia's JVM has spent in pauses since it started
 */
record Snapshot(Map<String, Arrivals> arrivals, Costs costs, long brokerMessages, double gcSeconds) {

    static Snapshot of(Site site) throws IOException, InterruptedException {
        @Nullable RabbitMq rabbit = site.rabbit();
        return new Snapshot(site.sinks().arrivals(), Costs.now(site.anivia(), rabbit, site.sinks()),
                rabbit == null ? 0 : rabbit.messagesReceived(),
                Management.sum(site.anivia(), "jvm_gc_pause_seconds_sum"));
    }

    Arrivals at(String destination) {
        return arrivals.getOrDefault(destination, Arrivals.NONE);
    }
}
