package io.anivia.source.format;

import static io.anivia.source.format.Formats.MAPPER;
import static io.anivia.source.format.Formats.json;
import static io.anivia.source.format.Formats.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Message;
import io.anivia.source.format.Decoder.Input;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that clients have sent, as they were sent: what the steps make of their bytes. */
class ClientSamplesTest {

    private record Request(byte[] body, Input input) {

        byte[] decode(String steps) throws UndecodableException {
            return Formats.decode(steps, body, input);
        }
    }

    private static List<Request> requests(String client) throws IOException {
        List<Request> requests = new ArrayList<>();
        for (JsonNode request : MAPPER.readTree(Path.of("src/test/resources/formats/" + client + ".json").toFile())) {
            Map<String, String> headers = new HashMap<>();
            request.get("headers").properties().forEach(header ->
                    headers.put(header.getKey(), header.getValue().textValue()));
            String[] path = request.get("path").textValue().split("\\?", 2);
            byte[] body = request.has("bodyBase64") ? request.get("bodyBase64").binaryValue()
                    : utf8(request.path("body").asText());
            // As Elmer does.
            body = body.length == 0 && path.length > 1 ? utf8(path[1]) : body;
            requests.add(new Request(body, new Input(headers.get("content-type"), headers.get("content-encoding"),
                    path[0], path.length > 1 ? path[1] : null, headers, Formats.MAX_BYTES)));
        }
        assertThat(requests).isNotEmpty();
        return requests;
    }

    @ParameterizedTest
    @ValueSource(strings = {"otlp-http-protobuf", "otlp-http-protobuf-gzip", "otlp-java"})
    void otlpInProtobuf(String client) throws Exception {
        for (Request request : requests(client)) {
            byte[] protobuf = request.decode("gunzip");
            Message message = parsed(request.input().path(), protobuf);
            assertThat(json(request.decode("gunzip, otlp, json")))
                    .isEqualTo(json(MAPPER.writeValueAsBytes(OtlpModel.expected(message))))
                    .isEqualTo(json(Formats.decode("otlp", MAPPER.writeValueAsBytes(OtlpModel.otlpJson(message)))));
        }
    }

    private static Message parsed(String path, byte[] protobuf) throws IOException {
        return switch (path) {
            case "/v1/logs" -> ExportLogsServiceRequest.parseFrom(protobuf);
            case "/v1/traces" -> ExportTraceServiceRequest.parseFrom(protobuf);
            default -> ExportMetricsServiceRequest.parseFrom(protobuf);
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"otlp-http-json", "otlp-http-json-gzip"})
    void otlpInJsonHasTheShapeOfTheSameInProtobuf(String client) throws Exception {
        List<Request> inJson = requests(client);
        List<Request> inProtobuf = requests(client.replace("json", "protobuf"));
        assertThat(inProtobuf).hasSameSizeAs(inJson);
        for (int at = 0; at < inJson.size(); at++) {
            assertThat(shape(json(inJson.get(at).decode("gunzip, otlp")).get(0)))
                    .isEqualTo(shape(json(inProtobuf.get(at).decode("gunzip, otlp")).get(0)));
        }
    }

    /** The same with the type of each value in its place: the two were not recorded at the same time. */
    private static Object shape(JsonNode value) {
        if (value.isObject()) {
            Map<String, Object> shape = new HashMap<>();
            value.properties().forEach(member -> shape.put(member.getKey(), shape(member.getValue())));
            return shape;
        }
        if (value.isArray()) {
            List<Object> shape = new ArrayList<>();
            value.forEach(member -> shape.add(shape(member)));
            return shape;
        }
        return value.getNodeType();
    }

