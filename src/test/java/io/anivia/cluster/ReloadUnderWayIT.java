package io.anivia.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.anivia.fakes.Answer;
import io.anivia.fakes.FakePartner;
import io.anivia.fakes.NeedsRabbit;
import io.anivia.fakes.RabbitNode;
import io.anivia.processes.AniviaProcess;
import io.anivia.processes.Workplace;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What else happens while a reload waits for a destination that hangs. */
@Tag("slow")
@NeedsRabbit
class ReloadUnderWayIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofSeconds(8);
    private static final Duration HANG = Duration.ofSeconds(40);
    private static final Path WEBHOOK = Path.of("routes", "destinations", "webhook.camel.yaml");
    private static RabbitNode node;
    private static Workplace workplace;
    private FakePartner partner;
    private Path routes;
    private Path webhook;

    @BeforeAll
    static void createNode() throws IOException {
        node = RabbitNode.create();
        workplace = Workplace.create("reload");
    }

    @AfterAll
    static void closeNode() {
        node.close();
    }

    @BeforeEach
    void startPartner() throws IOException {
        partner = new FakePartner().start();
        routes = Files.createTempDirectory(workplace.directory("routes"), "routes");
        webhook = Files.copy(WEBHOOK, routes.resolve("webhook.camel.yaml"));
    }

    @AfterEach
    void closePartner() {
        partner.close();
    }

    @Test
    void theProcessEndsWithoutTryingToStartWhatItIsStopping() throws Exception {
        Set<String> ids;
        try (AniviaProcess anivia = start("ends")) {
            ids = hangAndChange(anivia, 100);
            CompletableFuture<HttpResponse<String>> reload = reload(anivia);
            awaitStopOfTheRoute(anivia);
            anivia.terminate();
            anivia.exitValue(SOON);

            assertThat(Files.readString(anivia.log())).contains("Reload: this process is being stopped")
                    .doesNotContain("cannot be started again", "NullPointerException");
            assertThat(reload.handle((response, cut) -> cut != null || response.statusCode() == 409).join()).isTrue();
        }
        partner.heal();
        try (AniviaProcess next = start("next")) {
            await().atMost(SOON).untilAsserted(() -> assertThat(partner.ids()).containsAll(ids));
            assertThat(next.isRunning()).isTrue();
        }
    }

    @Test
    void theBrokerGoesAndComesBack() throws Exception {
        try (AniviaProcess anivia = start("broker")) {
            Set<String> ids = hangAndChange(anivia, 100);
            CompletableFuture<HttpResponse<String>> reload = reload(anivia);
            awaitStopOfTheRoute(anivia);
            node.stop();
            partner.heal();
            // The queue of a destination that ran before is not asked for.
            assertThat(reload.get().statusCode()).as(reload.get().body()).isEqualTo(200);
            node.start();

            await().atMost(SOON).untilAsserted(() -> assertThat(partner.ids()).containsAll(ids));
            anivia.awaitReady();
            try (Devices devices = Devices.start("after", 5, Duration.ofMillis(100), PATIENCE, anivia.port())) {
                await().atMost(SOON).until(() -> devices.accepted() > 50);
                devices.stop();
                await().atMost(SOON).untilAsserted(
                        () -> assertThat(partner.ids()).containsAll(devices.acceptedIds()));
            }
        }
    }

    /** The ids that were accepted while the partner hung. */
    private Set<String> hangAndChange(AniviaProcess anivia, int events) throws Exception {
        partner.always(Answer.slow(HANG));
        try (Devices devices = Devices.start("reload", 5, Duration.ofMillis(20), PATIENCE, anivia.port())) {
            await().atMost(SOON).until(() -> devices.accepted() > events && partner.requestCount() > 0);
            devices.stop();
            Files.writeString(webhook, "# changed\n", StandardOpenOption.APPEND);
            return devices.acceptedIds();
        }
    }

    private static CompletableFuture<HttpResponse<String>> reload(AniviaProcess anivia) {
        return HttpClient.newHttpClient().sendAsync(HttpRequest.newBuilder(anivia.management("/admin/reload"))
                .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString("{}")).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static void awaitStopOfTheRoute(AniviaProcess anivia) {
        // Camel's own words.
        await().atMost(SOON).until(() -> Files.readString(anivia.log()).contains("inflight and pending exchanges"));
    }

    private AniviaProcess start(String name) throws Exception {
        return new AniviaProcess(name, workplace, "256m", Map.of("ANIVIA_BROKER_URI", node.uri(),
                "ANIVIA_ROUTES_DIR", routes.toString(), "WEBHOOK_URL", partner.url() + "/hook",
                "ANIVIA_ROUTES_RELOAD_TIMEOUT", "30s", "ANIVIA_SHUTDOWN_TIMEOUT", "5s")).start().awaitReady();
    }
}
