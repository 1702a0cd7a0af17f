package io.anivia.destination;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import io.anivia.destination.simple.JsonSimpleLanguage;
import io.anivia.fakes.FakePartner;
import io.anivia.routes.RouteFileProblem;
import io.anivia.routes.RouteFiles;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A destination that shows what it would send. It needs no broker; the partner is there, and must get nothing. */
class ShadowTest {

    private static final String POST = """
                    - marshal: {json: {}}
                    - to:
                        uri: async-http:next
                        parameters:
                          url: "PARTNER/in?access_token=1"
                          authorization: Bearer very-secret
            """;

    @TempDir
    private Path directory;
    private final FakePartner partner = new FakePartner().start();
    private final CamelContext camel = new DefaultCamelContext();
    private final Destinations destinations = new Destinations();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @BeforeEach
    void start() {
        camel.getRegistry().bind("destinations", destinations);
        camel.getRegistry().bind("meters", meters);
        camel.getRegistry().bind("simple", new JsonSimpleLanguage());
        camel.getRegistry().bind("headerValue", new HeaderValue());
        camel.getShutdownStrategy().setTimeout(1);
        camel.start();
    }

    @AfterEach
    void stop() {
        camel.stop();
        partner.close();
    }

    private Optional<RouteFileProblem> load(String name, String parameters, String steps) throws IOException {
        Path file = directory.resolve(name + ".camel.yaml");
        Files.writeString(file, """
                - route:
                    id: NAME
                    from:
                      uri: destination:NAME
                      parameters:
                        mode: shadow
                        PARAMETERS
                      steps:
                """.replace("NAME", name).replace("PARAMETERS", parameters)
                + steps.replace("PARTNER", partner.uri("").toString()), UTF_8);
        return new RouteFiles(camel, "destination", directory, "anivia.routes.dir").load(file);
    }

    private Shadow shadow(String name, String parameters, String steps) throws IOException {
        assertThat(load(name, parameters, steps)).isEmpty();
        return destinations.shadows().stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
    }

    private static void offer(Shadow shadow, int from, int to) {
        IntStream.range(from, to).forEach(i ->
                shadow.offer("e" + i, ("{\"id\":\"e" + i + "\",\"n\":" + i
                        + ",\"timestamp\":\"2026-01-01T00:00:00.000Z\"}").getBytes(UTF_8)));
    }

    private static void awaitRequests(Shadow shadow, int count) {
        await().atMost(Duration.ofSeconds(20)).until(() -> shadow.latest().size() == count);
    }

    @Test
    void showsWhatItWouldSendWithoutSecretsAndSendsNothing() throws IOException {
        Shadow shadow = shadow("next", "accept: ${body[n]} < 2", POST);
        assertThat(destinations.on()).isEmpty();

        offer(shadow, 0, 4);

        awaitRequests(shadow, 2);
        await().atMost(Duration.ofSeconds(20)).until(() -> shadow.counts().filtered() == 2);
        ShadowedRequest newest = shadow.latest().get(0);
        assertThat(newest.events()).containsExactly("e1");
        assertThat(newest.failure()).isNull();
        assertThat(newest.sent().method()).isEqualTo("POST");
        assertThat(newest.sent().url()).isEqualTo(partner.uri("") + "/in?access_token=***");
        assertThat(newest.sent().headers()).containsEntry("Authorization", "Bearer ***");
        assertThat(newest.sent().body()).isEqualTo("{\"id\":\"e1\",\"n\":1,\"timestamp\":\"2026-01-01T00:00:00.000Z\"}");
        assertThat(meters.get("anivia.events.shadowed").tag("destination", "next").counter().count()).isEqualTo(2);
        assertThat(meters.find("anivia.events.delivered").counter()).isNull();
        assertThat(partner.requestCount()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"'splunk:localhost:1', 'token: very-secret', /services/collector/event",
            "'splunk:localhost:1', 'token: very-secret, ack: true', /services/collector/event",
            "'omniture:rs', 'url: \"http://localhost:1/xml\", hit.visitorID: id, hit.pageName: id', /xml"})
    void takesTheRequestsOfEverySink(String sink, String options, String path) throws IOException {
        Shadow shadow = shadow("next", "batchInterval: 1ms", """
                            - to:
                                uri: SINK
                                parameters: {OPTIONS}
                """.replace("SINK", sink).replace("OPTIONS", options));

        offer(shadow, 0, 1);

        awaitRequests(shadow, 1);
        assertThat(shadow.latest().get(0).failure()).isNull();
        assertThat(shadow.latest().get(0).sent().url()).endsWith(":1" + path);
        assertThat(shadow.latest().get(0).sent().headers().toString()).doesNotContain("very-secret");
        assertThat(partner.requestCount()).isZero();
    }

