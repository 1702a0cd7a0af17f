package io.anivia.prospector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.anivia.contract.RequestParts;
import io.anivia.prospector.Payload.Decoded;
import io.anivia.source.reading.Reading;
import io.anivia.source.reading.ReadingOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;

/** Requests recorded from real clients, read the way the sources that are shipped say. */
class SourceSamplesTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Path SOURCES = Path.of("routes/sources");
    private static final Path SAMPLES = Path.of("src/test/resources");
    /** Later than all of them were sent. */
    private static final Instant RECEIVED_AT = Instant.parse("2026-11-28T00:00:00Z");

    /**
     * @param count       how many events there are
     * @param withoutId   to how many of them the client has given no id
     * @param withoutTime to how many of them the client has given no time
     */
    @ParameterizedTest
    @CsvSource({
            "segment, clients/rudder-sdk-node, 4, 0, 0",
            "segment, clients/rudder-sdk-node-plain, 4, 0, 0",
            "segment, clients/segment-analytics-node, 5, 0, 0",
            "snowplow, clients/snowplow-node-tracker, 4, 0, 0",
            "snowplow, clients/snowplow-node-tracker-get, 4, 0, 0",
            "snowplow, formats/snowplow-browser-tracker, 4, 0, 0",
            "cloudevents, formats/cloudevents-batch, 4, 0, 0",
            "cloudevents, formats/cloudevents-binary, 2, 0, 0",
            "cloudevents, formats/cloudevents-structured, 2, 0, 0",
            "otlp, formats/otlp-http-json, 9, 9, 0",
            "otlp, formats/otlp-http-json-gzip, 9, 9, 0",
            "otlp, formats/otlp-http-protobuf, 9, 9, 0",
            "otlp, formats/otlp-http-protobuf-gzip, 9, 9, 0",
            "otlp, formats/otlp-java, 4, 4, 0",
            "mixpanel, formats/mixpanel-browser, 6, 2, 2",
            "mixpanel, formats/mixpanel-browser-beacon, 6, 2, 2",
            "mixpanel, formats/mixpanel-browser-json, 6, 2, 2",
            "mixpanel, formats/mixpanel-node, 5, 3, 4",
            "posthog, formats/posthog-js, 2, 0, 0",
            "posthog, formats/posthog-js-without-config, 5, 0, 0",
            "hec, formats/splunk-logging, 4, 4, 0"})
    void areReadToTheLastEvent(String source, String sample, int count, int withoutId, int withoutTime)
            throws IOException {
        Reading reading = reading(source);
        List<Event> events = new ArrayList<>();
        for (JsonNode request : MAPPER.readTree(SAMPLES.resolve(sample + ".json").toFile())) {
            Payload payload = payload(source, request);
            SplitResult split = Payloads.SPLITTER.splitter().split(payload, reading, null);
            assertThat(split.rejected()).isEmpty();
            assertThat(split.unreadableTimes()).isZero();
            events.addAll(split.events());
        }

        assertThat(events).hasSize(count).allSatisfy(event ->
                // Keys go no further than here.
                assertThat(Payloads.utf8(event.json())).doesNotContain("test-key"));
        assertThat(events).filteredOn(event -> event.id().startsWith("r-")).hasSize(withoutId);
        assertThat(events).filteredOn(event -> "received".equals(Payloads.clock(event).get("method")))
                .hasSize(withoutTime);
    }

    private static Reading reading(String source) throws IOException {
        List<?> file = new Yaml().load(Files.readString(SOURCES.resolve(source + ".camel.yaml")));
        Map<?, ?> options = object(object(object(file.get(0), "route"), "from"), "parameters");
        List<String> keys = Arrays.stream(text(options, "key").split(",")).map(String::strip)
                .filter(key -> key.startsWith("body:")).map(key -> key.substring("body:".length())).toList();
        return Reading.parse(new ReadingOptions(text(options, "decode"), text(options, "events"),
                text(options, "shared"), text(options, "id"), text(options, "type"), text(options, "timestamp"),
                text(options, "sentAt"), text(options, "clock"), text(options, "members"), text(options, "remove"),
                text(options, "unfold"), keys));
    }

    private static Map<?, ?> object(@Nullable Object in, String name) {
        return (Map<?, ?>) ((Map<?, ?>) Objects.requireNonNull(in)).get(name);
    }

    private static String text(Map<?, ?> options, String name) {
        return Objects.requireNonNullElse(options.get(name), "").toString();
    }

    private static Payload payload(String source, JsonNode request) {
        Map<String, String> headers = new LinkedHashMap<>();
        request.get("headers").properties().forEach(header -> headers.put(header.getKey(),
                header.getValue().asText()));
        String[] target = request.get("path").asText().split("\\?", 2);
        Map<String, List<String>> query = new LinkedHashMap<>();
        for (String parameter : target.length < 2 ? new String[0] : target[1].split("&")) {
            String[] parts = parameter.split("=", 2);
            query.computeIfAbsent(decoded(parts[0]), name -> new ArrayList<>())
                    .add(parts.length < 2 ? "" : decoded(parts[1]));
        }
        byte[] body = request.has("bodyBase64") ? base64(request) : Payloads.utf8(request.path("body").asText());
        // As Elmer does.
        body = body.length == 0 && target.length > 1 ? Payloads.utf8(target[1]) : body;
        return new Payload(body, headers.get("content-type"), headers.get("content-encoding"), "r", RECEIVED_AT, source,
                "10.0.0.1", null, new RequestParts("", target[0], Map.of(), query, headers), Decoded.NO);
    }

    private static byte[] base64(JsonNode request) {
        return Base64.getDecoder().decode(request.get("bodyBase64").asText());
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
