package io.anivia.ops;

import static io.anivia.ops.Partner.FAKE;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.anivia.fakes.Answer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The names, types and tags of metrics are a contract: dashboards and alerts are made of them. */
@QuarkusTest
@TestProfile(PartnerProfile.class)
class MetricsIT extends ProgramTestBase {

    private static final String OF_EVENTS = "{source=\"events\"}";
    private static final String OF_PARTNER = "{destination=\"partner\"}";

    @AfterEach
    void heal() {
        FAKE.heal().refuseNothing();
    }

    /** Without tokens: a name that leads to this machine, as that of a page whose site has it changed to 127.0.0.1. */
    @ParameterizedTest
    @ValueSource(strings = {"/q/metrics", "/q/health/ready", "/", "/admin/fleet"})
    void nothingIsAnsweredUnderTheNameOfAnotherSite(String path) throws Exception {
        assertThat(status(path, "evil.example:9000")).startsWith("HTTP/1.1 403 ");
        assertThat(status(path, "localhost:9000")).startsWith("HTTP/1.1 200 ");
    }

    private String status(String path, String host) throws IOException {
        try (Socket socket = new Socket(management.getHost(), management.getPort())) {
            socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void namesAndTypesAreThoseOfTheContract() throws Exception {
        accepted("{\"id\": \"typed\"}");
        accepted("{\"type\": \"unwanted\"}");
        await().until(() -> value("anivia_events_filtered_total{destination=\"partner\",reason=\"accept\"}") >= 1);
        await().until(() -> value("anivia_events_delivered_total" + OF_PARTNER) >= 1);

        assertThat(types()).containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                entry("anivia_payloads_accepted", "counter"),
                entry("anivia_payloads_rejected", "counter"),
                entry("anivia_times_unreadable", "counter"),
                entry("anivia_requests_unreadable", "counter"),
                entry("anivia_events", "counter"),
                entry("anivia_events_routed", "counter"),
                entry("anivia_events_filtered", "counter"),
                entry("anivia_events_delivered", "counter"),
                entry("anivia_events_dead", "counter"),
                entry("anivia_events_retried", "counter"),
                entry("anivia_events_duplicate", "counter"),
                entry("anivia_events_unaccounted", "gauge"),
                entry("anivia_destination_backlog", "gauge"),
                entry("anivia_destination_oldest_seconds", "gauge"),
                entry("anivia_destination_suspended", "gauge"),
                entry("anivia_destination_state", "gauge"),
                entry("anivia_destination_state_since_seconds", "gauge"),
                entry("anivia_destination_last_success_seconds", "gauge"),
                entry("anivia_destination_last_failure_seconds", "gauge"),
                entry("anivia_deliveries", "counter"),
                entry("anivia_delivery_seconds", "histogram"),
                entry("anivia_fleet_dropped", "counter"),
                entry("anivia_taps", "gauge"),
                entry("anivia_taps_failures", "counter"),
                entry("anivia_elmer_answers", "counter"),
                entry("anivia_decorate_failures", "counter"),
                entry("anivia_reloads", "counter"),
                entry("anivia_routes_differ", "gauge"),
                entry("anivia_end_to_end_seconds", "histogram")));
    }

    @Test
    void whatCanHappenIsCountedFromTheStart() throws Exception {
        assertThat(value("anivia_payloads_accepted_total" + OF_EVENTS)).isNotNegative();
        assertThat(value("anivia_payloads_rejected_total" + OF_EVENTS)).isNotNegative();
        assertThat(value("anivia_events_total" + OF_EVENTS)).isNotNegative();
        assertThat(value("anivia_events_delivered_total" + OF_PARTNER)).isNotNegative();
        assertThat(value("anivia_events_dead_total{destination=\"partner\",reason=\"refused\"}")).isNotNegative();
    }

