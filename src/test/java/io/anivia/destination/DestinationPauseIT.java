package io.anivia.destination;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.anivia.broker.control.PauseNote;
import io.anivia.broker.publish.OutboundMessage;
import io.anivia.contract.MessageHeaders;
import io.anivia.fakes.FakePartner;
import io.anivia.fakes.NeedsRabbit;
import io.anivia.fakes.RabbitNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pause that the broker keeps, as one process sees it. */
@Tag("slow")
@NeedsRabbit
class DestinationPauseIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String NAME = "paused";
    private static final PauseNote NOTE = new PauseNote("erin", "2026-01-01T00:00:00.000Z", "maintenance");

    @TempDir
    Path files;
    private final FakePartner partner = new FakePartner().start();
    private RabbitNode node;
    private DestinationContext anivia;

    @BeforeEach
    void start() {
        node = RabbitNode.create();
        node.start();
        anivia = DestinationContext.on(node.uri(), files).file(NAME, """
                - route:
                    id: %s
                    from:
                      uri: destination:%s
                      parameters:
                        backoff: 20ms,200ms
                      steps:
                        - marshal: {json: {}}
                        - to:
                            uri: %s
                """.formatted(NAME, NAME, partner.url())).load();
    }

    @AfterEach
    void stop() {
        anivia.close();
        node.close();
        partner.close();
    }

    @Test
    void noneIsDeliveredBeforeTheBrokerHasSaidWhetherItIsPaused() throws Exception {
        route("a");
        await().atMost(SOON).until(() -> partner.ids().equals(Set.of("a")));
        anivia.broker().pauses().set(NAME, NOTE);
        assertThat(anivia.destinations().lookForPause(NAME)).isTrue();
        assertPaused();
        route("b", "c");
        anivia.close();
        node.stop();

        anivia = DestinationContext.on(node.uri(), files).load();
        assertThat(anivia.status(NAME).state()).isEqualTo("delivering");
        assertThat(anivia.destinations().lookForPause(NAME)).isTrue();
        node.start();

        await().atMost(SOON).untilAsserted(this::assertPaused);
        await().atMost(SOON).until(() -> anivia.status(NAME).backlog() == 2);
        assertThat(partner.deliveredCount()).isEqualTo(1);
        anivia.broker().pauses().clear(NAME);
        anivia.destinations().lookForPause(NAME);
        await().atMost(SOON).until(() -> partner.deliveredCount() == 3);
        assertThat(anivia.status(NAME).state()).isEqualTo("delivering");
    }

    @Test
    void whatIsKnownHoldsWhileTheBrokerIsAway() throws Exception {
        await().atMost(SOON).ignoreExceptions().until(() -> {
            anivia.broker().pauses().set(NAME, NOTE);
            return true;
        });
        anivia.destinations().lookForPause(NAME);
        node.stop();
        await().atMost(SOON).until(() -> anivia.broker().pauses().read(NAME, false).isEmpty());

        anivia.destinations().lookForPause(NAME);

        assertPaused();
    }

    @Test
    void itsOldestEventDoesNotGrowYoungerWhileTheBrokerIsAway() throws Exception {
        route("a");
        await().atMost(SOON).until(() -> partner.deliveredCount() == 1);
        anivia.broker().pauses().set(NAME, NOTE);
        anivia.destinations().lookForPause(NAME);
        long anHourAgo = System.currentTimeMillis() - Duration.ofHours(1).toMillis();
        anivia.publishBatch(OutboundMessage.json("anivia.to." + NAME, Map.of(MessageHeaders.RECEIPT, "r",
                MessageHeaders.RECEIVED_AT, anHourAgo), "{\"id\":\"b\"}".getBytes(UTF_8)));
        await().atMost(SOON).until(() -> anivia.status(NAME).oldestSeconds() >= 3600);

        node.stop();

        await().atMost(SOON).until(() -> anivia.status(NAME).backlog() < 0);
        assertThat(anivia.status(NAME).oldestSeconds()).isGreaterThanOrEqualTo(3600);
    }

    @Test
    void anOperatorsResumeDoesNotStartARouteThatIsSuspended() throws Exception {
        route("a");
        await().atMost(SOON).until(() -> partner.deliveredCount() == 1);
        anivia.camel().getRouteController().suspendRoute(NAME);
        anivia.broker().pauses().set(NAME, NOTE);
        anivia.destinations().lookForPause(NAME);
        anivia.broker().pauses().clear(NAME);
        anivia.destinations().lookForPause(NAME);
        assertThat(anivia.status(NAME).state()).isEqualTo("paused");
        assertThat(anivia.status(NAME).reason()).contains("its route is suspended");
        route("b");
        await().atMost(SOON).until(() -> anivia.status(NAME).backlog() == 1);
        assertThat(partner.deliveredCount()).isEqualTo(1);

        anivia.camel().getRouteController().resumeRoute(NAME);

        await().atMost(SOON).until(() -> partner.deliveredCount() == 2);
    }

    @Test
    void oneThatIsNotThereIsNotLookedFor() {
        assertThat(anivia.destinations().lookForPause("nowhere")).isFalse();
        assertThat(anivia.destinations().pauseNote("nowhere")).isEmpty();
    }

    private void assertPaused() {
        DestinationStatus status = anivia.status(NAME);
        assertThat(status.state()).isEqualTo("paused");
        assertThat(status.reason()).contains("erin has paused it: maintenance");
        assertThat(anivia.destinations().pauseNote(NAME)).contains(NOTE);
    }

    private void route(String... ids) {
        List.of(ids).forEach(id -> anivia.route(NAME, id, "{\"id\":\"" + id + "\"}"));
    }
}
