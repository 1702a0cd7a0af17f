package io.anivia.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.anivia.fakes.FakePartner;
import io.anivia.fakes.NeedsRabbit;
import io.anivia.fakes.RabbitNode;
import io.anivia.processes.AniviaProcess;
import io.anivia.processes.Workplace;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Elmer at an edge, Prospector at the hub, the Shovel of {@code src/docs/links} between their brokers. */
@Tag("slow")
@NeedsRabbit
class LinkIT {

    private static final Logger LOG = LoggerFactory.getLogger(LinkIT.class);
    private static final Path DOCS = Path.of("src", "docs", "links");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofSeconds(8);
    private static final String PASSWORD = "hub-secret";
    private static final String HEAP = "256m";

    @Test
    void losesNothingWhenTheLinkFallsSilentOrIsCut() throws Exception {
        try (RabbitNode edge = RabbitNode.create("rabbitmq_shovel");
                RabbitNode hub = RabbitNode.create();
                Link link = Link.to(hub.port());
                FakePartner partner = new FakePartner().start()) {
            setUp(edge, hub, link);
            Workplace workplace = Workplace.create("link");
            try (AniviaProcess elmer = new AniviaProcess("edge", workplace, HEAP, Map.of(
                        "ANIVIA_ROLES", "elmer", "ANIVIA_BROKER_URI", edge.uri()));
                    AniviaProcess prospector = new AniviaProcess("hub", workplace, HEAP, Map.of(
                            "ANIVIA_ROLES", "prospector", "ANIVIA_BROKER_URI", hub.uri(),
                            "WEBHOOK_URL", partner.url() + "/hook", "WEBHOOK_CONCURRENCY", "8"))) {
                elmer.start();
                prospector.start().awaitReady();
                elmer.awaitReady();
                whatIsSentArrivesAsItWasSent(elmer, partner);
                nothingIsLost(elmer, link, partner);
            }
        }
    }

    /** By the commands of the README, the Shovel before any queue is declared. */
    private static void setUp(RabbitNode edge, RabbitNode hub, Link link) throws IOException {
        String readme = Files.readString(DOCS.resolve("README.md"));
        String[] permissions = {"^anivia[.]collected$", "^amq[.]default$", "^$"};
        assertThat(readme).contains("set_permissions anivia-link '" + String.join("' '", permissions) + "'");
        hub.ctl("add_user", "anivia-link", PASSWORD);
        hub.ctl("set_permissions", "anivia-link", permissions[0], permissions[1], permissions[2]);
        edge.ctl("set_parameter", "shovel", "anivia-collected", shovel(link.port(), edge.version()));
        await().atMost(SOON).until(() -> queues(edge).contains("anivia.collected\tquorum")
                && queues(hub).contains("anivia.collected\tquorum"));
    }

    /** As shipped, but for TLS and the address, and sooner to notice that the link is silent. */
    private static String shovel(int port, String version) throws IOException {
        ObjectNode parameter = (ObjectNode) JSON.readTree(DOCS.resolve("shovel.json").toFile());
        if (version.startsWith("3.")) {
            // As the README says.
            for (String arguments : List.of("src-queue-args", "dest-queue-args")) {
                assertThat(((ObjectNode) parameter.get(arguments)).remove("x-delivery-limit")).isNotNull();
            }
        }
        String uri = parameter.get("dest-uri").asText()
                .replace("amqps:", "amqp:").replace("PASSWORD", PASSWORD)
                .replace("hub.example.com:5671", "127.0.0.1:" + port)
                .replace("heartbeat=10", "heartbeat=2")
                .replaceAll("&(cacertfile|verify|server_name_indication)=[^&]*", "");
        assertThat(uri).isEqualTo("amqp://anivia-link:" + PASSWORD + "@127.0.0.1:" + port
                + "/%2F?heartbeat=2&connection_timeout=10000");
        return parameter.put("dest-uri", uri).toString();
    }

    private static String queues(RabbitNode node) {
        return node.ctl("-q", "list_queues", "--no-table-headers", "name", "type");
    }

    /** Headers (the receipt), content encoding and content type are what Prospector needs to read it at all. */
    private static void whatIsSentArrivesAsItWasSent(AniviaProcess elmer, FakePartner partner) throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient().send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + elmer.port() + "/v1/events"))
                        .header("Content-Type", "application/json; charset=utf-8")
                        .header("Content-Encoding", "gzip")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(
                                gzip("{\"id\":\"whole\",\"name\":\"Grüße\"}".getBytes(StandardCharsets.UTF_8))))
                        .build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(202);

        await().atMost(SOON).until(() -> partner.ids().contains("whole"));
        JsonNode event = partner.deliveries().get(0).body();
        assertThat(event.at("/name").asText()).isEqualTo("Grüße");
        assertThat(event.at("/anivia/receipt")).isEqualTo(JSON.readTree(answer.body()).get("receipt"));
        assertThat(event.at("/anivia/address").asText()).isEqualTo("127.0.0.1");
    }

    private static void nothingIsLost(AniviaProcess elmer, Link link, FakePartner partner) throws Exception {
        try (Devices devices = Devices.start("link", 10, Duration.ofMillis(100), PATIENCE, elmer.port())) {
            await().atMost(SOON).until(() -> partner.ids().size() > 200);

            link.fallSilent();
            int connections = link.connections();
            // The Shovel has noticed, given up its connection and tried another one.
            await().atMost(SOON).until(() -> link.connections() > connections);
            int accepted = devices.accepted();
            await().atMost(SOON).until(() -> devices.accepted() > accepted + 100);
            link.heal();
            await().atMost(SOON).until(() -> partner.ids().size() > accepted);

            link.cut();
            int acceptedThen = devices.accepted();
            await().atMost(SOON).until(() -> devices.accepted() > acceptedThen + 100);
            link.heal();
            devices.stop();

            assertThat(devices.sent()).allMatch(Devices.Sent::accepted);
            Set<String> ids = devices.acceptedIds();
            await().atMost(SOON).untilAsserted(() -> assertThat(partner.ids()).containsAll(ids));
            LOG.info("A link fell silent and was cut: {} events taken, {} delivered more than once",
                    ids.size(), partner.duplicates());
        }
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content);
        }
        return bytes.toByteArray();
    }
}
