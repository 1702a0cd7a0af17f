package io.anivia.destination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.IntStream;

import io.anivia.destination.splunk.SplunkComponent;
import io.anivia.fakes.FakeSplunk;
import io.anivia.fakes.NeedsRabbit;
import io.anivia.fakes.RabbitNode;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From RabbitMQ over the shipped route to a Splunk that acknowledges later. */
@Tag("slow")
@NeedsRabbit
class SplunkAcknowledgementIT {

    private static final String SPLUNK = "splunk";
    private static final int EVENTS = 200;

    private static RabbitNode node;

    @TempDir
    private Path files;
    private final FakeSplunk splunk = new FakeSplunk().acknowledge(true).start();
    private final List<DestinationContext> contexts = new ArrayList<>();

    @BeforeAll
    static void startNode() {
        node = RabbitNode.create();
    }

    @AfterAll
    static void closeNode() {
        if (node != null) {
            node.close();
        }
    }

    @BeforeEach
    void copyRoute() throws IOException {
        Files.copy(Path.of("routes/destinations/splunk.camel.yaml"), files.resolve("splunk.camel.yaml"));
    }

    @AfterEach
    void stop() {
        contexts.forEach(DestinationContext::close);
        splunk.close();
    }

    @Test
    void eventsAreDeliveredWhenTheyAreIndexedAndNotBefore() throws Exception {
        splunk.ackAfter(Duration.ofSeconds(5));
        DestinationContext anivia = anivia("5m");
        route(anivia);
        patiently().until(() -> splunk.ids().size() == EVENTS);
        assertThat(delivered(anivia)).as("the last batch came less than 5 s ago").isLessThan(EVENTS);

        patiently().until(() -> delivered(anivia) == splunk.indexedCount());

        // The test may route an event twice; none is sent twice.
        patiently().until(() -> anivia.status(SPLUNK).backlog() == 0);
        assertThat(delivered(anivia)).isEqualTo(splunk.indexedCount());
        patiently().until(() -> unaccounted(anivia) == 0);
    }

    @Test
    void eventsNotIndexedInTimeAreSentAgain() throws Exception {
        splunk.loseNext(1);
        DestinationContext anivia = anivia("2s");
        route(anivia);

        patiently().until(() -> splunk.ids().size() == EVENTS);
        patiently().until(() -> anivia.status(SPLUNK).backlog() == 0 && unaccounted(anivia) == 0);
    }

    @Test
    void eventsNotIndexedAtAStopComeAgain() throws Exception {
        splunk.ackNever();
        DestinationContext first = anivia("5m");
        route(first);
        patiently().until(() -> splunk.ids().size() == EVENTS);
        first.close();
        splunk.ackAfter(Duration.ZERO);

        DestinationContext second = anivia("5m");

        patiently().until(() -> delivered(second) >= EVENTS);
        assertThat(splunk.duplicates()).isGreaterThanOrEqualTo(EVENTS);
    }

    private DestinationContext anivia(String ackTimeout) throws Exception {
        DestinationContext context = DestinationContext.on(node.uri(), files);
        contexts.add(context);
        Properties settings = new Properties();
        try (var defaults = Files.newBufferedReader(Path.of("src/main/resources/application.properties"))) {
            settings.load(defaults);
        }
        settings.put("splunk.hec.url", splunk.url());
        settings.put("splunk.hec.token", FakeSplunk.TOKEN);
        settings.put("splunk.hec.batch-interval", "50ms");
        settings.put("splunk.hec.ack", "true");
        settings.put("splunk.hec.ack-timeout", ackTimeout);
        settings.put("splunk.hec.ack-poll-interval", "100ms");
        context.camel().getPropertiesComponent().setOverrideProperties(settings);
        context.camel().addComponent("splunk", new SplunkComponent());
        return context.load();
    }

    private static void route(DestinationContext anivia) {
        IntStream.range(0, EVENTS).forEach(i -> anivia.route(SPLUNK, "e" + i,
                "{\"id\":\"e" + i + "\",\"timestamp\":\"2026-11-23T20:15:30.456Z\"}"));
    }

    private static double delivered(DestinationContext anivia) {
        return anivia.meters().find("anivia.events.delivered").counter().count();
    }

    private static double unaccounted(DestinationContext anivia) {
        return anivia.meters().find("anivia.events.unaccounted").gauge().value();
    }

    private static ConditionFactory patiently() {
        return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(50));
    }
}
