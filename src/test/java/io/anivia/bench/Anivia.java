package io.anivia.bench;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.anivia.fakes.FakeSplunk;
import io.anivia.processes.AniviaProcess;
import io.anivia.processes.Progress;
import io.anivia.processes.Workplace;

/** Anivia in both roles, with its three shipped destinations switched on. */
final class Anivia {

    private Anivia() {
    }

    /**
     * Starts it and waits until it is ready.
     *
     * @param rabbit the broker; none: the embedded one
     */
    static AniviaProcess start(Workplace workplace, Settings settings, Sinks sinks, @Nullable RabbitMq rabbit)
            throws IOException, InterruptedException {
        Progress.tell("starting Anivia");
        Map<String, String> environment = new HashMap<>(destinations(sinks, settings));
        if (rabbit != null) {
            environment.put("ANIVIA_BROKER_URI", rabbit.uri());
        }
        return new AniviaProcess("anivia", workplace, settings.heap(), environment).start().awaitReady();
    }

    private static Map<String, String> destinations(Sinks sinks, Settings settings) {
        String concurrency = Integer.toString(settings.concurrency());
        return Map.of(
                "SPLUNK_HEC_URL", sinks.url("splunk"),
                "SPLUNK_HEC_TOKEN", FakeSplunk.TOKEN,
                "OMNITURE_URL", sinks.url("omniture"),
                "OMNITURE_REPORT_SUITE", "bench",
                "OMNITURE_CONCURRENCY", concurrency,
                "WEBHOOK_URL", sinks.url("webhook") + "/events",
                "WEBHOOK_CONCURRENCY", concurrency);
    }
}
