package io.anivia.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.anivia.fakes.FakePartner;
import io.anivia.fakes.NeedsRabbit;
import io.anivia.fakes.RabbitNode;
import io.anivia.processes.AniviaProcess;
import io.anivia.processes.Workplace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Payloads that are spread over three queues. */
@Tag("slow")
@NeedsRabbit
class ShardsIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofSeconds(8);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static Workplace workplace;
    private RabbitNode node;
    private FakePartner partner;

    @BeforeAll
    static void createWorkplace() throws IOException {
        workplace = Workplace.create("shards");
    }

    @BeforeEach
    void start() {
        node = RabbitNode.create();
        partner = new FakePartner().start();
    }

    @AfterEach
    void close() {
        partner.close();
        node.close();
    }

    @Test
    void losesNothingWhenAProcessIsKilledAndTheBooksAddUp() throws Exception {
        try (AniviaProcess killed = process("killed", 3, Map.of());
                AniviaProcess staying = process("staying", 3, Map.of())) {
            killed.start();
            staying.start().awaitReady();
            killed.awaitReady();
            Set<String> accepted;
            try (Devices devices = Devices.start("shards", 20, Duration.ofMillis(50), PATIENCE, killed.port(),
                    staying.port())) {
                whenAcceptedMore(devices, 500);
                killed.kill();
                whenAcceptedMore(devices, 500);
                killed.start().awaitReady();
                whenAcceptedMore(devices, 500);
                devices.stop();
                accepted = devices.acceptedIds();
            }
            await().atMost(SOON).untilAsserted(() -> assertThat(Devices.missing(accepted, partner.ids())).isEmpty());
            assertThat(waiting()).containsOnlyKeys("anivia.collected", "anivia.collected.1", "anivia.collected.2");
            await().atMost(SOON).untilAsserted(() -> assertThat(waiting().values()).containsOnly(0));
            await().atMost(SOON).untilAsserted(() -> {
                JsonNode books = call(staying, "fleet").get("conservation");
                assertThat(books.get("unaccounted").asInt()).as("%s", books).isZero();
                assertThat(books.get("waiting").asInt()).as("%s", books).isZero();
            });
        }
    }

    @Test
    void oneShardAgainTakesWhatWaitsInTheFormerOnes() throws Exception {
        Set<String> accepted;
        try (AniviaProcess elmer = process("elmer", 3, Map.of("ANIVIA_ROLES", "elmer"))) {
            elmer.start().awaitReady();
            accepted = accept(elmer, 200);
        }
        assertThat(waiting()).hasSize(3);
        assertThat(waiting().values()).allSatisfy(count -> assertThat(count).isGreaterThan(30));

        try (AniviaProcess lowered = process("lowered", 1, Map.of())) {
            lowered.start().awaitReady();
            accepted.addAll(accept(lowered, 20));

            await().atMost(SOON).untilAsserted(() -> assertThat(Devices.missing(accepted, partner.ids())).isEmpty());
            await().atMost(SOON).untilAsserted(() -> assertThat(waiting().values()).containsOnly(0));
            // As operations has it: nothing is published to them any more, and they are empty.
            node.ctl("delete_queue", "anivia.collected.2");
            node.ctl("delete_queue", "anivia.collected.1");
            accepted.addAll(accept(lowered, 20));
            await().atMost(SOON).untilAsserted(() -> assertThat(Devices.missing(accepted, partner.ids())).isEmpty());
            assertThat(waiting()).containsOnlyKeys("anivia.collected");
            assertThat(lowered.readiness()).isEqualTo(200);
        }
    }

    private AniviaProcess process(String name, int shards, Map<String, String> more) throws IOException {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("ANIVIA_BROKER_URI", node.uri());
        environment.put("WEBHOOK_URL", partner.url() + "/hook");
        environment.put("WEBHOOK_CONCURRENCY", "8");
        environment.put("ANIVIA_COLLECTED_SHARDS", Integer.toString(shards));
        return new AniviaProcess(name, workplace, "256m", environment);
    }

    /** Payloads of one event; their ids. */
    private static Set<String> accept(AniviaProcess elmer, int payloads) throws Exception {
        try (Devices devices = Devices.start(elmer.name(), 10, Duration.ofMillis(50), PATIENCE, elmer.port())) {
            await().atMost(SOON).until(() -> devices.accepted() >= payloads);
            devices.stop();
            return new HashSet<>(devices.acceptedIds());
        }
    }

    /** Messages in each queue of payloads, also those that are handed out. */
    private Map<String, Integer> waiting() {
        Map<String, Integer> waiting = new HashMap<>();
        node.ctl("list_queues", "--quiet", "--no-table-headers", "name", "messages").lines()
                .map(line -> line.split("\\s+")).filter(row -> row[0].startsWith("anivia.collected"))
                .forEach(row -> waiting.put(row[0], Integer.valueOf(row[1])));
        return waiting;
    }

    private static void whenAcceptedMore(Devices devices, int more) {
        int before = devices.accepted();
        await().atMost(SOON).until(() -> devices.accepted() >= before + more);
    }

    private static JsonNode call(AniviaProcess process, String path) throws Exception {
        HttpResponse<String> answer =
                CLIENT.send(HttpRequest.newBuilder(process.management("/admin/" + path)).build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as("%s", answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }
}
