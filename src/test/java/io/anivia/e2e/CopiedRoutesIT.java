package io.anivia.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.anivia.fakes.FakePartner;
import io.anivia.fakes.FakeSplunk;
import io.anivia.fakes.NeedsRabbit;
import io.anivia.fakes.RabbitNode;
import io.anivia.processes.AniviaProcess;
import io.anivia.processes.Workplace;
import org.junit.jupiter.api.Test;

/** Copies of the shipped routes, changed as an integrator changes them, in the packaged application. */
@NeedsRabbit
class CopiedRoutesIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Path SHIPPED = Path.of("routes", "destinations");

    /** For one release, copies from before go on working. */
    @Test
    void copiesWithDeprecatedNamesDeliverAndWarnOnce() throws Exception {
        Workplace workplace = Workplace.create("copies");
        Path routes = workplace.directory("routes");
        copy(routes, "splunk", "uri: \"splunk:", "uri: \"splunk-hec:");
        Files.copy(Path.of("src/test/resources/former/webhook.camel.yaml"), routes.resolve("webhook.camel.yaml"));
        Path delivered = workplace.directory("delivered");
        copy(routes, "file", "enabled: fallback", "enabled: true");
        try (RabbitNode broker = RabbitNode.create(); FakeSplunk splunk = new FakeSplunk().start();
                FakePartner partner = new FakePartner().start();
                AniviaProcess anivia = new AniviaProcess("anivia", workplace, "256m", Map.of(
                        "ANIVIA_BROKER_URI", broker.uri(), "ANIVIA_ROUTES_DIR", routes.toString(),
                        "FILE_DIR", delivered.toString(),
                        "SPLUNK_HEC_URL", splunk.url(), "SPLUNK_HEC_TOKEN", FakeSplunk.TOKEN,
                        "WEBHOOK_URL", partner.url()))) {
            anivia.start().awaitReady();
            post(anivia, "{\"id\":\"e1\",\"type\":\"purchase\"}");

            await().atMost(SOON).untilAsserted(() -> {
                assertThat(splunk.ids()).containsExactly("e1");
                assertThat(partner.ids()).containsExactly("e1");
                assertThat(linesIn(delivered)).singleElement().asString().contains("\"id\":\"e1\"");
            });
            assertThat(Files.readAllLines(anivia.log()))
                    .filteredOn(line -> line.contains("deprecated")).satisfiesExactlyInAnyOrder(
                            line -> assertThat(line).contains("splunk-hec:", "write splunk: instead"),
                            line -> assertThat(line).contains("#boundedAnswers", "\"#responseLimits\" instead"));
        }
    }

    private static void copy(Path routes, String destination, String text, String replacement) throws IOException {
        String name = destination + ".camel.yaml";
        String shipped = Files.readString(SHIPPED.resolve(name));
        assertThat(shipped).contains(text);
        Files.writeString(routes.resolve(name), shipped.replace(text, replacement));
    }

    private static List<String> linesIn(Path directory) throws IOException {
        List<String> lines = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                lines.addAll(Files.readAllLines(file));
            }
        }
        return lines;
    }

    private static void post(AniviaProcess anivia, String event) throws IOException, InterruptedException {
        assertThat(HttpClient.newHttpClient().send(HttpRequest.newBuilder(anivia.events())
                .POST(BodyPublishers.ofString(event)).build(), BodyHandlers.discarding()).statusCode()).isEqualTo(202);
    }
}
