package io.anivia.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.INTEGER;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.anivia.fakes.Answer;
import io.anivia.fakes.FakePartner;
import io.anivia.fakes.FakeSplunk;
import io.anivia.fakes.NeedsRabbit;
import io.anivia.fakes.RabbitNode;
import io.anivia.processes.AniviaProcess;
import io.anivia.processes.Workplace;
import org.junit.jupiter.api.Test;

/**
 * The program as it is shipped, from outside, in one go: the JVM's, or in a native build the executable, of which the
 * tests within a JVM say nothing.
 */
@NeedsRabbit
class ProgramIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    private final HttpClient client = HttpClient.newHttpClient();
    private final Set<String> accepted = new TreeSet<>();

    @Test
    void doesItsJobWithOneDestinationDeadIsKilledIsOperatedAndStops() throws Exception {
        Workplace workplace = Workplace.create("program");
        try (RabbitNode broker = RabbitNode.create(); FakeSplunk splunk = new FakeSplunk().start();
                FakePartner partner = new FakePartner().start();
                AniviaProcess anivia = new AniviaProcess("anivia", workplace, "256m", Map.of(
                        "ANIVIA_BROKER_URI", broker.uri(), "WEBHOOK_URL", partner.url(),
                        "SPLUNK_HEC_URL", splunk.url(), "SPLUNK_HEC_TOKEN", FakeSplunk.TOKEN))) {
            anivia.start().awaitReady();
            splunk.always(Answer.status(503));
            partner.statusFor(400, "refused");

            post(anivia, "refused");
            for (int i = 0; i < 200; i++) {
                post(anivia, "before-" + i);
            }
            anivia.kill();
            anivia.start().awaitReady();
            for (int i = 0; i < 50; i++) {
                post(anivia, "after-" + i);
            }

            await().atMost(SOON).untilAsserted(() -> assertThat(partner.ids()).hasSize(accepted.size() - 1));
            await().atMost(SOON).untilAsserted(() -> assertThat(get(anivia, "/admin/destinations"))
                    .contains("backing off"));
            assertThat(splunk.ids()).isEmpty();
            await().atMost(SOON).untilAsserted(() -> assertThat(get(anivia, "/admin/destinations/webhook/dead"))
                    .contains("HTTP 400"));

            partner.refuseNothing();
            splunk.heal();
            assertThat(send(anivia.management("/admin/destinations/webhook/dead/replay"), "{\"all\": true}"))
                    .extracting(HttpResponse::statusCode, INTEGER).isBetween(200, 299);

            await().atMost(SOON).untilAsserted(() -> assertThat(partner.ids())
                    .containsExactlyInAnyOrderElementsOf(accepted));
            await().atMost(SOON).untilAsserted(() -> assertThat(splunk.ids())
                    .containsExactlyInAnyOrderElementsOf(accepted));
            anivia.terminate();
            // 143 is SIGTERM's; 25 s is what a stop takes that waits for an exchange in vain.
            assertThat(anivia.exitValue(Duration.ofSeconds(20))).isIn(0, 143);
        }
    }

    private void post(AniviaProcess anivia, String id) throws IOException, InterruptedException {
        String event = "{\"id\": \"" + id + "\", \"type\": \"purchase\", \"price\": 12.970}";
        assertThat(send(anivia.events(), event).statusCode()).isEqualTo(202);
        accepted.add(id);
    }

    private HttpResponse<String> send(URI to, String json) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(to).header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json)).build(), BodyHandlers.ofString());
    }

    private String get(AniviaProcess anivia, String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(anivia.management(path)).build(), BodyHandlers.ofString()).body();
    }
}
