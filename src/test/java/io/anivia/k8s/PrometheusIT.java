package io.anivia.k8s;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import io.anivia.fakes.Answer;
import io.anivia.fakes.FakePartner;
import io.anivia.fakes.FakeSplunk;
import io.anivia.fakes.TestCertificate;
import io.anivia.k8s.CustomResources.PrometheusRule;
import io.anivia.k8s.CustomResources.PrometheusRule.Rule;
import io.anivia.k8s.Dashboards.PanelQuery;
import io.anivia.processes.AniviaProcess;
import io.anivia.processes.Workplace;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Alerts, dashboards and KEDA's query against what a real Prometheus reads from a running process: first one that is
 * well, then with a destination that refuses its credentials. The embedded broker will do: the metrics are the same.
 */
@Tag("slow")
class PrometheusIT {

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final Duration EACH = Duration.ofSeconds(1);
    private static final String NAMESPACE = "anivia";
    /** Of a certificate that does not expire soon. */
    private static final int DAYS = 90;
    private static final Pattern METRIC = Pattern.compile("\\b(?:anivia|jvm|process)_[a-z_]+\\b");
    private static final Pattern SELECTOR = Pattern.compile("\\b((?:anivia|jvm|process)_[a-z_]+)\\{([^}]*)\\}");
    private static final Pattern MATCHER = Pattern.compile("([a-z_]+)(=~|!~|!=|=)\"");
    private static final Pattern GROUPING = Pattern.compile("\\b(?:by|on) \\(([^)]*)\\)");
    private static final Pattern TEMPLATED = Pattern.compile("\\{\\{ ?(?:\\$labels\\.)?([a-z_]+) ?\\}\\}");
    /** What stands behind an expression so that it is 0 where nothing is. */
    private static final String OR_ZERO = " or vector(0)";

    /** Metrics that are not there in a process that is well, and why. */
    private static final Map<String, String> ABSENT = Map.of(
            "anivia_broker_queue_refusing", "is there of a queue that has refused once");
    /** Selectors that match nothing in a process that is well, and why. */
    private static final Map<String, String> UNMATCHED = Map.of(
            "status=~\"5..\"", "no client was answered so");
    /** Panels that may be empty at any time, and why. */
    private static final Map<String, String> EMPTY = Map.of(
            "anivia-overview: Queues that refuse", "no queue has refused",
            "anivia-destination: Seconds until it is empty", "its backlog does not shrink");
    /** Panels that are empty while all is well, and must not be when a destination fails. */
    private static final Set<String> OF_FAILURES = Set.of(
            "anivia-overview: Destinations that do not deliver, and for how long");

    private final HttpClient client = HttpClient.newHttpClient();
    private final PrometheusRule alerts = (PrometheusRule) Manifests.below(Path.of("k8s/components/monitoring"))
            .documents().stream().map(Manifests.Document::content).filter(PrometheusRule.class::isInstance).findFirst()
            .orElseThrow();
    private int posted;

    @Test
    void whatIsAskedIsThereAndOnlyTheFailingDestinationAlerts() throws Exception {
        assumeThat(PrometheusServer.isInstalled()).as("prometheus is installed").isTrue();
        Workplace workplace = Workplace.create("prometheus");
        try (FakeSplunk splunk = new FakeSplunk().start();
                FakePartner partner = new FakePartner().start();
                AniviaProcess anivia = new AniviaProcess("anivia", workplace, "256m", Map.of(
                        "ANIVIA_ELMER_SPOOL_DIR", "spool",
                        "WEBHOOK_URL", partner.url(), "SPLUNK_HEC_URL", splunk.url(),
                        "SPLUNK_HEC_TOKEN", FakeSplunk.TOKEN))) {
            addTls(anivia.log().getParent());
            anivia.start().awaitReady();
            try (PrometheusServer prometheus = new PrometheusServer(workplace.directory("prometheus"),
                    anivia.management("/q/metrics"), Map.of("namespace", NAMESPACE, "pod", "anivia-0"), alerts)) {
                await().atMost(SOON).until(prometheus::isReady);

                whileAllIsWell(prometheus, anivia);

                partner.always(Answer.status(401));
                await().atMost(SOON).pollInterval(EACH).untilAsserted(() -> {
                    post(anivia);
                    assertThat(prometheus.alerts()).containsExactly("AniviaDestinationSuspended(webhook)");
                    assertAnswered(prometheus, Dashboards.queries().stream()
                            .filter(query -> OF_FAILURES.contains(query.panel())).toList());
                });
                assertThat(prometheus.query("count_over_time(ALERTS{alertstate=\"firing\"}[1h])")).isEmpty();
            }
        }
    }

    /** Settings of TLS, of a file because their names have a part that is free. */
    private static void addTls(Path directory) throws Exception {
        Path config = Files.createDirectory(directory.resolve("config"));
        Files.writeString(config.resolve("application.properties"), """
                quarkus.tls.elmer.key-store.p12.path=%s
                quarkus.tls.elmer.key-store.p12.password=%s
                quarkus.http.tls-configuration-name=elmer
                quarkus.http.ssl-port=0
                """.formatted(TestCertificate.in(directory, DAYS).file(), TestCertificate.PASSWORD));
    }

