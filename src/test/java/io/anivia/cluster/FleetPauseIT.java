package io.anivia.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.anivia.fakes.FakePartner;
import io.anivia.fakes.NeedsRabbit;
import io.anivia.fakes.RabbitNode;
import io.anivia.processes.AniviaProcess;
import io.anivia.processes.Workplace;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A pause that outlives every process. */
@Tag("slow")
@NeedsRabbit
class FleetPauseIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String WEBHOOK = "destinations/webhook";
    private static RabbitNode node;
    private static Workplace workplace;

    @BeforeAll
    static void createNode() throws IOException {
        node = RabbitNode.create();
        workplace = Workplace.create("fleet");
    }

    @AfterAll
    static void closeNode() {
        node.close();
    }

    @Test
    void aPauseHoldsForAllProcessesThroughKillsAndForNewOnesUntilOneResumes() throws Exception {
        try (FakePartner partner = new FakePartner().start();
                AniviaProcess one = process("one", partner);
                AniviaProcess two = process("two", partner);
                AniviaProcess three = process("three", partner)) {
            one.start();
            two.start().awaitReady();
            one.awaitReady();
            Set<String> ids = new HashSet<>();
            ids.addAll(post(one, "before"));
            await().atMost(SOON).until(() -> partner.ids().containsAll(ids));

            JsonNode paused = call("POST", one, "fleet/" + WEBHOOK + "/pause", "{\"reason\": \"maintenance\"}");
            assertThat(paused.get("answered").asInt()).as("%s", paused).isEqualTo(2);
            assertPaused(one, two);
            ids.addAll(post(one, "first"));
            ids.addAll(post(two, "second"));
            awaitBacklog(one, 20);
            one.kill();
            two.kill();
            one.start();
            two.start();
            three.start().awaitReady();
            one.awaitReady();
            two.awaitReady();
            ids.addAll(post(three, "third"));
            awaitBacklog(three, 30);
            assertPaused(one, two, three);
            assertThat(partner.ids()).hasSize(10);

            JsonNode resumed = call("POST", three, "fleet/" + WEBHOOK + "/resume", "{}");
            assertThat(resumed.get("answered").asInt()).as("%s", resumed).isEqualTo(3);
            await().atMost(SOON).untilAsserted(() -> assertThat(partner.ids()).containsAll(ids));
            for (AniviaProcess each : List.of(one, two, three)) {
                assertThat(call("GET", each, WEBHOOK, null).get("state").asText()).isEqualTo("delivering");
            }
            assertThat(partner.ids()).hasSize(40);
            assertThat(partner.duplicates()).isZero();
        }
    }

    private static AniviaProcess process(String name, FakePartner partner) throws IOException {
        return new AniviaProcess(name, workplace, "256m",
                Map.of("ANIVIA_BROKER_URI", node.uri(), "WEBHOOK_URL", partner.url() + "/hook"));
    }

    private static void assertPaused(AniviaProcess... processes) throws Exception {
        for (AniviaProcess each : processes) {
            JsonNode webhook = call("GET", each, WEBHOOK, null);
            assertThat(webhook.get("state").asText()).as("%s: %s", each.name(), webhook).isEqualTo("paused");
            assertThat(webhook.at("/paused/by").asText()).isEqualTo("local");
            assertThat(webhook.at("/paused/reason").asText()).isEqualTo("maintenance");
        }
    }

    private static void awaitBacklog(AniviaProcess process, int events) {
        await().atMost(SOON).untilAsserted(
                () -> assertThat(call("GET", process, WEBHOOK, null).get("backlog").asInt()).isEqualTo(events));
    }

    /** Ten events; their ids. */
    private static Set<String> post(AniviaProcess process, String prefix) throws Exception {
        Set<String> ids = new HashSet<>();
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 10; i++) {
            ids.add(prefix + "-" + i);
            lines.append("{\"id\": \"").append(prefix).append('-').append(i).append("\"}\n");
        }
        HttpResponse<String> answer = CLIENT.send(HttpRequest.newBuilder(process.events())
                .POST(HttpRequest.BodyPublishers.ofString(lines.toString())).build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(202);
        return ids;
    }

    private static JsonNode call(String method, AniviaProcess process, String path, String json) throws Exception {
        HttpResponse<String> answer = CLIENT.send(HttpRequest.newBuilder(process.management("/admin/" + path))
                .header("Content-Type", "application/json")
                .method(method, json == null ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(json)).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as("%s", answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }
}
