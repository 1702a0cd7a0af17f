package io.anivia.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

import io.anivia.fakes.FakePartner;
import io.anivia.fakes.NeedsRabbit;
import io.anivia.fakes.RabbitCluster;
import io.anivia.fakes.RabbitNode;
import io.anivia.processes.AniviaProcess;
import io.anivia.processes.Workplace;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Three real nodes, quorum queues, a steady load, and a node that crashes. */
@Tag("slow")
@NeedsRabbit
class ClusterIT {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterIT.class);
    private static final Duration SOON = Duration.ofSeconds(60);
    /** {@code anivia.elmer.confirm-timeout} and a little. */
    private static final Duration ELMERS_TIMEOUT = Duration.ofSeconds(5 + 3);

    @Test
    void losesNothingAndGoesOnAnsweringWhenANodeCrashes() throws Exception {
        try (RabbitCluster cluster = RabbitCluster.create(3);
                FakePartner partner = new FakePartner().start();
                AniviaProcess anivia = new AniviaProcess("anivia", Workplace.create("cluster"), "256m", Map.of(
                        "ANIVIA_BROKER_URI", cluster.uris(), "WEBHOOK_URL", partner.url() + "/hook",
                        "WEBHOOK_CONCURRENCY", "8")).start().awaitReady();
                Devices devices = Devices.start("cluster", 20, Duration.ofMillis(100), ELMERS_TIMEOUT,
                        anivia.port())) {
            await().atMost(SOON).until(() -> cluster.membersOf("anivia.collected") == 3
                    && cluster.membersOf("anivia.to.webhook") == 3 && !partner.ids().isEmpty());
            cluster.settle();
            RabbitNode leader = cluster.leaderOf("anivia.collected");

            leader.kill();
            whenAcceptedMore(devices, 1000);
            leader.start();
            await().atMost(SOON).until(() -> cluster.membersOf("anivia.collected") == 3);
            whenAcceptedMore(devices, 500);
            devices.stop();

            assertThat(devices.sent()).allSatisfy(sent -> {
                assertThat(sent.outcome()).isEqualTo(Device.Outcome.ANSWERED);
                assertThat(sent.status()).isIn(202, 503);
            });
            Set<String> accepted = devices.acceptedIds();
            await().atMost(SOON).untilAsserted(() -> assertThat(Devices.missing(accepted, partner.ids())).isEmpty());
            LOG.info("A node crashed under load: answers {}, the slowest after {}; {} delivered more than once",
                    devices.summary(), devices.slowest(), partner.duplicates());
        }
    }

    private static void whenAcceptedMore(Devices devices, int more) {
        int before = devices.accepted();
        await().atMost(SOON).untilAsserted(() -> assertThat(devices.accepted())
                .as(() -> "accepted, of " + devices.summary()).isGreaterThanOrEqualTo(before + more));
    }
}
