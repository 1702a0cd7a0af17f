package io.anivia.e2e;

import static io.anivia.e2e.Downstreams.SPLUNK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import jakarta.inject.Inject;

import io.anivia.broker.Broker;
import io.anivia.fakes.IndexedEvent;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.resource.v1.Resource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Metrics and logs of services, the whole way to Splunk. */
@QuarkusTest
@TestProfile(EmbeddedBrokerProfile.class)
class TelemetryIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String TIME = "1772366400123000000";

    @TestHTTPResource("/")
    URI root;

    @Inject
    Broker broker;

    /** Nor is anything on its way that other tests have left waiting. */
    @BeforeEach
    void healthyDownstreams() {
        Downstreams.reset();
        for (String queue : List.of("anivia.collected", "anivia.retry.splunk", "anivia.to.splunk")) {
            await().atMost(SOON).until(() -> broker.messageCount(queue).orElse(-1) == 0);
        }
        Downstreams.reset();
    }

    @Test
    void metricsOfOpenTelemetryInJsonAreMetrics() throws Exception {
        post("/v1/metrics", "application/json", """
                {"resourceMetrics":[{"resource":{"attributes":[
                {"key":"service.name","value":{"stringValue":"shop"}},
                {"key":"host.name","value":{"stringValue":"pod-7"}}]},
                "scopeMetrics":[{"metrics":[{"name":"cpu","gauge":{"dataPoints":[
                {"timeUnixNano":"%s","asDouble":0.5,"attributes":[{"key":"core","value":{"intValue":"1"}}]}]}}]}]}]}
                """.formatted(TIME).getBytes(StandardCharsets.UTF_8));

        assertIsCpu(only());
    }

    @Test
    void metricsOfOpenTelemetryInProtobufAreMetrics() throws Exception {
        Resource resource = Resource.newBuilder().addAttributes(attribute("service.name", text("shop")))
                .addAttributes(attribute("host.name", text("pod-7"))).build();
        NumberDataPoint point = NumberDataPoint.newBuilder().setTimeUnixNano(Long.parseLong(TIME)).setAsDouble(0.5)
                .addAttributes(attribute("core", AnyValue.newBuilder().setIntValue(1).build())).build();
        Metric metric = Metric.newBuilder().setName("cpu").setGauge(Gauge.newBuilder().addDataPoints(point)).build();
        post("/v1/metrics", "application/x-protobuf", ExportMetricsServiceRequest.newBuilder()
                .addResourceMetrics(ResourceMetrics.newBuilder().setResource(resource)
                        .addScopeMetrics(ScopeMetrics.newBuilder().addMetrics(metric)))
                .build().toByteArray());

        assertIsCpu(only());
    }

    @Test
    void metricsOfAnEventCollectorAreMetrics() throws Exception {
        post("/services/collector", "application/json", """
                {"time":1772366400.123,"host":"h","event":"metric","fields":{"metric_name:cpu":0.5,"core":"1"}}"""
                .getBytes(StandardCharsets.UTF_8));

        IndexedEvent event = only();
        assertThat(event.host()).isEqualTo("h");
        assertThat(event.event().textValue()).isEqualTo("metric");
        assertThat(event.fields().toString()).isEqualTo("{\"metric_name:cpu\":0.5,\"core\":\"1\"}");
    }

    @Test
    void anEventOfAnEventCollectorKeepsItsMetadata() throws Exception {
        post("/services/collector", "application/json", """
                {"time":1772366400.123,"host":"h","source":"s","sourcetype":"t","index":"i","event":{"a":1}}"""
                .getBytes(StandardCharsets.UTF_8));

        IndexedEvent event = only();
        assertThat(event.host()).isEqualTo("h");
        assertThat(event.source()).isEqualTo("s");
        assertThat(event.sourcetype()).isEqualTo("t");
        assertThat(event.index()).isEqualTo("i");
        assertThat(event.event().path("a").intValue()).isEqualTo(1);
        assertThat(event.event().has("hec")).isFalse();
    }

    private static void assertIsCpu(IndexedEvent event) {
        assertThat(event.time()).hasToString("1772366400.123");
        assertThat(event.host()).isEqualTo("pod-7");
        assertThat(event.event().textValue()).isEqualTo("metric");
        assertThat(event.fields().toString()).isEqualTo("{\"metric_name:cpu\":0.5,\"service.name\":\"shop\","
                + "\"core\":\"1\",\"metric_type\":\"Gauge\"}");
    }

    private static KeyValue attribute(String key, AnyValue value) {
        return KeyValue.newBuilder().setKey(key).setValue(value).build();
    }

    private static AnyValue text(String text) {
        return AnyValue.newBuilder().setStringValue(text).build();
    }

    private void post(String path, String type, byte[] body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(root.resolve(path)).header("Content-Type", type)
                .POST(BodyPublishers.ofByteArray(body)).build();
        assertThat(HTTP.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }

    private static IndexedEvent only() {
        await().atMost(SOON).until(() -> SPLUNK.indexed().size() == 1);
        return SPLUNK.indexed().get(0);
    }
}
