package io.anivia.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.anivia.fakes.Answer;
import io.anivia.fakes.FakePartner;
import io.anivia.fakes.NeedsRabbit;
import io.anivia.fakes.RabbitNode;
import io.anivia.processes.AniviaProcess;
import io.anivia.processes.Java;
import io.anivia.processes.Workplace;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * From the alert to the end, in a browser and by keyboard alone, with two Elmers, two Prospectors and RabbitMQ. Needs
 * Node and Chromium, as {@code ConsoleIT} does.
 */
@Tag("slow")
@NeedsRabbit
class ConsoleFleetIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration STORY = Duration.ofMinutes(3);
    private static final String TOKEN = "console-secret";
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final int REFUSED = 12;

    @Test
    void theStoryRunsFromTheAlertToTheEnd() throws Exception {
        assumeThat(Path.of(System.getenv().getOrDefault("CHROMIUM", "/usr/bin/chromium"))).exists();
        assumeThat(Arrays.stream(System.getenv("PATH").split(":")).anyMatch(each -> Files.exists(Path.of(each, "node"))))
                .as("Node is not installed").isTrue();
        Workplace workplace = Workplace.create("console");
        try (RabbitNode node = RabbitNode.create();
                FakePartner partner = new FakePartner().start();
                AniviaProcess elmer = process("elmer", "elmer", workplace, node, partner);
                AniviaProcess otherElmer = process("other-elmer", "elmer", workplace, node, partner);
                AniviaProcess prospector = process("prospector", "prospector", workplace, node, partner);
                AniviaProcess otherProspector = process("other-prospector", "prospector", workplace, node, partner)) {
            for (AniviaProcess each : List.of(elmer, otherElmer, prospector, otherProspector)) {
                each.start();
            }
            for (AniviaProcess each : List.of(elmer, otherElmer, prospector, otherProspector)) {
                each.awaitReady();
            }
            String[] refused = ids("refused", REFUSED);
            partner.statusFor(422, refused);
            post(elmer, refused);
            post(otherElmer, ids("good", 10));
            await().atMost(SOON).until(() -> partner.deliveredCount() == 10 && dead(prospector) == REFUSED);
            partner.refuseNothing().always(Answer.status(403));
            post(elmer, ids("late", 5));
            await().atMost(SOON).until(() -> get(prospector, "/admin/destinations").contains("\"suspended\""));

            List<String> said = story(prospector, partner);

            assertThat(said).as(String.join("\n", said)).last().isEqualTo("it is over");
            assertThat(partner.ids()).hasSize(10 + 5 + REFUSED);
        }
    }

    private static List<String> story(AniviaProcess process, FakePartner partner) throws Exception {
        Process story = new ProcessBuilder("node", "src/test/console/fleet-story.js",
                process.management("/").toString(), TOKEN).redirectErrorStream(true).start();
        story.onExit().orTimeout(STORY.toSeconds(), TimeUnit.SECONDS).exceptionally(late -> {
            story.descendants().forEach(ProcessHandle::destroyForcibly);
            return story.destroyForcibly();
        });
        List<String> said = new ArrayList<>();
        try (BufferedReader output = story.inputReader(); var input = story.outputWriter()) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                said.add(line);
                if (line.endsWith("mend it")) {
                    partner.heal();
                    input.write("mended\n");
                    input.flush();
                }
            }
        } finally {
            Java.end(story);
        }
        return said;
    }

    private static AniviaProcess process(String name, String role, Workplace workplace, RabbitNode node,
            FakePartner partner) throws IOException {
        return new AniviaProcess(name, workplace, "200m", Map.of("ANIVIA_BROKER_URI", node.uri(), "ANIVIA_ROLES", role,
                "ANIVIA_ADMIN_TOKEN", TOKEN, "WEBHOOK_URL", partner.url() + "/hook"));
    }

    private static String[] ids(String prefix, int count) {
        String[] ids = new String[count];
        Arrays.setAll(ids, i -> prefix + "-" + i);
        return ids;
    }

    private static void post(AniviaProcess process, String... ids) throws Exception {
        StringBuilder lines = new StringBuilder();
        for (String id : ids) {
            lines.append("{\"id\": \"").append(id).append("\"}\n");
        }
        assertThat(CLIENT.send(HttpRequest.newBuilder(process.events())
                .POST(HttpRequest.BodyPublishers.ofString(lines.toString())).build(),
                HttpResponse.BodyHandlers.discarding()).statusCode()).isEqualTo(202);
    }

    private static String get(AniviaProcess process, String path) throws Exception {
        return CLIENT.send(HttpRequest.newBuilder(process.management(path)).header("Authorization", "Bearer " + TOKEN)
                .build(), HttpResponse.BodyHandlers.ofString()).body();
    }

    private static long dead(AniviaProcess process) throws Exception {
        return get(process, "/admin/destinations/webhook/dead").split("\"failedAt\"", -1).length - 1;
    }
}