    @Test
    void everyEventIsCountedOnItsWay() throws Exception {
        double accepted = value("anivia_payloads_accepted_total" + OF_EVENTS);
        double events = value("anivia_events_total" + OF_EVENTS);
        double delivered = value("anivia_events_delivered_total" + OF_PARTNER);
        double timed = value("anivia_end_to_end_seconds_count" + OF_PARTNER);
        double dead = value("anivia_events_dead_total{destination=\"partner\",reason=\"refused\"}");
        double rejected = value("anivia_payloads_rejected_total" + OF_EVENTS);
        double answered = Math.max(0, value("anivia_elmer_answers_total{source=\"events\",status=\"202\"}"));
        double late = value("anivia_end_to_end_seconds_bucket{destination=\"partner\",le=\"60.0\"}");
        FAKE.statusFor(400, "refused");

        accepted("[{\"id\": \"one\"}, {\"id\": \"two\"}, {\"id\": \"refused\"}]");
        accepted("this is no JSON");
        accepted("[1, 2, 3]");

        await().untilAsserted(() -> {
            assertThat(value("anivia_payloads_accepted_total" + OF_EVENTS)).isEqualTo(accepted + 3);
            assertThat(value("anivia_elmer_answers_total{source=\"events\",status=\"202\"}"))
                    .isEqualTo(answered + 3);
            assertThat(value("anivia_payloads_rejected_total" + OF_EVENTS)).isEqualTo(rejected + 2);
            assertThat(value("anivia_events_total" + OF_EVENTS)).isEqualTo(events + 3);
            assertThat(value("anivia_events_routed_total" + OF_PARTNER)).isEqualTo(events + 3);
            assertThat(value("anivia_events_delivered_total" + OF_PARTNER)).isEqualTo(delivered + 2);
            assertThat(value("anivia_end_to_end_seconds_count" + OF_PARTNER)).isEqualTo(timed + 2);
            assertThat(value("anivia_end_to_end_seconds_bucket{destination=\"partner\",le=\"60.0\"}"))
                    .isEqualTo(late + 2);
            assertThat(value("anivia_events_dead_total{destination=\"partner\",reason=\"refused\"}"))
                    .isEqualTo(dead + 1);
        });
    }

    @Test
    void aSuspendedDestinationShowsInMetricsAndReadinessAndTakesNobodyOut() throws Exception {
        FAKE.always(Answer.status(401));

        accepted("{\"id\": \"waits\"}");

        await().until(() -> value("anivia_destination_suspended" + OF_PARTNER) == 1);
        assertThat(value("anivia_destination_state{destination=\"partner\",state=\"suspended\"}")).isEqualTo(1);
        assertThat(value("anivia_destination_state{destination=\"partner\",state=\"delivering\"}")).isZero();
        await().until(() -> value("anivia_destination_backlog" + OF_PARTNER) >= 1);
        assertThat(value("anivia_destination_oldest_seconds" + OF_PARTNER)).isPositive();
        assertThat(operations("health/ready").statusCode()).isEqualTo(200);
        var data = check("ready", "destinations").get("data");
        assertThat(data.get("partner.state").asText()).isEqualTo("suspended");
        assertThat(data.get("partner.reason").asText()).contains("401");
        assertThat(data.get("partner.backlog").asLong()).isPositive();
        assertThat(data.get("partner.nextTry").asText()).endsWith("Z");

        FAKE.heal();

        await().until(() -> FAKE.ids().contains("waits"));
        await().until(() -> value("anivia_destination_suspended" + OF_PARTNER) == 0);
        assertThat(check("ready", "destinations").get("data").get("partner.state").asText()).isEqualTo("delivering");
    }

    /** The types of our metrics, by name. */
    private Map<String, String> types() throws Exception {
        return metrics().stream().filter(line -> line.startsWith("# TYPE anivia_")).map(line -> line.split(" "))
                .filter(parts -> !parts[2].endsWith("_max"))
                .collect(Collectors.toMap(parts -> parts[2], parts -> parts[3]));
    }

    private double value(String sample) throws Exception {
        return metrics().stream().filter(line -> line.startsWith(sample + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(sample.length() + 1)))
                .findFirst().orElse(-1);
    }

    private List<String> metrics() throws Exception {
        return operations("metrics").body().lines().toList();
    }
}
