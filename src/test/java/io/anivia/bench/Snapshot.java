package io.anivia.bench;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.anivia.processes.AniviaProcess;

/**
 * What everything has come to at one moment.
 *
 * @param brokerMessages taken by the broker since it started; 0 on the embedded one, which does not tell
 * @param gcSeconds that Anivia's JVM has spent in pauses since it started
 */
record Snapshot(Map<String, Arrivals> arrivals, Costs costs, long brokerMessages, double gcSeconds) {

    private static final String GC_PAUSES = "jvm_gc_pause_seconds_sum";

    static Snapshot of(Site site) throws IOException, InterruptedException {
        @Nullable RabbitMq rabbit = site.rabbit();
        return new Snapshot(site.sinks().arrivals(), Costs.now(site.anivia(), rabbit, site.sinks()),
                rabbit == null ? 0 : rabbit.messagesReceived(), gcSeconds(site.anivia()));
    }

    Arrivals at(String destination) {
        return arrivals.getOrDefault(destination, Arrivals.NONE);
    }

    private static double gcSeconds(AniviaProcess anivia) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(anivia.management("/q/metrics")).build(),
                        HttpResponse.BodyHandlers.ofString())
                .body().lines().filter(line -> line.startsWith(GC_PAUSES))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))).sum();
    }
}