    @Test
    void otlpInJson() throws Exception {
        JsonNode logs = json(requests("otlp-http-json").get(1).decode("gunzip, otlp")).get(0);
        assertThat(logs.at("/resourceLogs/0/resource/attributes/service.name").textValue()).isEqualTo("shop-api");
        JsonNode record = logs.at("/resourceLogs/0/scopeLogs/0/logRecords/0");
        assertThat(record.get("body").textValue()).isEqualTo("order placed");
        assertThat(record.at("/attributes/price").decimalValue()).isEqualByComparingTo("12.97");
        assertThat(record.get("timeUnixNano").textValue()).matches("[0-9]{19}");
        assertThat(record.has("droppedAttributesCount")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"mixpanel-browser,properties", "mixpanel-browser-beacon,properties", "mixpanel-browser-json,properties",
            "mixpanel-node,properties"})
    void mixpanel(String client, String member) throws Exception {
        int tracked = 0;
        for (Request request : requests(client)) {
            JsonNode payload = json(request.decode("gunzip, form:data, base64, json")).get(0);
            for (JsonNode event : payload.isArray() ? payload : List.of(payload)) {
                if (request.input().path().startsWith("/track")) {
                    assertThat(event.get("event").textValue()).isNotEmpty();
                    assertThat(event.get(member).isObject()).isTrue();
                    tracked++;
                } else {
                    assertThat(event.has("$distinct_id")).isTrue();
                }
            }
        }
        assertThat(tracked).isPositive();
    }

    /** Four encodings on one path. */
    @ParameterizedTest
    @ValueSource(strings = {"posthog-js", "posthog-js-without-config"})
    void posthog(String client) throws Exception {
        for (Request request : requests(client)) {
            JsonNode payload = json(request.decode("gunzip, form:data, base64, gunzip, json")).get(0);
            assertThat(payload.get("api_key").textValue()).isEqualTo("test-key");
            assertThat(payload.get("batch")).isNotEmpty().allSatisfy(event -> assertThat(event.has("uuid")).isTrue());
        }
    }

    @Test
    void snowplow() throws Exception {
        for (Request request : requests("snowplow-node-tracker-get")) {
            JsonNode event = json(request.decode("form, json")).get(0);
            assertThat(event.get("eid").textValue()).hasSize(36);
            assertThat(event.get("stm").textValue()).matches("[0-9]{13}");
        }
        for (Request request : requests("snowplow-browser-tracker")) {
            assertThat(request.decode("form, json")).isSameAs(request.body());
        }
    }

    @Test
    void cloudEventsInBinaryModeAreWhatTheyAreInStructuredMode() throws Exception {
        JsonNode binary = json(requests("cloudevents-binary").get(0).decode("cloudevents")).get(0);
        JsonNode structured = json(requests("cloudevents-structured").get(0).decode("cloudevents")).get(0);
        JsonNode batched = json(requests("cloudevents-batch").get(0).decode("cloudevents")).get(0).get(0);
        for (String member : List.of("specversion", "id", "source", "type", "subject", "traceparent",
                "datacontenttype")) {
            assertThat(binary.get(member)).as(member).isNotNull().isEqualTo(structured.get(member))
                    .isEqualTo(batched.get(member));
        }
        assertThat(binary.get("data")).isEqualTo(structured.get("data"));
        assertThat(binary.size()).isEqualTo(structured.size());
    }

    @Test
    void splunkLogging() throws Exception {
        List<JsonNode> events = json(requests("splunk-logging").get(0).decode("gunzip, hec, json"));
        assertThat(events).hasSize(3).allSatisfy(event -> {
            assertThat(event.get("time").textValue()).matches("[0-9.]{14}");
            assertThat(event.at("/hec/sourcetype").textValue()).isEqualTo("httpevent");
        });
        assertThat(events.get(1).get("message").textValue()).isEqualTo("plain text line");
    }

    /** By all the ways in which a page can send the same, each with the same source. */
    @Test
    void pages() throws Exception {
        for (Request request : requests("browser-beacon-and-fetch")) {
            JsonNode payload = json(request.decode("gunzip, form:data, form, json")).get(0);
            if (request.input().query().contains("pixel")) {
                assertThat(payload.get("id").textValue()).isEqualTo("b-3");
            } else {
                assertThat(payload.at("/events/0/id").textValue()).isEqualTo("b-1");
            }
        }
    }
}