    private void whileAllIsWell(PrometheusServer prometheus, AniviaProcess anivia) throws Exception {
        List<PanelQuery> queries = Dashboards.queries().stream().filter(query -> !OF_FAILURES.contains(query.panel()))
                .toList();
        await().atMost(SOON).pollInterval(EACH).untilAsserted(() -> {
            post(anivia);
            assertThat(prometheus.query("up")).singleElement()
                    .satisfies(up -> assertThat(up.get("value").get(1).asText()).isEqualTo("1"));
            assertThat(prometheus.rules()).hasSize(rules().size()).allSatisfy(rule -> {
                assertThat(rule.get("health").asText()).as(rule.toString()).isEqualTo("ok");
                assertThat(rule.path("lastError").asText()).isEmpty();
            });
            assertAnswered(prometheus, queries);
            // Before the first posts were counted twice, there is no input.
            assertThat(prometheus.alerts()).isEmpty();
        });
        Map<String, Set<String>> series = series(prometheus);
        for (Rule rule : rules()) {
            assertThere(prometheus, series, rule.alert(), rule.expr());
            assertThat(names(TEMPLATED, rule.annotations().get("summary"))).as(rule.alert())
                    .isSubsetOf(labels(series, rule.expr()));
        }
        for (PanelQuery query : Dashboards.queries()) {
            assertThere(prometheus, series, query.panel(), query.filledIn(NAMESPACE, "webhook", "1m"));
        }
    }

    /** Two sources, one of them with services; and one request that is refused. */
    private void post(AniviaProcess anivia) throws IOException, InterruptedException {
        posted++;
        assertThat(send(anivia.events(), "{\"id\": \"" + posted + "\"}")).isEqualTo(202);
        assertThat(send(anivia.events().resolve("/services/collector/event"), "{\"event\": \"e" + posted
                + "\", \"source\": \"shop\", \"fields\": {\"level\": \"error\"}}")).isEqualTo(200);
        assertThat(send(anivia.events(), "")).isEqualTo(400);
    }

    private int send(URI to, String body) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(to).header("Content-Type", "application/json")
                .header("Authorization", "Splunk token").POST(BodyPublishers.ofString(body)).build(),
                BodyHandlers.discarding()).statusCode();
    }

    /** Each gets an answer with rows, of which one has all labels that its legend names. */
    private static void assertAnswered(PrometheusServer prometheus, List<PanelQuery> queries) throws Exception {
        for (PanelQuery query : queries) {
            String expression = query.filledIn(NAMESPACE, "webhook", "1m");
            boolean isZero = Stream.concat(ABSENT.keySet().stream(), UNMATCHED.keySet().stream())
                    .anyMatch(expression::contains);
            List<JsonNode> rows = prometheus.query(isZero ? expression : expression.replace(OR_ZERO, ""));
            if (!EMPTY.containsKey(query.panel())) {
                assertThat(rows).as(query.panel()).isNotEmpty()
                        .anySatisfy(row -> assertThat(names(row.get("metric")))
                                .containsAll(names(TEMPLATED, query.legend())));
            }
        }
    }

    /** The metrics of an expression, with what their selectors match and their groups are made of. */
    private static void assertThere(PrometheusServer prometheus, Map<String, Set<String>> series, String where,
            String expression) throws Exception {
        for (MatchResult selector : all(SELECTOR, expression)) {
            String metric = selector.group(1);
            if (ABSENT.containsKey(metric)) {
                continue;
            }
            assertThat(series.get(metric)).as(where).containsAll(names(MATCHER, selector.group(2)));
            if (UNMATCHED.keySet().stream().noneMatch(selector.group()::contains)) {
                assertThat(prometheus.query(selector.group())).as(where + ": " + selector.group()).isNotEmpty();
            }
        }
        Set<String> metrics = all(METRIC, expression).stream().map(MatchResult::group)
                .filter(metric -> !ABSENT.containsKey(metric)).collect(toSet());
        assertThat(series.keySet()).as(where).containsAll(metrics);
        if (!metrics.isEmpty()) {
            assertThat(all(GROUPING, expression).stream().flatMap(group -> Stream.of(group.group(1).split(", *")))
                    .toList()).as(where).isSubsetOf(labels(series, expression));
        }
    }

    /** The labels of an expression's metrics. */
    private static Set<String> labels(Map<String, Set<String>> series, String expression) {
        Set<String> labels = new TreeSet<>();
        all(METRIC, expression).forEach(metric -> labels.addAll(
                ABSENT.containsKey(metric.group()) ? Set.of("namespace", "queue")
                        : series.getOrDefault(metric.group(), Set.of())));
        return labels;
    }

    /** The labels of each metric that is there. */
    private static Map<String, Set<String>> series(PrometheusServer prometheus) throws Exception {
        return prometheus.query("{__name__=~\"(anivia|jvm|process)_.+\"}").stream().map(row -> row.get("metric"))
                .collect(toMap(metric -> metric.get("__name__").asText(), PrometheusIT::names, (one, other) -> {
                    Set<String> both = new HashSet<>(one);
                    both.addAll(other);
                    return both;
                }));
    }

    private static Set<String> names(JsonNode labels) {
        return StreamSupport.stream(((Iterable<String>) labels::fieldNames).spliterator(), false).collect(toSet());
    }

    private static List<String> names(Pattern pattern, String text) {
        return all(pattern, text).stream().map(match -> match.group(1)).toList();
    }

    private static List<MatchResult> all(Pattern pattern, String text) {
        return pattern.matcher(text).results().toList();
    }

    private List<Rule> rules() {
        return alerts.spec().groups().stream().flatMap(group -> group.rules().stream()).toList();
    }
}
