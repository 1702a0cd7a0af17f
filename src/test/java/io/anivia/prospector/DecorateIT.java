package io.anivia.prospector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import jakarta.inject.Inject;

import com.fasterxml.jackson.databind.JsonNode;
import io.anivia.fakes.FakePartner;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

/** The file with the steps for all events, in the running program. */
@QuarkusTest
@TestProfile(DecorateIT.WithSteps.class)
class DecorateIT {

    private static final FakePartner PARTNER = new FakePartner();
    private static final FakePartner CONSENTED = new FakePartner();
    private static final String NEEDS_CONSENT = """
            - templatedRoute:
                routeId: partner
                routeTemplateRef: http-json
                parameters:
                  - name: name
                    value: partner
                  - name: url
                    value: "{{partner.url}}"
                  - name: consent
                    value: marketing
            """;
    private static final String ROUTE = """
            - route:
                id: decorate
                from:
                  uri: direct:decorate
                  steps:
                    - to:
                        uri: fields:all
                        parameters:
                          drop: secret
                          set: >
                            channel = 'app; with = and %';
                            plan.name = tier, 'none'
                    - to: "fields:strict?onError=dead&set=strict.at=1"
            """;

    @TestHTTPResource("/v1/events")
    URI events;

    @Inject
    MeterRegistry meters;

    public static class WithSteps implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            long now = System.nanoTime();
            Path file = Path.of("target", "decorate-" + now + ".camel.yaml");
            Path destinations = Path.of("target", "decorate-" + now);
            try {
                Files.writeString(file, ROUTE);
                Files.createDirectories(destinations);
                Files.copy(Path.of("routes", "destinations", "webhook.camel.yaml"),
                        destinations.resolve("webhook.camel.yaml"));
                Files.writeString(destinations.resolve("partner.camel.yaml"), NEEDS_CONSENT);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return Map.of("anivia.broker.embedded.dir", Path.of("target", "documented-broker-" + now).toString(),
                    "anivia.decorate.file", file.toString(), "anivia.routes.dir", destinations.toString());
        }

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(Partner.class));
        }
    }

    public static class Partner implements QuarkusTestResourceLifecycleManager {

        @Override
        public Map<String, String> start() {
            return Map.of("webhook.url", PARTNER.start().url() + "/hook",
                    "partner.url", CONSENTED.start().url() + "/partner");
        }

        @Override
        public void stop() {
            PARTNER.close();
            CONSENTED.close();
        }
    }

    @Test
    void allEventsGoThroughItsSteps() throws Exception {
        assertThat(post("{\"tier\":\"gold\",\"events\":[{\"id\":\"d1\",\"secret\":1,\"consent\":[\"marketing\"]},{\"id\":\"d2\",\"plan\":\"text\"},"
                + "{\"id\":\"d3\",\"strict\":\"text\"}]}")).isEqualTo(202);

        await().atMost(Duration.ofSeconds(30)).until(() -> PARTNER.deliveries().stream()
                .filter(delivery -> delivery.body().path("id").asText().startsWith("d")).count() == 2);
        JsonNode first = delivered("d1");
        assertThat(first.has("secret")).isFalse();
        assertThat(first.path("channel").asText()).isEqualTo("app; with = and %");
        assertThat(first.at("/plan/name").asText()).isEqualTo("gold");
        assertThat(first.at("/strict/at").asInt()).isEqualTo(1);
        assertThat(first.at("/anivia/warnings").isMissingNode()).isTrue();
        JsonNode second = delivered("d2");
        assertThat(second.path("plan").asText()).isEqualTo("text");
        assertThat(second.at("/anivia/warnings/0").asText()).startsWith("fields:all failed: there is no place for");
        assertThat(meters.get("anivia.step.failures").tag("step", "fields:all").counter().count()).isPositive();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> meters.get("anivia.payloads.rejected").tag("source", "events").counter().count() == 1);
    }

    @Test
    void aDestinationGetsWhatThereIsConsentFor() throws Exception {
        String filtered = "anivia.events.filtered";
        double before = meters.get(filtered).tags("destination", "partner", "reason", "consent").counter().count();
        assertThat(post("{\"events\":[{\"id\":\"c1\",\"consent\":{\"marketing\":false}},{\"id\":\"c2\"},"
                + "{\"id\":\"c3\",\"context\":{\"consent\":{\"categoryPreferences\":{\"Marketing\":true}}}}]}")).isEqualTo(202);

        await().atMost(Duration.ofSeconds(30)).until(() -> CONSENTED.deliveries().stream()
                .anyMatch(delivery -> delivery.body().path("id").asText().equals("c3")));
        await().atMost(Duration.ofSeconds(30)).until(() -> meters.get(filtered)
                .tags("destination", "partner", "reason", "consent").counter().count() == before + 2);
        assertThat(CONSENTED.deliveries()).extracting(delivery -> delivery.body().path("id").asText())
                .doesNotContain("c1", "c2");
    }

    private static JsonNode delivered(String id) {
        return PARTNER.deliveries().stream().map(FakePartner.Delivery::body)
                .filter(event -> event.path("id").asText().equals(id)).findFirst().orElseThrow();
    }

    private int post(String payload) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(events).POST(BodyPublishers.ofString(payload))
                .header("Content-Type", "application/json").build(), BodyHandlers.discarding()).statusCode();
    }
}
