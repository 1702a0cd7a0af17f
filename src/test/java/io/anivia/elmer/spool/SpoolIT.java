package io.anivia.elmer.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import io.anivia.fakes.NeedsRabbit;
import io.anivia.fakes.RabbitNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Elmer with a spool, and a RabbitMQ that is away, chokes, and comes back. */
@NeedsRabbit
@QuarkusTest
@TestProfile(SpoolIT.WithSpool.class)
class SpoolIT extends SpoolITBase {

    @Inject
    CamelContext camel;

    @BeforeEach
    void brokerTakesPayloads() {
        await().atMost(SOON).until(() -> {
            accepted(-1, 0);
            SpoolNodes.collected(node());
            return gauge("anivia.elmer.spool.payloads") == 0;
        });
        await().atMost(SOON).until(() -> SpoolNodes.collected(node()).isEmpty());
    }

    @Test
    void takesPayloadsWhileTheBrokerIsAwayAndDrainsThemInOrder() throws Exception {
        double accepted = counter("anivia.payloads.accepted");
        double spooled = counter("anivia.elmer.spool.spooled");
        double drained = counter("anivia.elmer.spool.drained");
        node().stopApp();

        accepted(0, 50);

        assertThat(gauge("anivia.elmer.spool.payloads")).isEqualTo(50);
        assertThat(gauge("anivia.elmer.spool.bytes")).isPositive();
        await().atMost(SOON).untilAsserted(() -> assertThat(readiness()).as("it can take more").isEqualTo(200));
        node().startApp();
        awaitDrained();
        accepted(50, 60);

        assertThat(SpoolNodes.collected(node())).isEqualTo(numbers(0, 60));
        assertThat(counter("anivia.payloads.accepted") - accepted).isEqualTo(60);
        assertThat(counter("anivia.elmer.spool.spooled") - spooled).as("then straight to the broker").isEqualTo(50);
        assertThat(counter("anivia.elmer.spool.drained") - drained).isEqualTo(50);
    }

    @Test
    void keepsTheOrderOfOneDeviceWhileDraining() throws Exception {
        node().stopApp();
        accepted(0, 300);
        AtomicInteger sent = new AtomicInteger(300);
        Thread device = new Thread(() -> sendUntilDrained(sent));
        device.start();
        node().startApp();
        device.join();
        awaitDrained();
        List<String> collected = SpoolNodes.collected(node());
        assertThat(collected).containsExactlyInAnyOrderElementsOf(numbers(0, sent.get()));
        assertThat(IntStream.range(0, collected.size())).allSatisfy(place ->
                assertThat(Math.abs(Integer.parseInt(collected.get(place)) - place))
                        .as("overtakes no more than the drain may have in flight").isLessThanOrEqualTo(200));
    }

    /** Sends on while the broker comes back and the spool is drained, and then a few more. */
    private void sendUntilDrained(AtomicInteger sent) {
        try {
            while (gauge("anivia.elmer.spool.payloads") > 0) {
                accepted(sent.get(), sent.incrementAndGet());
            }
            accepted(sent.get(), sent.addAndGet(100));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void takesPayloadsWhileTheBrokerIsBlocked() throws Exception {
        node().raiseMemoryAlarm();
        try {
            await().atMost(SOON).until(() -> {
                accepted(-1, 0);
                return gauge("anivia.elmer.spool.payloads") > 0;
            });
            accepted(0, 20);
        } finally {
            node().clearMemoryAlarm();
        }
        awaitDrained();
        assertThat(SpoolNodes.collected(node())).filteredOn(body -> !body.equals("-1")).isEqualTo(numbers(0, 20));
    }

    @Test
    void goesOnDrainingWhileTheRouteIsStopped() throws Exception {
        node().stopApp();
        accepted(0, 10);
        camel.getRouteController().stopRoute("elmer");
        try {
            node().startApp();
            awaitDrained();
        } finally {
            camel.getRouteController().startRoute("elmer");
        }
        assertThat(SpoolNodes.collected(node())).isEqualTo(numbers(0, 10));
    }

    @Test
    void goesOnDrainingAfterARestartOfTheSpool() throws Exception {
        Endpoint spool = camel.getEndpoints().stream().filter(SpoolEndpoint.class::isInstance).findFirst()
                .orElseThrow();
        node().stopApp();
        accepted(0, 10);
        spool.stop();
        assertThat(post("late")).as("without broker and spool").isEqualTo(503);
        node().startApp();
        spool.start();
        awaitDrained();
        assertThat(SpoolNodes.collected(node())).isEqualTo(numbers(0, 10));
    }

    private void awaitDrained() {
        await().atMost(SOON).until(() -> gauge("anivia.elmer.spool.payloads") == 0);
    }

    private static RabbitNode node() {
        return SpoolNodes.node(0);
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(Integer::toString).toList();
    }

    public static class WithSpool implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return SETTINGS;
        }

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(SpoolNodes.class));
        }
    }
}
