package io.anivia.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Processes that get SIGTERM under load. */
@Tag("slow")
@NeedsRabbit
class GracefulStopIT {

    private static final Logger LOG = LoggerFactory.getLogger(GracefulStopIT.class);
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofSeconds(8);
    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration MARGIN = Duration.ofSeconds(5);
    /** 128 + SIGTERM. */
    private static final int TERMINATED = 143;
    private static RabbitNode node;
    private static Workplace workplace;
    private FakePartner partner;

    @BeforeAll
    static void createNode() throws IOException {
        node = RabbitNode.create();
        workplace = Workplace.create("stop");
    }

    @AfterAll
    static void closeNode() {
        node.close();
    }

    @BeforeEach
    void startPartner() {
        partner = new FakePartner().start();
    }

    @AfterEach
    void closePartner() {
        partner.close();
    }

    @Test
    void answersWhatIsUnderWayReportsNotReadyFirstAndLeavesTheRestToTheOther() throws Exception {
        try (AniviaProcess stopping = start("stopping", Map.of("QUARKUS_SHUTDOWN_DELAY", "2s"));
                AniviaProcess staying = start("staying", Map.of())) {
            stopping.awaitReady();
            staying.awaitReady();
            try (Devices devices = Devices.start("stop", 20, Duration.ofMillis(100), PATIENCE, stopping.port(),
                            staying.port());
                    Device atStopping = new Device("last", PATIENCE, 0, stopping.port())) {
                await().atMost(SOON).until(() -> devices.accepted() > 500);

                stopping.terminate();
                await().atMost(SOON).until(() -> stopping.readiness() == 503);
                Devices.Sent last = atStopping.send();
                assertThat(last.accepted()).as("it serves while it reports not ready").isTrue();
                assertThat(stopping.exitValue(SHUTDOWN_TIMEOUT.plus(MARGIN))).isEqualTo(TERMINATED);
                int before = devices.accepted();
                await().atMost(SOON).until(() -> devices.accepted() > before + 200);
                devices.stop();

                Set<String> ids = devices.acceptedIds();
                await().atMost(SOON).untilAsserted(
                        () -> assertThat(partner.ids()).containsAll(ids).contains(last.id()));
                assertThat(devices.sent()).allSatisfy(sent -> {
                    assertThat(sent.outcome()).isIn(Device.Outcome.ANSWERED, Device.Outcome.REFUSED);
                    assertThat(sent.status()).isIn(0, 202, 503);
                });
                assertThat(partner.duplicates()).isZero();
                LOG.info("One of two processes stopped under load: answers {}, the slowest after {}",
                        devices.summary(), devices.slowest());
            }
        }
    }

    @Test
    void endsInTimeThoughADestinationHangsAndAnotherProcessTakesOver() throws Exception {
        Set<String> ids;
        try (AniviaProcess stopping = start("hanging", Map.of()).awaitReady()) {
            partner.always(Answer.slow(Duration.ofSeconds(30)));
            try (Devices devices = Devices.start("hang", 20, Duration.ofMillis(100), PATIENCE, stopping.port())) {
                await().atMost(SOON).until(() -> devices.accepted() > 300 && partner.requestCount() >= 4);
                stopping.terminate();
                assertThat(stopping.exitValue(SHUTDOWN_TIMEOUT.plus(MARGIN))).isEqualTo(TERMINATED);
                devices.stop();
                // Without a delay a connection may end with a request that was not read, but not within an answer.
                assertThat(devices.sent()).extracting(Devices.Sent::outcome)
                        .doesNotContain(Device.Outcome.CUT_SHORT, Device.Outcome.HUNG);
                ids = devices.acceptedIds();
                LOG.info("Stopped in front of a destination that hangs: answers {}", devices.summary());
            }
        }
        partner.heal();
        try (AniviaProcess next = start("next", Map.of())) {
            next.awaitReady();
            await().atMost(SOON).untilAsserted(() -> assertThat(partner.ids()).containsAll(ids));
            LOG.info("The next process delivered {} events, {} of them more than once", ids.size(),
                    partner.duplicates());
        }
    }

    private AniviaProcess start(String name, Map<String, String> more) throws Exception {
        Map<String, String> settings = new HashMap<>(Map.of(
                "ANIVIA_BROKER_URI", node.uri(), "WEBHOOK_URL", partner.url() + "/hook", "WEBHOOK_CONCURRENCY", "4",
                "ANIVIA_SHUTDOWN_TIMEOUT", SHUTDOWN_TIMEOUT.toSeconds() + "s"));
        settings.putAll(more);
        return new AniviaProcess(name, workplace, "256m", settings).start();
    }
}
