package io.anivia.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.anivia.processes.Progress;
import io.anivia.processes.Workplace;

/**
 * What a request of each kind of client costs Elmer, beside one to {@code /v1/events}: the same body, for Elmer looks
 * into none, with the key where that client has it. One process serves all; they take turns in each round.
 */
record ElmerSources(String title) implements Scenario {

    private static final String KEY = "benchmark-key";
    private static final String BASIC =
            "Basic " + Base64.getEncoder().encodeToString((KEY + ":").getBytes(StandardCharsets.ISO_8859_1));
    private static final Goal NO_MORE_THAN_EVENTS = Goal.below(Metric.CPU_SHARE_OF_EVENTS, 1.05);
    private static final int CONNECTIONS = 64;
    private static final int BYTES = 1024;
    private static final int TIME_SHARE = 6;

    /** A request of a kind of client. */
    private record Client(String name, String path, String contentType, Map<String, String> headers) {
    }

    private static final List<Client> CLIENTS = List.of(
            new Client("events", "/v1/events", "application/json", Map.of("Authorization", BASIC)),
            new Client("segment", "/v1/batch", "application/json", Map.of("Authorization", BASIC)),
            new Client("segment, one call", "/v1/track", "application/json", Map.of("Authorization", BASIC)),
            new Client("snowplow", "/snowplow/" + KEY + "/com.snowplowanalytics.snowplow/tp2", "application/json",
                    Map.of()),
            new Client("otlp", "/v1/logs", "application/x-protobuf", Map.of("Authorization", "Bearer " + KEY)),
            new Client("hec", "/services/collector/event", "application/json",
                    Map.of("Authorization", "Splunk " + KEY)),
            new Client("posthog, key in the body", "/batch", "application/json", Map.of()));

    @Override
    public List<Result> run(Settings settings, Workplace workplace) throws Exception {
        Progress.print("scenario %s", title);
        if (!Wrk.isInstalled()) {
            Progress.print("left out: wrk, which is its load, is not installed");
            return List.of();
        }
        Map<String, String> environment = new HashMap<>();
        environment.put("ANIVIA_ROLES", "elmer");
        environment.put("ANIVIA_ELMER_KEYS", "benchmark=" + KEY);
        try (Site site = new Site(settings, workplace, List.of(), true, environment).startAnivia()) {
            Progress.print("warm-up");
            for (Client client : CLIENTS) {
                post(site, workplace, client, settings.warmUp());
            }
            List<List<Figures>> rounds = new ArrayList<>();
            CLIENTS.forEach(client -> rounds.add(new ArrayList<>()));
            for (int number = 1; number <= settings.rounds(); number++) {
                Progress.print("round %d", number);
                double events = 0;
                for (int client = 0; client < CLIENTS.size(); client++) {
                    Figures figures = measure(site, workplace, CLIENTS.get(client),
                            settings.measure().dividedBy(TIME_SHARE));
                    double cpu = figures.get(Metric.CPU_ANIVIA).orElseThrow();
                    events = client == 0 ? cpu : events;
                    rounds.get(client).add(figures.put(Metric.CPU_SHARE_OF_EVENTS, cpu / events));
                }
            }
            List<Figures> medians = rounds.stream().map(Figures::median).toList();
            return List.of(new Result(title, conditions(settings), CLIENTS.stream().map(Client::name).toList(), medians,
                    List.of(NO_MORE_THAN_EVENTS), dearest(medians)));
        }
    }

    private static Figures dearest(List<Figures> columns) {
        return new Figures().put(Metric.CPU_SHARE_OF_EVENTS, columns.stream()
                .mapToDouble(column -> column.get(Metric.CPU_SHARE_OF_EVENTS).orElseThrow()).max().orElseThrow());
    }

    private static Wrk post(Site site, Workplace workplace, Client client, Duration time)
            throws IOException, InterruptedException {
        URI url = site.anivia().events().resolve(client.path());
        return Wrk.run(workplace, url, client.contentType(), client.headers(),
                new Payloads(1, BYTES).next(0).getBytes(), CONNECTIONS, time);
    }

    private static Figures measure(Site site, Workplace workplace, Client client, Duration time)
            throws IOException, InterruptedException {
        site.broker().purge(ElmerAlone.COLLECTED);
        Costs before = Costs.now(site.anivia(), site.rabbit(), site.sinks());
        Wrk wrk = post(site, workplace, client, time);
        Costs costs = Costs.now(site.anivia(), site.rabbit(), site.sinks()).since(before);
        Figures figures = new Figures()
                .put(Metric.REQUESTS, wrk.perSecond())
                .put(Metric.ACCEPTED_P50, wrk.p50())
                .put(Metric.ACCEPTED_P99, wrk.p99())
                .put(Metric.FAILED, wrk.failed())
                .put(Metric.WARNINGS, site.warnings());
        // Whole seconds, as wrk counts them.
        costs.addTo(figures, (long) (wrk.perSecond() * time.toSeconds()));
        return figures;
    }

    private static String conditions(Settings settings) {
        return String.format(Locale.ROOT, "Role elmer alone before RabbitMQ, quorum queue, with a write key; wrk, %d "
                + "connections, payloads of about %d bytes, %d s each, in turns; medians of %d. An event is a request "
                + "here.", CONNECTIONS, BYTES, settings.measure().dividedBy(TIME_SHARE).toSeconds(), settings.rounds());
    }
}