    @Test
    void saysAtWhichEventsItsRouteFails() throws IOException {
        Shadow shadow = shadow("next", "batchSize: 10", POST.replace("- marshal: {json: {}}",
                "- throwException: {exceptionType: java.lang.IllegalStateException, message: no way}"));

        offer(shadow, 0, 3);

        await().atMost(Duration.ofSeconds(20)).until(() -> shadow.counts().failed() == 3);
        assertThat(shadow.latest().get(0).failure()).contains("IllegalStateException");
        assertThat(shadow.counts().shadowed()).isZero();
    }

    @Test
    void getsItsShareByTheIdsOfEvents() throws IOException {
        Shadow shadow = shadow("next", "sample: 10%", POST);
        for (int i = 0; i < 2000; i += 20) {
            offer(shadow, i, i + 20);
            await().atMost(Duration.ofSeconds(20)).until(() -> shadow.counts().skipped() == 0);
        }

        await().atMost(Duration.ofSeconds(20)).until(() -> shadow.counts().shadowed() > 150);
        assertThat(shadow.counts().shadowed()).isBetween(150L, 250L);
        assertThat(shadow.latest()).hasSize(20);
    }

    @Test
    void whatItHasNoTimeForIsLeftOut() throws IOException {
        Shadow shadow = shadow("next", "prefetch: 5", POST.replace("- marshal: {json: {}}",
                "- delay: {constant: 60000}"));

        offer(shadow, 0, 20);

        assertThat(shadow.counts().skipped()).isBetween(14L, 15L);
    }

    @ParameterizedTest
    @CsvSource({"'to: {uri: \"http://localhost/\"}', http://localhost/", "'to: {uri: \"file:out\"}', file://out",
            "'toD: {uri: \"${body[url]}\"}', to what an expression names",
            "'wireTap: {uri: \"log:a\"}', to what an expression names",
            "'bean: {ref: headerValue, method: \"encode(${body})\"}', a bean"})
    void refusesStepsThatWouldSendInSpiteOfIt(String step, String why) throws IOException {
        Optional<RouteFileProblem> problem = load("next", "enabled: true", """
                            - choice:
                                when:
                                  - simple: "${body[n]} > 1"
                                    steps:
                                      - STEP
                """.replace("STEP", step));

        assertThat(problem).hasValueSatisfying(found -> {
            assertThat(found.line()).isEqualTo(6);
            assertThat(found.what()).contains("mode cannot be shadow").contains(why);
        });
        assertThat(destinations.shadows()).isEmpty();
    }

    @Test
    void anotherOfItsNameIsRefused() throws IOException {
        shadow("next", "enabled: true", POST);
        Files.writeString(directory.resolve("other.camel.yaml"), Files.readString(directory.resolve("next.camel.yaml"))
                .replace("id: next", "id: other"));

        assertThat(new RouteFiles(camel, "destination", directory, "anivia.routes.dir")
                .load(directory.resolve("other.camel.yaml"))).hasValueSatisfying(found ->
                        assertThat(found.what()).contains("is consumed by two routes"));
        assertThat(destinations.shadows()).extracting(Shadow::name).isEqualTo(List.of("next"));
    }
}
