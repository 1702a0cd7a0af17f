package io.anivia.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.anivia.fakes.FakePartner;
import io.anivia.fakes.NeedsRabbit;
import io.anivia.fakes.RabbitNode;
import io.anivia.ops.command.CommandProcess;
import io.anivia.processes.AniviaProcess;
import io.anivia.processes.Workplace;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A live tap sees what passes in all processes, comes along with new ones, and outlives none that asked for it. */
@Tag("slow")
@NeedsRabbit
class TapFleetIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Duration SOON = Duration.ofSeconds(60);
    private static RabbitNode node;
    private static Workplace workplace;
    private static FakePartner partner;

    @TempDir
    private Path directory;

    @BeforeAll
    static void createNode() throws IOException {
        node = RabbitNode.create();
        node.start();
        workplace = Workplace.create("tap");
        partner = new FakePartner().start();
    }

    @AfterAll
    static void closeNode() {
        partner.close();
        node.close();
    }

    @Test
    void seesWhatPassesInEveryProcess() throws Exception {
        try (AniviaProcess watching = start("watching"); AniviaProcess other = start("other")) {
            watching.awaitReady();
            other.awaitReady();
            try (Watcher watcher = new Watcher(watching, "point=accepted&point=delivered&limit=10000&seconds=600");
                    Devices sender = to(other)) {
                await().atMost(SOON).until(() -> watcher.processes("accepted").size() == 1);
                await().atMost(SOON).until(() -> watcher.processes("delivered").size() == 2);
                await().atMost(SOON).until(() -> sender.accepted() > 0);
                assertThat(watcher.lines.toString()).doesNotContain("Grüße");
                assertThat(taps(other)).isEqualTo(1);

                try (AniviaProcess late = start("late").awaitReady(); Devices toLate = to(late)) {
                    await().atMost(SOON).until(() -> watcher.processes("accepted").size() == 2);
                    await().atMost(SOON).until(() -> toLate.accepted() > 0);
                }
            }
            await().atMost(SOON).untilAsserted(() -> assertThat(taps(watching) + taps(other)).isZero());
            assertThat(node.ctl("list_queues", "name")).doesNotContain("anivia.tap.");

            // The lease alone ends it: the process that asked cannot tell any more.
            new Watcher(watching, "point=dead").close();
            Watcher orphaned = new Watcher(watching, "point=dead");
            await().atMost(SOON).until(() -> taps(other) == 1);
            watching.kill();
            await().atMost(SOON).until(() -> taps(other) == 0);
            orphaned.close();
        }
    }

    @Test
    void theCommandShowsItAndSaysWhatIsWrong() throws Exception {
        try (AniviaProcess process = start("tapped", Map.of("ANIVIA_ADMIN_TOKEN", "night=s3cret")).awaitReady();
                Devices sender = to(process)) {
            await().atMost(SOON).until(() -> sender.accepted() > 0);
            String url = process.management("/").toString();

            CommandProcess.Result shown = tap(Map.of("ANIVIA_ADMIN_TOKEN", "s3cret"), "--url", url, "--limit", "2",
                    "--point", "routed,delivered", "--destination", "webhook");
            assertThat(shown.exitCode()).as("%s", shown).isZero();
            assertThat(shown.output().lines()).hasSize(2).allSatisfy(line -> assertThat(line)
                    .containsPattern("^\\d\\d:\\d\\d:\\d\\d\\.\\d{3}  (routed|delivered)  events -> webhook  ")
                    .contains("\"name\":\"string\"").doesNotContain("Grüße"));

            CommandProcess.Result refused = tap(Map.of("ANIVIA_ADMIN_TOKEN", "wrong"), "--url", url);
            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(refused.errors()).contains("401: the token is not one of").doesNotContain("wrong");
            CommandProcess.Result noAnivia = tap(Map.of("ANIVIA_ADMIN_TOKEN", "s3cret"), "--url", partner.url());
            assertThat(noAnivia.exitCode()).isEqualTo(1);
            assertThat(noAnivia.errors()).contains("is not Anivia's management port");
            CommandProcess.Result nothing = tap(Map.of(), "--point", "nowhere", "--url", url, "--no-such-option");
            assertThat(nothing.exitCode()).isEqualTo(2);
        }
    }

    private CommandProcess.Result tap(Map<String, String> environment, String... arguments) throws Exception {
        return CommandProcess.run(directory, environment,
                Stream.concat(Stream.of("tap"), Stream.of(arguments)).toArray(String[]::new));
    }

    private static AniviaProcess start(String name) throws IOException {
        return start(name, Map.of());
    }

    private static AniviaProcess start(String name, Map<String, String> more) throws IOException {
        return new AniviaProcess(name, workplace, "256m", Map.of("ANIVIA_BROKER_URI", node.uri(),
                "WEBHOOK_URL", partner.url() + "/hook", "ANIVIA_TAP_LEASE", "8s")).start(more);
    }

    private static Devices to(AniviaProcess process) {
        return Devices.start("tap", 1, Duration.ofMillis(200), Duration.ofSeconds(8), process.port());
    }

    private static int taps(AniviaProcess process) throws IOException, InterruptedException {
        String metrics = CLIENT.send(HttpRequest.newBuilder(process.management("/q/metrics")).build(),
                HttpResponse.BodyHandlers.ofString()).body();
        return metrics.lines().filter(line -> line.startsWith("anivia_taps ") || line.startsWith("anivia_taps{"))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))).sum();
    }

    /** Reads a live tap. */
    private static final class Watcher implements AutoCloseable {

        private final List<JsonNode> lines = new CopyOnWriteArrayList<>();
        private final Stream<String> body;

        Watcher(AniviaProcess process, String query) throws IOException, InterruptedException {
            body = CLIENT.send(HttpRequest.newBuilder(process.management("/admin/tap?" + query)).build(),
                    HttpResponse.BodyHandlers.ofLines()).body();
            Thread reader = new Thread(() -> body.forEach(this::add), "watcher");
            reader.setDaemon(true);
            reader.setUncaughtExceptionHandler((thread, closed) -> lines.isEmpty());
            reader.start();
        }

        private void add(String line) {
            try {
                lines.add(JSON.readTree(line));
            } catch (IOException e) {
                throw new IllegalStateException(line, e);
            }
        }

        /** In which it was seen at a point. */
        Set<String> processes(String point) {
            Set<String> processes = new HashSet<>();
            lines.stream().filter(line -> point.equals(line.path("point").asText()))
                    .forEach(line -> processes.add(line.get("process").asText()));
            return processes;
        }

        @Override
        public void close() {
            body.close();
        }
    }
}
