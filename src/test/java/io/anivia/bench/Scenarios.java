package io.anivia.bench;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The scenarios, by name. */
final class Scenarios {

    /** Those that are run unless others are asked for. */
    static final List<String> DEFAULT = List.of("literal", "batched", "batched-both", "requests", "elmer", "start");

    private static final List<String> SHIPPED = List.of("splunk", "omniture", "webhook");
    private static final List<String> IN_BATCHES = List.of("splunk", "first", "second");
    private static final Map<String, String> BATCHED = Map.of(
            "ANIVIA_PROSPECTOR_BATCH_SIZE", "100",
            "SPLUNK_HEC_BATCH_INTERVAL", "100ms");
    private static final Map<String, String> BATCHED_BOTH = Map.of(
            "ANIVIA_ELMER_BATCH_SIZE", "50",
            "ANIVIA_PROSPECTOR_BATCH_SIZE", "100",
            "SPLUNK_HEC_BATCH_INTERVAL", "100ms");

    private static final Goal SHARE_OF_THE_BROKER = Goal.atLeast(Metric.PERF_TEST_SHARE, 0.5);
    private static final Goal ACCEPTED_SOON = Goal.below(Metric.ACCEPTED_P99, 100);
    private static final Goal DELIVERED_SOON = Goal.below(Metric.DELIVERED_P99, 1000);

    private static final List<Scenario> GROWTH = List.of(
            Growth.ofBacklog(SHIPPED),
            Growth.ofDestinations(1, 10, 50),
            Growth.ofPayloads(SHIPPED, 1, 10, 100, 500),
            Growth.ofEvents(SHIPPED, 200, 1 << 10, 8 << 10, 64 << 10));

    private static final Map<String, List<Scenario>> ALL = Map.ofEntries(
            entry("literal", new Pipeline("literal", SHIPPED).besidePerfTest().wants(SHARE_OF_THE_BROKER, Goal.SMALL)),
            entry("embedded", new Pipeline("embedded", SHIPPED).onEmbeddedBroker()),
            entry("batched", new Pipeline("batched", IN_BATCHES).withRate(7000).withSettings(BATCHED)
                    .wants(Goal.atLeast(Metric.DELIVERIES_OUT, 20_000), ACCEPTED_SOON, DELIVERED_SOON, Goal.SMALL)),
            entry("batched-both", new Pipeline("batched-both", IN_BATCHES).withBatch(1).withRate(5000)
                    .withSettings(BATCHED_BOTH)
                    .wants(Goal.atLeast(Metric.EVENTS_IN, 4_950), ACCEPTED_SOON, DELIVERED_SOON, Goal.SMALL)),
            entry("requests", new Requests("webhook", "application/json"), new Requests("omniture", "text/xml")),
            entry("elmer", new ElmerAlone("elmer", Map.of()),
                    new ElmerAlone("elmer, batched", Map.of("ANIVIA_ELMER_BATCH_SIZE", "50"))),
            entry("sources", new ElmerSources("sources")),
            entry("start", new StartUp(SHIPPED)),
            entry("far", new Far(7000, BATCHED)),
            entry("cold", new Cold(SHIPPED, 1000)),
            entry("routes", new ChangingRoutes(IN_BATCHES, 7000, BATCHED)),
            entry("tap", new TappedPipeline(IN_BATCHES, 7000, BATCHED)),
            Map.entry("growth", GROWTH),
            entry("growth-backlog", GROWTH.get(0)),
            entry("growth-destinations", GROWTH.get(1)),
            entry("growth-payloads", GROWTH.get(2)),
            entry("growth-events", GROWTH.get(3)));

    private Scenarios() {
    }

    private static Map.Entry<String, List<Scenario>> entry(String name, Scenario... scenarios) {
        return Map.entry(name, List.of(scenarios));
    }

    /** @throws IllegalArgumentException if there is none */
    static List<Scenario> named(String name) {
        return Optional.ofNullable(ALL.get(name)).orElseThrow(() -> new IllegalArgumentException(
                "there is no scenario '" + name + "'; those there are: " + ALL.keySet().stream().sorted().toList()));
    }
}
